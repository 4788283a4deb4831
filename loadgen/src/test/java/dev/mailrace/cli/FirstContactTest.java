package dev.mailrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailrace.experiment.CommandFailure;
import dev.mailrace.experiment.Preflight;
import dev.mailrace.net.Transport;
import dev.mailrace.options.KindOptions;
import dev.mailrace.scenario.AddressRange;
import dev.mailrace.scenario.SessionKind;
import dev.mailrace.scenario.Target;
import dev.mailrace.session.Phase;
import dev.mailrace.session.Timeouts;
import dev.mailrace.sink.SinkServer;
import dev.mailrace.sink.SinkSettings;
import dev.mailrace.sink.SinkTls;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** The check before the load: what is wrong with a port is told in one line, with what to do about it, and soon. */
@Tag("jdk")
class FirstContactTest {
    private static final String STARTTLS = "250-hi\r\n250 STARTTLS";
    private static final String LOGIN = "250-hi\r\n250 AUTH PLAIN";

    @Test
    void theCheckHasTenSecondsUnlessMoreIsAskedFor() {
        Duration usual = Duration.ofSeconds(10);
        Timeouts standard = Timeouts.standard();
        assertThat(standard.untilEstablished(usual)).isEqualTo(usual);
        assertThat(standard.within(usual).nanos(Phase.BANNER)).isEqualTo(usual.toNanos());
        assertThat(standard.within(usual).nanos(Phase.CONNECT)).isEqualTo(usual.toNanos());
        assertThat(standard.within(usual).nanos(Phase.CONTENT)).isEqualTo(standard.nanos(Phase.CONTENT));
        Timeouts shorter = Timeouts.all(Duration.ofSeconds(2));
        assertThat(shorter.untilEstablished(usual)).isEqualTo(usual);
        assertThat(shorter.within(usual).nanos(Phase.BANNER))
                .isEqualTo(Duration.ofSeconds(2).toNanos());
        Duration long30 = Duration.ofSeconds(30);
        assertThat(standard.with(Phase.BANNER, long30).untilEstablished(usual)).isEqualTo(long30);
    }

    @ParameterizedTest
    @ValueSource(strings = {"run", "probe", "auth", "capacity"})
    void aMutePortIsToldOfAndMayBeOneOfTls(String command, @TempDir Path folder) throws IOException {
        try (ServerSocket mute = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            String target = "127.0.0.1:" + mute.getLocalPort();
            Typed result = Typed.run(args(command, target, folder, "--timeout", "2s"));
            String tls = "if the port speaks TLS, use smtps://" + target;
            assertThat(result.exit()).isEqualTo(3);
            assertThat(said(result)).first().isEqualTo("mailrace: connecting to smtp://" + target + " …");
            assertThat(result.err() + result.out())
                    .contains("no banner within 2 s")
                    .contains(tls);
        }
    }

    private static String[] args(String command, String target, Path folder, String... more) throws IOException {
        List<String> all = new java.util.ArrayList<>(List.of(command, target));
        if (command.equals("auth")) {
            Path password = Files.writeString(folder.resolve("password"), "p\n");
            all.addAll(List.of("--auth-user", "u", "--auth-password-file", password.toString()));
        }
        if (!command.equals("probe")) {
            all.add("--no-results");
        }
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "530 5.7.0 Must issue a STARTTLS command first | the server demands STARTTLS: add --starttls",
                "530 no | the server demands STARTTLS: add --starttls",
                "554 5.7.1 TLS required | the server demands STARTTLS: add --starttls",
                "550 5.7.10 Encryption needed | the server demands STARTTLS: add --starttls",
                "530 5.7.0 Authentication required | the server demands a login: add --starttls and --auth-user NAME"
            })
    void aPortThatDemandsTlsSaysSoBeforeTheLoad(String refusal, String words) throws IOException {
        try (ScriptedPeer peer = new ScriptedPeer("220 hi", STARTTLS, refusal, "221 bye")) {
            assertRefused(peer, refusal, words);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "530 5.7.0 Authentication required",
                "530 5.7.1 no",
                "550 5.7.1 Relaying denied. Proper authentication required.",
                "554 5.7.1 <unknown[127.0.0.1]>: Client host rejected: Access denied",
                "554 5.7.0 log in first: please login"
            })
    void aPortThatDemandsALoginSaysSoBeforeTheLoad(String refusal) throws IOException {
        String words = "the server demands a login: add --auth-user NAME";
        try (ScriptedPeer peer = new ScriptedPeer("220 hi", LOGIN, refusal, "221 bye")) {
            assertRefused(peer, refusal, words);
        }
        try (ScriptedPeer peer = new ScriptedPeer("220 hi", LOGIN, "250 ok", refusal, "250 reset", "221 bye")) {
            assertRefused(peer, refusal, words); // Some wait for a recipient with it.
        }
    }

    private static void assertRefused(ScriptedPeer peer, String refusal, String words) {
        String target = "127.0.0.1:" + peer.port();
        Typed result = Typed.run("run", target, "--no-results");
        assertThat(result.complaint()).isEqualTo("mailrace: smtp://" + target + ": " + words + " (" + refusal + ")");
        assertThat(result.exit()).isEqualTo(4);
    }

    @Test
    void otherRefusalsAreTheRunsToCount() {
        // 554 5.7.1 is also what a spam filter says, and a full mailbox is nobody's demand.
        for (String refusal : List.of("550 5.1.1 no such user", "554 5.7.1 rejected as spam", "452 4.2.2 full")) {
            try (ScriptedPeer peer = new ScriptedPeer("220 hi", "250 hi", "250 ok", refusal, "250 reset", "221 bye")) {
                Typed result = Typed.run(
                        "run", "127.0.0.1:" + peer.port(), "--no-results", "-n", "1", "-c", "1", "--timeout", "2s");
                assertThat(result.out()).as(result.err()).contains(refusal.substring(0, 3) + " ");
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }
    }

    @Test
    void aLoginThatIsOnlyOfferedBehindTlsIsSaid(@TempDir Path folder) throws IOException {
        try (ScriptedPeer peer = new ScriptedPeer("220 hi", STARTTLS, "221 bye")) {
            Path password = Files.writeString(folder.resolve("password"), "p\n");
            String target = "127.0.0.1:" + peer.port();
            Typed result = Typed.run(
                    "run", target, "--no-results", "--auth-user", "u", "--auth-password-file", password.toString());
            assertThat(result.complaint())
                    .isEqualTo("mailrace: smtp://" + target + ": the server offers no login in clear: add --starttls");
        }
    }

    @Test
    void tlsWhereABannerIsExpectedIsSaid() throws IOException {
        try (ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            answer(listener, new byte[] {21, 3, 3, 0, 2, 2, 40});
            String target = "127.0.0.1:" + listener.getLocalPort();
            Typed result = Typed.run("run", target, "--no-results");
            assertThat(said(result))
                    .containsExactly("mailrace: smtp://" + target
                            + ": no SMTP at banner: TLS instead of a reply (an alert) (expected: smtps://" + target
                            + ")");
        }
    }

    private static void answer(ServerSocket listener, byte[] bytes) {
        Thread thread = new Thread(() -> {
            try (Socket socket = listener.accept()) {
                socket.getOutputStream().write(bytes);
                socket.getInputStream().read();
            } catch (IOException e) {
                // The test says what is missing.
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    @Test
    void aPortInClearIsNoneOfTls() throws IOException {
        try (ScriptedPeer peer = new ScriptedPeer("220 hi")) {
            String target = "127.0.0.1:" + peer.port();
            Typed result = Typed.run("run", "smtps://" + target, "-k", "--no-results");
            assertThat(said(result))
                    .containsExactly("mailrace: smtps://" + target
                            + ": no TLS at tls: the server does not speak TLS from the first byte (expected: smtp://"
                            + target + ", perhaps with --starttls)");
        }
    }

    @Test
    void insecureIsOnlyAdvisedWhereItHelpsAndWasNotGiven() {
        try (SinkServer sink = SinkServer.start(SinkSettings.defaults().withTls(SinkTls.of(SinkTls.Mode.IMPLICIT)))) {
            String target = "smtps://127.0.0.1:" + sink.address().getPort();
            for (String provider : List.of("boringssl", "jdk")) {
                Typed self = Typed.run("run", target, "--no-results", "--tls-provider", provider);
                assertThat(said(self))
                        .containsExactly(
                                "mailrace: " + target + ": no TLS at tls: the server's certificate is not"
                                        + " signed by a CA that is trusted (self-signed): --cacert FILE; --insecure accepts it");
                Typed version = Typed.run(
                        "run", target, "--no-results", "-k", "--tls-provider", provider, "--tls-versions", "TLSv1.1");
                assertThat(said(version))
                        .containsExactly("mailrace: " + target
                                + ": no TLS at tls: the server does not speak TLS 1.1, as --tls-versions asks");
            }
        }
    }

    private static List<String> said(Typed result) {
        return result.err()
                .lines()
                .filter(line -> line.startsWith("mailrace: "))
                .toList();
    }

    // Several addresses.

    @Test
    void anAddressThatRefusesIsToldOfAndLeftOut() throws Exception {
        try (SinkServer sink = SinkServer.start(SinkSettings.defaults());
                ServerSocket held = new ServerSocket()) {
            held.bind(new InetSocketAddress("127.0.0.3", 0));
            SocketAddress nobody = new InetSocketAddress("127.0.0.2", held.getLocalPort());
            StringWriter err = new StringWriter();
            Preflight preflight = preflight(List.of(nobody, sink.address()), err);
            preflight.capabilities();
            assertThat(preflight.unreached()).containsExactly(nobody);
            assertThat(preflight.reached()).containsExactly(sink.address());
            assertThat(err.toString())
                    .isEqualTo("mailrace: smtp://mail.example.test:25: 127.0.0.2: connection refused; sessions go to"
                            + " its other addresses alone\n");
        }
    }

    @Test
    void allAddressesThatRefuseAreNamed() throws Exception {
        try (ServerSocket held = new ServerSocket()) {
            held.bind(new InetSocketAddress("127.0.0.3", 0));
            Preflight preflight = preflight(
                    List.of(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 1),
                            new InetSocketAddress("127.0.0.2", held.getLocalPort())),
                    new StringWriter());
            assertThat(org.assertj.core.api.Assertions.catchThrowable(preflight::capabilities))
                    .isInstanceOf(CommandFailure.class)
                    .hasMessage("smtp://mail.example.test:25: 127.0.0.1: connection refused;"
                            + " 127.0.0.2: connection refused");
        }
    }

    private static Preflight preflight(List<SocketAddress> addresses, StringWriter err) {
        KindOptions options = new KindOptions();
        new CommandLine(CommandLine.Model.CommandSpec.create()
                .addMixin("kind", CommandLine.Model.CommandSpec.forAnnotatedObject(options)));
        SessionKind kind = options.kind(
                SessionKind.SOLE,
                1,
                new Target("mail.example.test", 25),
                addresses,
                new KindOptions.RunPlan("test", 1),
                null);
        return new Preflight(Transport.NIO, AddressRange.SYSTEM, kind, new PrintWriter(err, true)::println);
    }

    // Ten connections.

    @ParameterizedTest
    @CsvSource({"'', 10 sessions", "-R 50000/s, 10 sessions", "-c 20, 20 sessions", "-n 3, 3 sessions"})
    void aNamedTargetHasTenConnectionsUnlessToldOtherwise(String options, String words) {
        String typed = ("run 127.0.0.1:25 --dry-run --no-results " + options).strip();
        Typed result = Typed.run(typed.split(" "));
        assertThat(result.out()).as(result.err()).contains(words);
    }

    @Test
    void theEmbeddedSinkKeepsItsThousand() {
        assertThat(Typed.run("run", "--dry-run", "--no-results").out()).contains("1,000 sessions");
    }
}
