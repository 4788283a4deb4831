package dev.mailrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What arrives at Postfix and at Dovecot's LMTP is what was sent, byte for byte, whichever way it went. */
@EnabledIfSystemProperty(named = "mailrace.postfix.port", matches = "\\d+")
@ExtendWith(ServersAlone.class)
class RealContentTest {
    private static final int MESSAGES = 12;
    private static final int TRIES = 200;

    /** The fields that come with each message's stamp. */
    private static final int STAMPED_LINES = 3;

    private static final Map<String, String> FILES = Map.of(
            "dots",
            lines(
                    "Subject: dots",
                    "From: s@example.test",
                    "",
                    ".",
                    "..",
                    ".begins with one",
                    "ends with one.",
                    "",
                    "."),
            "long",
            lines("Subject: long", "From: s@example.test", "", "x".repeat(998), ".".repeat(900)),
            "letters",
            lines("Subject: letters", "Content-Transfer-Encoding: 8bit", "", "Jürgen grüßt, mañana por mi: 日本語"));

    private static String lines(String... lines) {
        return String.join("\r\n", lines) + "\r\n";
    }

    @TempDir
    Path folder = Path.of("");

    @BeforeEach
    void writeFiles() throws IOException {
        for (Map.Entry<String, String> file : FILES.entrySet()) {
            Files.writeString(folder.resolve(file.getKey() + ".eml"), file.getValue());
        }
    }

    static Stream<Arguments> ways() {
        List<Arguments> ways = new ArrayList<>();
        for (String protocol : List.of("smtp", "lmtp")) {
            for (String security : List.of("plain", "starttls", "implicit")) {
                for (String pipelining : List.of("none", "transaction")) {
                    for (String content : List.of("DATA", "BDAT", "BDAT in chunks")) {
                        ways.add(Arguments.of(protocol, security, pipelining, content));
                    }
                }
            }
        }
        return ways.stream();
    }

    @ParameterizedTest
    @MethodSource("ways")
    void whatWasSentArrives(String protocol, String security, String pipelining, String content) throws Exception {
        List<String> typed = new ArrayList<>(List.of("run", target(protocol, security)));
        if (!security.equals("plain")) {
            typed.addAll(List.of("--cacert", certificate().toString()));
        }
        if (content.startsWith("BDAT")) {
            typed.add("--chunking");
        }
        if (content.equals("BDAT in chunks")) {
            typed.addAll(List.of("--chunk-size", "70"));
        }
        typed.addAll(List.of("--pipelining", pipelining, "--body", "8bitmime", "-F", folder.toString()));
        typed.addAll(List.of("-t", "user%d@kept.example.test", "-c", "2", "-n", Integer.toString(MESSAGES)));
        typed.addAll(List.of("--no-results", "-o", "json=-"));
        Typed result = Typed.run(typed.toArray(String[]::new));
        assertThat(result.exit()).as(result.err()).isIn(0, 97);
        JsonNode run = RealServers.read(result);
        RealServers.assertAllAccepted(run);
        assertThat(run.at("/totals/accepted").asLong()).isEqualTo(MESSAGES);
        assertThat(arrived(protocol, run.at("/run_id").asText()))
                .hasSize(MESSAGES)
                .isSubsetOf(FILES.values());
    }

    private static String target(String protocol, String security) {
        int port = Integer.getInteger("mailrace.postfix.port", 0) + (protocol.equals("lmtp") ? 3 : 0);
        return switch (security) {
            case "implicit" -> protocol + "s://localhost:" + (port + 1);
            case "starttls" -> protocol + "+starttls://localhost:" + port;
            default -> protocol + "://localhost:" + port;
        };
    }

    private static Path directory() {
        return Path.of(System.getProperty("mailrace.postfix.dir", ""));
    }

    private static Path certificate() {
        return directory().resolve("etc").resolve("cert.pem");
    }

    /** The messages of a run without what the stamp and the delivery put before them; waits for the last. */
    private static List<String> arrived(String protocol, String runId) throws Exception {
        List<String> found = List.of();
        for (int i = 0; i < TRIES && found.size() < MESSAGES; i++) {
            if (i > 0) {
                assertThat(new CountDownLatch(1).await(50, TimeUnit.MILLISECONDS))
                        .isFalse();
            }
            found = found(directory().resolve("kept").resolve(protocol).resolve("new"), runId);
        }
        return found;
    }

    private static List<String> found(Path maildir, String runId) throws IOException {
        List<String> found = new ArrayList<>();
        try (Stream<Path> files = Files.exists(maildir) ? Files.list(maildir) : Stream.empty()) {
            for (Path file : files.toList()) {
                String message = Files.readString(file, StandardCharsets.UTF_8);
                int stamp = message.indexOf("X-Mailrace: run=" + runId + ";");
                if (stamp >= 0) {
                    String own = message.substring(stamp).replace("\n", "\r\n");
                    for (int line = 0; line < STAMPED_LINES; line++) {
                        own = own.substring(own.indexOf("\r\n") + 2);
                    }
                    found.add(own);
                }
            }
        }
        return found;
    }

    @Tag("jdk")
    @Test
    void aSocketOfTheUnixDomainIsSpokenToAsAnyOther() throws IOException {
        Typed result = Typed.run(
                "run",
                "lmtp+unix:" + directory().resolve("run").resolve("lmtp"),
                "-c",
                "3",
                "-n",
                "12",
                "-r",
                "3",
                "--no-results",
                "-o",
                "json=-");
        assertThat(result.exit()).as(result.err()).isIn(0, 97);
        JsonNode run = RealServers.read(result);
        RealServers.assertAllAccepted(run);
        assertThat(run.at("/totals/recipients_accepted").asLong()).isEqualTo(36);
        assertThat(run.at("/recipient_outcomes/0/count").asLong()).isEqualTo(36);
    }

    static Stream<Arguments> forwardings() {
        return Stream.of(
                Arguments.of(0, "192.0.2.", List.of("--xclient")),
                Arguments.of(2, "198.51.100.", List.of("--proxy-protocol", "v2")),
                Arguments.of(2, "203.0.113.", List.of("--proxy-protocol", "v1")));
    }

    @ParameterizedTest
    @MethodSource("forwardings")
    void clientAddressesAppearInPostfixsLogAsGiven(int port, String network, List<String> how) throws IOException {
        List<String> typed =
                new ArrayList<>(List.of("run", "127.0.0.1:" + (Integer.getInteger("mailrace.postfix.port", 0) + port)));
        typed.addAll(how);
        typed.addAll(List.of("--client-address", network + "1-" + network + "5", "-c", "5", "-n", "10", "-m", "1"));
        typed.addAll(List.of("--no-results", "-o", "json=-"));
        Typed result = Typed.run(typed.toArray(String[]::new));
        assertThat(result.exit()).as(result.err()).isIn(0, 97);
        RealServers.assertAllAccepted(RealServers.read(result));
        String log = Files.readString(directory().resolve("mail.log"));
        for (int host = 1; host <= 5; host++) {
            assertThat(log).contains("client=unknown[" + network + host + "]");
        }
    }

    static Stream<Arguments> logins() {
        List<Arguments> logins = new ArrayList<>();
        for (String mechanism : List.of("PLAIN", "LOGIN", "CRAM-MD5", "DIGEST-MD5", "SCRAM-SHA-1", "SCRAM-SHA-256")) {
            for (String security : List.of("plain", "starttls", "implicit")) {
                logins.add(Arguments.of(mechanism, security));
            }
        }
        return logins.stream();
    }

    @Tag("jdk")
    @ParameterizedTest
    @MethodSource("logins")
    void aLoginIsTakenOrRefusedWhateverProtectsIt(String mechanism, String security) throws IOException {
        assertThat(login(mechanism, security, "user", "pass").exit()).isZero();
        Typed refused = login(mechanism, security, "user", "wrong");
        assertThat(refused.exit()).as(refused.out()).isEqualTo(32);
        assertThat(refused.out()).contains("535 5.7.8");
    }

    private Typed login(String mechanism, String security, String user, String password) throws IOException {
        List<String> typed = new ArrayList<>(List.of("probe", target("smtp", security), "--no-mail"));
        if (!security.equals("plain")) {
            typed.addAll(List.of("--cacert", certificate().toString()));
        }
        typed.addAll(List.of(RealServers.login(folder, mechanism, user, password)));
        return Typed.run(typed.toArray(String[]::new));
    }
}
