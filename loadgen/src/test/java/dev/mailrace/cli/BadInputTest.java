package dev.mailrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each mistake costs one clear line and the right exit code; nobody sees a stack trace. */
class BadInputTest {
    static Stream<Arguments> mistakes() {
        return Stream.of(
                mistake(
                        "run --rate -5",
                        "mailrace: rate: -5 (expected: a rate such as 500/s, 30k/m or 1M/h, from 0 to 10M/s)"),
                mistake("run --rate 0", "mailrace: rate: 0 (expected: a rate > 0 such as 500/s, 30k/m or 1M/h)"),
                mistake("run --rate fast", "mailrace: rate: fast (expected: a rate such as 500/s, 30k/m or 1M/h)"),
                mistake("run -R 5/s --stages 1s:5/s", "mailrace: rate and stages: both given (expected: one of them)"),
                mistake("run --poisson", "mailrace: poisson: given without a rate (expected: with --rate or --stages)"),
                mistake(
                        "run --stages 5s",
                        "mailrace: stages: 5s (expected: TIME:RATE or TIME:RATE-RATE, such as 30s:100/s-500/s)"),
                mistake("run -c 0", "mailrace: connections: 0 (expected: a whole number from 1 to 1000000)"),
                mistake(
                        "run -c 1000000",
                        "mailrace: connections: 1000000 need 2000000 files (both ends are in this process)"),
                mistake("run --connect-rate 0", "mailrace: connect-rate: 0 (expected: a rate > 0 such as 500/s"),
                mistake(
                        "run --source-address banana",
                        "mailrace: source-address: \"banana\" (expected: IP addresses or ranges of them"),
                mistake("run --source-address 192.0.2.7", "mailrace: source-address: 192.0.2.7: "),
                mistake("run --source-address ::1", "mailrace: source-address: 0:0:0:0:0:0:0:1 leads not to 127.0.0.1"),
                mistake("run --note banana", "mailrace: note: banana (expected: a note such as commit=1a2b3c"),
                mistake("capacity --note =1", "mailrace: note:  (expected: a note such as commit=1a2b3c"),
                mistake("run --note a=1 --note a=2", "mailrace: note: a given twice (expected: each name once)"),
                mistake(
                        "run --title " + "x".repeat(201),
                        "mailrace: title: 201 characters (expected: at most 200 in one line)"),
                mistake(
                        "run --note a=" + "x".repeat(501),
                        "mailrace: note: a of 501 characters (expected: at most 500)"),
                mistake(
                        "run --compare /nowhere",
                        "mailrace: /nowhere: no such file (expected: a run's folder or its run.json)"),
                mistake("run -d 0", "mailrace: duration: 0 (expected: more than 0, such as 500ms, 30s, 5m or 1h)"),
                mistake("run -d 5", "mailrace: duration: 5 (expected: a duration such as 500ms, 30s, 5m or 1h)"),
                mistake("run --timeout data=30", "mailrace: timeout: 30 (expected: a duration such as 500ms"),
                mistake("run --warmup 2", "mailrace: warmup: 2 (expected: a duration such as 500ms"),
                mistake("run --stages 10:5/s", "mailrace: stages: 10 (expected: a duration such as 500ms"),
                mistake("run -R 500", "mailrace: rate: 500 (expected: a rate such as 500/s, 30k/m or 1M/h)"),
                mistake("run --share 5 --hold", "mailrace: share: 5 (expected: a percentage from 0% to 100%)"),
                mistake("sink --service-time 5", "mailrace: service-time: 5 (expected: a duration such as 500ms"),
                mistake("run -d 5x", "mailrace: duration: 5x (expected: a duration such as 500ms, 30s, 5m or 1h)"),
                mistake(
                        "run -l 4q",
                        "mailrace: size: \"4q\" (expected: bytes, or a number with k, m, g, kB, MB or GB)"),
                mistake("run -l 4k -F /nowhere", "mailrace: size and eml: both given (expected: one of them)"),
                mistake(
                        "run --content base64 -F /nowhere",
                        "mailrace: content and eml: both given (expected: one of them)"),
                mistake(
                        "run --content html",
                        "mailrace: Invalid value for option '--content': expected one of [TEXT, BASE64]"),
                mistake(
                        "run -F /nowhere/at/all.eml",
                        "mailrace: eml: /nowhere/at/all.eml: no such file (expected: a message"),
                mistake("run -t nobody", "mailrace: to: address: \"nobody\" (expected: local@domain)"),
                mistake(
                        "run --users 9..1",
                        "mailrace: users: 9..1 (expected: FIRST..LAST, such as 1..1000, or N for 1..N)"),
                mistake(
                        "run --auth PLAIN",
                        "mailrace: auth: no user (expected: --auth-user NAME, or --credentials FILE.csv)"),
                mistake(
                        "run --auth SCRAM --auth-user u --auth-password-file pom.xml",
                        "mailrace: auth: mechanism: SCRAM (expected: one of SCRAM-SHA-512-PLUS, "),
                mistake(
                        "run --auth PLAIN --auth-user u --auth-password-file /nowhere/password",
                        "mailrace: auth-password-file: /nowhere/password: no such file (expected: the password in its first line"),
                mistake(
                        "run --credentials /nowhere/users.csv",
                        "mailrace: credentials: /nowhere/users.csv: no such file"),
                mistake("run --timeout banana=5s", "mailrace: timeout: phase: banana"),
                mistake(
                        "run --timeout 0s",
                        "mailrace: timeout: 0s (expected: more than 0, such as 500ms, 30s, 5m or 1h)"),
                mistake(
                        "run --transport pigeon",
                        "mailrace: transport: pigeon (expected: auto, io_uring, epoll or nio)"),
                mistake(
                        "run -o yaml=x",
                        "mailrace: output: yaml (expected: json, csv, hlog, hgrm, html, markdown, junit or prometheus)"),
                mistake("run -o prometheus=/proc/nowhere", "mailrace: output: /proc/nowhere"),
                mistake(
                        "run --prometheus banana",
                        "mailrace: prometheus: banana (expected: PORT or HOST:PORT, such as 9464, 0.0.0.0:9464 or"
                                + " [::1]:9464)"),
                mistake("run --prometheus 70000", "mailrace: prometheus: 70000 (expected: PORT or HOST:PORT"),
                mistake("run --prometheus ::1:9464", "mailrace: prometheus: ::1:9464 (expected: PORT or HOST:PORT"),
                mistake(
                        "run --prometheus nobody.invalid:9464",
                        "mailrace: prometheus: nobody.invalid: unknown host (expected: a name or an address of this"
                                + " machine)"),
                mistake("run --prometheus 192.0.2.1:9464", "mailrace: prometheus: 192.0.2.1:9464: "),
                mistake("run --dry-run --prometheus x", "mailrace: prometheus: x (expected: PORT or HOST:PORT"),
                mistake(
                        "run --otlp 127.0.0.1:4318",
                        "mailrace: otlp: 127.0.0.1:4318 (expected: a URL such as http://127.0.0.1:4318/v1/metrics)"),
                mistake("run --otlp grpc://127.0.0.1:4317", "mailrace: otlp: grpc://127.0.0.1:4317 (expected: a URL"),
                mistake("run --otlp http://u:secret@127.0.0.1/", "mailrace: otlp: a user in the URL (expected: "),
                mistake("run --otlp http:///v1/metrics", "mailrace: otlp: http:///v1/metrics (expected: a URL"),
                mistake("capacity --prometheus banana", "mailrace: prometheus: banana (expected: PORT or HOST:PORT"),
                mistake("calibrate --otlp banana", "mailrace: otlp: banana (expected: a URL"),
                mistake("auth --otlp banana", "mailrace: otlp: banana (expected: a URL"),
                mistake("ab 127.0.0.1:25 127.0.0.1:26 --otlp banana", "mailrace: otlp: banana (expected: a URL"),
                mistake(
                        "run -o json",
                        "mailrace: output: json (expected: FORMAT=PATH, such as json=run.json or csv=-)"),
                mistake("run --results /proc/nowhere", "mailrace: results: /proc/nowhere cannot be made"),
                mistake(
                        "run imaps://127.0.0.1:993",
                        "mailrace: target: imaps://127.0.0.1:993 (expected: a scheme of smtp, smtp+starttls, smtps, lmtp"),
                mistake("run smtps://127.0.0.1:465 --starttls", "mailrace: starttls: given with smtps://127.0.0.1:465"),
                mistake("run 127.0.0.1:25 --starttls sometimes", "mailrace: starttls: sometimes (expected: required"),
                mistake("run 127.0.0.1:25 -k", "mailrace: tls: options given, and smtp://127.0.0.1:25 is in clear"),
                mistake("run smtps://127.0.0.1:465 --cert a.pem", "mailrace: cert: given without --key"),
                mistake(
                        "run smtps://127.0.0.1:465 --cacert /nowhere.pem",
                        "mailrace: cacert: /nowhere.pem: no such file (expected: a file of PEM certificates)"),
                mistake(
                        "run smtps://127.0.0.1:465 --tls-provider openssl",
                        "mailrace: tls-provider: openssl (expected:"),
                mistake("run smtps://127.0.0.1:465 -k --tls-versions TLSv9", "mailrace: tls-versions: TLSv9 with "),
                mistake("run --handshakes", "mailrace: handshakes: smtp://127.0.0.1:"),
                mistake("run --no-mail --step dance", "mailrace: step: dance (expected: noop, rset, help, vrfy"),
                mistake("run --step vrfy", "mailrace: step: vrfy (expected: noop"),
                mistake("run --share 5%", "mailrace: share: given alone (expected: with --early-talk"),
                mistake("run --hold --share 500%", "mailrace: share: 500% (expected: a percentage"),
                mistake("run --drop-after lunch", "mailrace: drop-after: lunch (expected: connect, tls"),
                mistake("run --xclient", "mailrace: client-address: none (expected: addresses for xclient)"),
                mistake("run --client-address 192.0.2.1", "mailrace: client-address: given without --xclient"),
                mistake("run --proxy-protocol v3 --client-address 192.0.2.1", "mailrace: proxy-protocol: v3 (expected"),
                mistake("run --retry 5xx", "mailrace: retry: 5xx (expected: 4xx, or codes such as 450,451)"),
                mistake("run --retry-after 5s", "mailrace: retry-after: given without --retry"),
                mistake("run --body binarymime", "mailrace: body: binarymime with DATA (expected: --chunking"),
                mistake("run --chunk-size 64k", "mailrace: chunk-size: 65536 without --chunking"),
                mistake("run --mt-priority 10", "mailrace: mt-priority: 10 (expected: -9 to 9)"),
                mistake("run --deliver-by soon", "mailrace: deliver-by: soon (expected: 3600;R or 3600;N)"),
                mistake("run --dsn-notify never,delay", "mailrace: dsn-notify: never,delay (expected: never alone"),
                mistake(
                        "run -t jürgen@example.test",
                        "mailrace: to: jürgen@example.test (expected: ASCII, or --smtputf8"),
                mistake("run 127.0.0.1:99999", "mailrace: target: port 99999 (expected: 1 to 65535)"),
                mistake(
                        "run 192.0.2.1:25",
                        "mailrace: target: 192.0.2.1 is 192.0.2.1, outside loopback and private networks (expected: --allow-target 192.0.2.1, if you may load it)"),
                mistake("probe 192.0.2.1:25", "mailrace: target: 192.0.2.1 is 192.0.2.1, outside loopback"),
                mistake("probe 127.0.0.1:25 --expect /nowhere", "mailrace: expect: /nowhere: no such file"),
                mistake("sink --port 70000", "mailrace: port: 70000 (expected: 0 to 65535)"),
                mistake(
                        "sink --tls maybe",
                        "mailrace: tls: maybe (expected: one of none, starttls, required, implicit)"),
                mistake(
                        "sink --tls-client-certs",
                        "mailrace: tls: none (expected: starttls, required or implicit, as the other options of TLS are"
                                + " given)"),
                mistake(
                        "sink --tls starttls --tls-provider openssl",
                        "mailrace: tls-provider: openssl (expected: one of boringssl, jdk, bouncy-castle)"),
                mistake(
                        "sink --tls starttls --tls-cert x.pem",
                        "mailrace: tls-key: none (expected: --tls-cert and --tls-key, or neither)"),
                mistake(
                        "sink --tls starttls --tls-client-ca /nowhere",
                        "mailrace: authorities: /nowhere: no such file (expected: a file of PEM certificates)"),
                mistake("sink --service-time 2ms --workers 0", "mailrace: workers: 0 (expected: 1 to 100000)"),
                mistake(
                        "sink --workers 4",
                        "mailrace: workers: 4, and no time (expected: with --service-time or --login-time)"),
                mistake(
                        "sink --service-spread exponential",
                        "mailrace: service-spread: exponential, and no time (expected: with"),
                mistake(
                        "sink --service-time 1ms --service-spread even",
                        "mailrace: service-spread: even (expected: one of fixed, exponential)"),
                mistake("sink --service-time 2h", "mailrace: service-time: 7200 s (expected: 0 to 1 hour)"),
                mistake("sink --service-time 5 apples", "mailrace: "),
                mistake("sink --login-time soon", "mailrace: login-time: soon (expected: a duration such as 500ms"),
                mistake("run --conections 5", "mailrace: Unknown option: '--conections'"),
                mistake("rnu", "mailrace: Unmatched argument at index 0: 'rnu'"));
    }

    private static Arguments mistake(String typed, String complaint) {
        return Arguments.of(typed, complaint);
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void aMistakeCostsOneClearLineAndExitCode2(String typed, String complaint) {
        Typed result = Typed.run(typed.split(" "));
        assertThat(result.complaint()).startsWith(complaint);
        assertThat(result.exit()).isEqualTo(2);
        assertNoTrace(result);
    }

    private static void assertNoTrace(Typed result) {
        assertThat(result.err()).doesNotContain("\tat ").doesNotContain("Exception");
        assertThat(result.err().lines().count()).isLessThanOrEqualTo(3);
    }

    @Test
    void anUnknownHostIsUnreachable() {
        Typed result = Typed.run("run", "nobody.invalid:25", "--no-results");
        assertThat(result.complaint())
                .isEqualTo(
                        "mailrace: nobody.invalid: unknown host (expected: a name that resolves here, or an address)");
        assertThat(result.exit()).isEqualTo(3);
        assertNoTrace(result);
    }

    @Test
    void aRefusedPortIsUnreachable() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Typed result = Typed.run("run", "127.0.0.1:" + port, "--no-results");
        assertThat(result.complaint())
                .isEqualTo("mailrace: smtp://127.0.0.1:" + port
                        + ": connection refused (expected: a mail server that listens there)");
        assertThat(result.exit()).isEqualTo(3);
        assertNoTrace(result);
    }

    @Test
    void aServerThatRefusesAtTheBannerIsUnreachable() throws IOException {
        try (ScriptedPeer peer = new ScriptedPeer("554 5.7.1 go away")) {
            Typed result = Typed.run("run", "127.0.0.1:" + peer.port(), "--no-results");
            assertThat(result.complaint())
                    .isEqualTo("mailrace: smtp://127.0.0.1:" + peer.port() + ": refused at banner: 554 5.7.1 go away");
            assertThat(result.exit()).isEqualTo(3);
            assertNoTrace(result);
        }
    }

    @Test
    void aWrongPasswordIsToldBeforeTheLoad(@TempDir Path folder) throws IOException {
        Path password = Files.writeString(folder.resolve("password"), "wrong\n");
        try (ScriptedPeer peer = new ScriptedPeer("220 hi", "250-hi\r\n250 AUTH PLAIN", "535 5.7.8 no")) {
            Typed result = Typed.run(
                    "run",
                    "127.0.0.1:" + peer.port(),
                    "--no-results",
                    "--auth-user",
                    "user",
                    "--auth-password-file",
                    password.toString());
            assertThat(result.complaint())
                    .isEqualTo("mailrace: smtp://127.0.0.1:" + peer.port()
                            + ": refused at auth: 535 5.7.8 no (expected: the right --auth-user and password)");
            assertThat(result.exit()).isEqualTo(4);
            assertThat(result.err() + result.out()).doesNotContain("wrong");
        }
    }

    @Test
    void aFolderThatHoldsARunIsNotOverwritten(@TempDir Path folder) throws IOException {
        Path run = Files.writeString(folder.resolve("run.json"), "{}");
        Typed result = Typed.run("run", "-n", "1", "-c", "1", "--results", folder.toString());
        assertThat(result.complaint()).startsWith("mailrace: results: " + folder + " holds results already");
        assertThat(result.exit()).isEqualTo(2);
        assertThat(run).hasContent("{}");
    }

    @Test
    void aBusyPortForScrapesIsToldBeforeTheLoad(@TempDir Path folder) throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = String.valueOf(taken.getLocalPort());
            Path results = folder.resolve("run");
            Typed result = Typed.run("run", "-n", "1", "--prometheus", port, "--results", results.toString());
            assertThat(result.complaint())
                    .isEqualTo("mailrace: prometheus: 127.0.0.1:" + port + ": address already in use (expected: an"
                            + " address of this machine, and a port that is free)");
            assertThat(result.exit()).isEqualTo(2);
            assertThat(results).doesNotExist();
            assertNoTrace(result);
        }
    }

    @Test
    void aBusyPortOfTheSinkIsTold() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Typed result = Typed.run("sink", "--port", String.valueOf(taken.getLocalPort()));
            assertThat(result.complaint()).contains("127.0.0.1:" + taken.getLocalPort());
            assertThat(result.exit()).isEqualTo(2);
            assertNoTrace(result);
        }
    }
}
