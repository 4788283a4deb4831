package dev.mailrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mailrace.net.TlsProvider;
import dev.mailrace.net.Transport;
import dev.mailrace.sink.SinkBehaviour;
import dev.mailrace.sink.SinkServer;
import dev.mailrace.sink.SinkSettings;
import dev.mailrace.sink.SinkTls;
import dev.mailrace.sink.SinkTrait;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Client and sink, whole: what arrives is what was sent, whichever way it went. */
class SinkContentTest {
    private static final int MESSAGES = 6;

    /** The fields that come with each message's stamp. */
    private static final int STAMPED_LINES = 3;

    private static final String DOTS =
            "Subject: dots\r\n\r\n.\r\n..\r\n.begins\r\nends.\r\n\r\n" + "x".repeat(2_000) + "\r\n";

    /** What only BINARYMIME carries: NUL, CR and LF that stand alone, no line end at the end. */
    private static final String BINARY = "Subject: bytes\r\n\r\n\0\r.\n\r\r\n.\r\n\nü\u00ff\0end";

    @TempDir
    Path folder = Path.of("");

    static Stream<Arguments> ways() {
        List<Arguments> ways = new ArrayList<>();
        for (boolean lmtp : List.of(false, true)) {
            for (SinkTls.Mode security : List.of(SinkTls.Mode.NONE, SinkTls.Mode.STARTTLS, SinkTls.Mode.IMPLICIT)) {
                for (String pipelining : List.of("none", "transaction")) {
                    for (String content : List.of("DATA", "BDAT", "BDAT in chunks", "BINARYMIME")) {
                        ways.add(Arguments.of(lmtp, security, pipelining, content));
                    }
                }
            }
        }
        return ways.stream();
    }

    @ParameterizedTest
    @MethodSource("ways")
    void whatWasSentArrives(boolean lmtp, SinkTls.Mode security, String pipelining, String content) throws IOException {
        boolean binary = content.equals("BINARYMIME");
        Path message = Files.write(
                folder.resolve("message.eml"), (binary ? BINARY : DOTS).getBytes(StandardCharsets.ISO_8859_1));
        List<String> more = new ArrayList<>(List.of("--pipelining", pipelining, "-F", message.toString(), "-r", "2"));
        if (!content.equals("DATA")) {
            more.add("--chunking");
        }
        if (content.equals("BDAT in chunks")) {
            more.addAll(List.of("--chunk-size", "100"));
        }
        if (binary) {
            more.addAll(List.of("--body", "binarymime", "--chunk-size", "9"));
        }
        Path spool = folder.resolve("spool");
        SinkBehaviour behaviour = SinkBehaviour.PLAIN.withSpool(spool);
        try (SinkServer sink = sink(security, lmtp ? behaviour.with(SinkTrait.LMTP) : behaviour)) {
            JsonNode run = run(url(sink, lmtp, security), security, more);
            assertThat(run.at("/totals/accepted").asLong()).isEqualTo(MESSAGES);
            assertThat(run.at("/totals/recipients_accepted").asLong()).isEqualTo(2 * MESSAGES);
        }
        assertThat(kept(spool)).hasSize(MESSAGES).containsOnly(binary ? BINARY : DOTS);
    }

    private static SinkServer sink(SinkTls.Mode security, SinkBehaviour behaviour) {
        return SinkServer.start(
                SinkSettings.defaults().withTls(SinkTls.of(security)).withBehaviour(behaviour));
    }

    private static String url(SinkServer sink, boolean lmtp, SinkTls.Mode security) {
        String scheme = (lmtp ? "lmtp" : "smtp")
                + switch (security) {
                    case NONE -> "";
                    case STARTTLS, REQUIRED -> "+starttls";
                    case IMPLICIT -> "s";
                };
        return scheme + "://127.0.0.1:" + sink.address().getPort();
    }

    private static JsonNode run(String url, SinkTls.Mode security, List<String> more) throws IOException {
        List<String> typed = new ArrayList<>(List.of("run", url, "-n", Integer.toString(MESSAGES)));
        if (security != SinkTls.Mode.NONE) {
            typed.add("-k");
        }
        typed.addAll(more);
        typed.addAll(List.of("--no-results", "-o", "json=-"));
        Typed result = Typed.run(typed.toArray(String[]::new));
        assertThat(result.exit()).as(result.err()).isIn(0, 97);
        return RealServers.read(result);
    }

    private static List<String> kept(Path spool) throws IOException {
        List<String> kept = new ArrayList<>();
        try (Stream<Path> files = Files.list(spool)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (file.toString().endsWith(".eml")) {
                    String own = Files.readString(file, StandardCharsets.ISO_8859_1);
                    for (int line = 0; line < STAMPED_LINES; line++) {
                        own = own.substring(own.indexOf("\r\n") + 2);
                    }
                    kept.add(own);
                }
            }
        }
        return kept;
    }

    @ParameterizedTest
    @EnumSource(
            value = TlsProvider.class,
            names = {"BORINGSSL", "JDK"})
    void sessionsAreResumedOnlyWhereThatIsAskedFor(TlsProvider provider) throws IOException {
        try (SinkServer sink = sink(SinkTls.Mode.STARTTLS, SinkBehaviour.PLAIN)) {
            String url = url(sink, false, SinkTls.Mode.STARTTLS);
            List<String> oneByOne = List.of("-m", "1", "--tls-provider", provider.toString(), "-c", "1");
            JsonNode full = run(url, SinkTls.Mode.STARTTLS, oneByOne);
            assertThat(full.at("/sessions/tls/full_handshakes").asLong()).isEqualTo(MESSAGES);
            assertThat(full.at("/sessions/tls/version").asText()).isEqualTo("TLSv1.3");
            List<String> resuming = new ArrayList<>(oneByOne);
            resuming.add("--tls-resume");
            JsonNode resumed = run(url, SinkTls.Mode.STARTTLS, resuming);
            assertThat(resumed.at("/sessions/tls/resumed_handshakes").asLong())
                    .as("of %d sessions, the first is a full one in the preflight or here", MESSAGES)
                    .isGreaterThanOrEqualTo(MESSAGES - 1);
        }
    }

    @Test
    void versionsCiphersAndGroupsAreWhatWasAskedFor() throws IOException {
        try (SinkServer sink = sink(SinkTls.Mode.IMPLICIT, SinkBehaviour.PLAIN)) {
            JsonNode run = run(
                    url(sink, false, SinkTls.Mode.IMPLICIT),
                    SinkTls.Mode.IMPLICIT,
                    List.of(
                            "--tls-versions",
                            "TLSv1.2",
                            "--tls-ciphers",
                            "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
                            "--tls-groups",
                            "P-256"));
            assertThat(run.at("/sessions/tls/version").asText()).isEqualTo("TLSv1.2");
            assertThat(run.at("/sessions/tls/cipher").asText()).isEqualTo("TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384");
            assertThat(run.at("/sessions/tls/group").asText()).isEqualTo("P-256");
        }
    }

    @Test
    void handshakesAloneAreLoadToo() throws IOException {
        try (SinkServer sink = sink(SinkTls.Mode.IMPLICIT, SinkBehaviour.PLAIN)) {
            for (List<String> resume : List.of(List.<String>of(), List.of("--tls-resume"))) {
                List<String> more = new ArrayList<>(resume);
                more.addAll(List.of("--handshakes", "-c", "1"));
                JsonNode run = run(url(sink, false, SinkTls.Mode.IMPLICIT), SinkTls.Mode.IMPLICIT, more);
                assertThat(run.at("/totals/accepted").asLong()).isEqualTo(MESSAGES);
                assertThat(run.at("/outcomes/0/phase").asText()).isEqualTo("tls");
                assertThat(run.at("/phases/tls/service/count").asLong()).isEqualTo(MESSAGES);
                assertThat(run.at("/phases/tls/failed").isMissingNode()).isTrue();
            }
        }
    }

    @Test
    void aCertificateThatNobodyVouchesForEndsTheRunBeforeItBegins() {
        try (SinkServer sink = sink(SinkTls.Mode.STARTTLS, SinkBehaviour.PLAIN)) {
            Typed result = Typed.run("run", url(sink, false, SinkTls.Mode.STARTTLS), "--no-results");
            assertThat(result.exit()).isEqualTo(3);
            assertThat(result.complaint()).contains("at tls").contains("--insecure");
        }
    }

    @Test
    void aDemandThatTheServerLacksIsTold() {
        try (SinkServer sink = sink(SinkTls.Mode.NONE, SinkBehaviour.PLAIN)) {
            Typed result = Typed.run("run", url(sink, false, SinkTls.Mode.NONE), "--require-tls", "--no-results");
            assertThat(result.exit()).isEqualTo(2);
            assertThat(result.complaint()).contains("require-tls: ").contains("does not offer REQUIRETLS");
        }
    }

    @Test
    void everyParameterIsTaken() throws IOException {
        try (SinkServer sink = sink(SinkTls.Mode.STARTTLS, SinkBehaviour.PLAIN)) {
            JsonNode run = run(
                    url(sink, false, SinkTls.Mode.STARTTLS),
                    SinkTls.Mode.STARTTLS,
                    List.of(
                            "--declare-size",
                            "--body",
                            "8bitmime",
                            "--smtputf8",
                            "-t",
                            "jürgen%d@exämple.test",
                            "--dsn-notify",
                            "success,failure",
                            "--dsn-ret",
                            "hdrs",
                            "--dsn-envid",
                            "--dsn-orcpt",
                            "--mt-priority",
                            "-3",
                            "--require-tls",
                            "--deliver-by",
                            "3600;R",
                            "--hold-for",
                            "60s"));
            assertThat(run.at("/totals/accepted").asLong())
                    .as(run.at("/outcomes").toString())
                    .isEqualTo(MESSAGES);
        }
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void everyTransportReachesASocketOfTheUnixDomain(Transport transport) throws IOException {
        Path socket = folder.resolve("s");
        SinkBehaviour behaviour = SinkBehaviour.PLAIN.with(SinkTrait.LMTP).withUnix(socket);
        try (SinkServer sink = sink(SinkTls.Mode.NONE, behaviour)) {
            JsonNode run = run("lmtp+unix:" + socket, SinkTls.Mode.NONE, List.of("--transport", transport.toString()));
            assertThat(run.at("/totals/accepted").asLong()).isEqualTo(MESSAGES);
            assertThat(sink.stop().totals().messages()).isEqualTo(MESSAGES);
        }
    }

    @ParameterizedTest
    @EnumSource(TlsProvider.class)
    void aLoginThatBindsTheChannelIsTakenOverTls(TlsProvider provider) throws IOException {
        Path password = Files.writeString(folder.resolve("password"), "pass\n");
        try (SinkServer sink = sink(SinkTls.Mode.IMPLICIT, SinkBehaviour.PLAIN)) {
            for (String mechanism : List.of("SCRAM-SHA-256-PLUS", "SCRAM-SHA-1-PLUS", "ANONYMOUS")) {
                Typed result = Typed.run(
                        "probe",
                        url(sink, false, SinkTls.Mode.IMPLICIT),
                        "-k",
                        "--no-mail",
                        "--tls-provider",
                        provider.toString(),
                        "--auth",
                        mechanism,
                        "--auth-user",
                        "user",
                        "--auth-password-file",
                        password.toString());
                assertThat(result.exit()).as(result.out()).isZero();
                assertThat(result.out()).contains("AUTH " + mechanism).contains("235 ");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("clients")
    void theEmbeddedSinkOffersStartTlsWhereItIsAskedFor(String command) {
        List<String> typed = new ArrayList<>(List.of(command.split(" ", -1)));
        Typed result = Typed.run(typed.toArray(String[]::new));
        assertThat(result.exit()).as(result.err()).isIn(0, 97);
    }

    static Stream<String> clients() {
        return Stream.of(
                "run --starttls -k -c 2 -n 10 --no-results -q",
                "auth --starttls -k --mechanisms SCRAM-SHA-256-PLUS -c 1 -d 200ms --warmup 100ms");
    }
}
