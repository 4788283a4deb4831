package dev.mailrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against servers that somebody else wrote; scripts/test starts them and says where they listen. */
class RealServerTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder = Path.of("");

    @ParameterizedTest
    @ValueSource(strings = {"PLAIN", "LOGIN", "CRAM-MD5", "DIGEST-MD5", "SCRAM-SHA-1", "SCRAM-SHA-256"})
    @EnabledIfSystemProperty(named = "mailrace.postfix.port", matches = "\\d+")
    void postfixCountsWhatWeCount(String mechanism) throws Exception {
        long before = countOf("postfix");
        JsonNode run = run(
                "postfix",
                "-c",
                "200",
                "-d",
                "4s",
                "--warmup",
                "1s",
                "--auth",
                mechanism,
                "--auth-user",
                "user%05d",
                "--users",
                "1..100",
                "--auth-password-file",
                password("pass%05d"));
        assertAllAccepted(run);
        assertThat(countOf("postfix") - before).isEqualTo(accepted(run));
    }

    @Test
    @EnabledIfSystemProperty(named = "mailrace.postfix.port", matches = "\\d+")
    void postfixTakesManyRecipientsAndSizesWithEveryPipelining() throws Exception {
        for (String pipelining : List.of("none", "transaction", "session")) {
            long before = countOf("postfix");
            JsonNode run = run(
                    "postfix",
                    "-c",
                    "10",
                    "-n",
                    "200",
                    "-m",
                    "7",
                    "-r",
                    "5",
                    "-l",
                    "1k-64k",
                    "--pipelining",
                    pipelining);
            assertAllAccepted(run);
            assertThat(run.at("/totals/recipients_accepted").asLong()).isEqualTo(1_000);
            assertThat(countOf("postfix") - before).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"PLAIN", "LOGIN", "CRAM-MD5", "DIGEST-MD5", "SCRAM-SHA-1", "SCRAM-SHA-256"})
    @EnabledIfSystemProperty(named = "mailrace.postfix.port", matches = "\\d+")
    void postfixRefusesAWrongPassword(String mechanism) throws IOException {
        Typed result = Typed.run(
                "run",
                "127.0.0.1:" + port("postfix"),
                "--no-results",
                "--auth",
                mechanism,
                "--auth-user",
                "user",
                "--auth-password-file",
                password("wrong"));
        assertThat(result.exit()).isEqualTo(3);
        assertThat(result.complaint()).contains("refused at auth: 535 5.7.8");
    }

    @Test
    @EnabledIfSystemProperty(named = "mailrace.postfix.port", matches = "\\d+")
    void aProbeOfPostfixIsAsExpectedTheSecondTime() throws IOException {
        String target = "127.0.0.1:" + port("postfix");
        Typed first = Typed.run(
                "probe", target, "--auth", "CRAM-MD5", "--auth-user", "user", "--auth-password-file", password("pass"));
        assertThat(first.exit()).as(first.out()).isZero();
        Path saved = Files.writeString(folder.resolve("saved"), first.out());
        Typed second = Typed.run(
                "probe",
                target,
                "--auth",
                "CRAM-MD5",
                "--auth-user",
                "user",
                "--auth-password-file",
                password("pass"),
                "--expect",
                saved.toString());
        assertThat(second.exit()).as(second.out()).isZero();
    }

    @Test
    @EnabledIfSystemProperty(named = "mailrace.opensmtpd.port", matches = "\\d+")
    void openSmtpdIsTreatedPolitelyAndCountsWhatWeCount() throws Exception {
        long before = countOf("opensmtpd");
        JsonNode run = run("opensmtpd", "-c", "5", "-d", "3s", "--warmup", "1s", "-t", "user%03d@example.test");
        assertAllAccepted(run);
        assertThat(countOf("opensmtpd") - before).isEqualTo(accepted(run));
    }

    private JsonNode run(String server, String... arguments) throws IOException {
        List<String> typed = new ArrayList<>(List.of("run", "smtp://127.0.0.1:" + port(server)));
        typed.addAll(List.of(arguments));
        typed.addAll(List.of("--no-results", "--drain", "60s", "-o", "json=-"));
        Typed result = Typed.run(typed.toArray(String[]::new));
        assertThat(result.exit()).as(result.err()).isIn(0, 97); // A busy machine makes no wrong counts.
        return JSON.readTree(result.out());
    }

    private static void assertAllAccepted(JsonNode run) {
        assertThat(run.at("/books_balanced").asBoolean()).isTrue();
        assertThat(run.at("/totals/accepted").asLong()).isPositive();
        assertThat(run.at("/totals/accepted").asLong())
                .isEqualTo(run.at("/totals/arrivals").asLong());
        assertThat(run.at("/warmup_totals/accepted").asLong())
                .isEqualTo(run.at("/warmup_totals/arrivals").asLong());
    }

    /** What the server must have counted: also the warm-up's. */
    private static long accepted(JsonNode run) {
        return run.at("/totals/accepted").asLong()
                + run.at("/warmup_totals/accepted").asLong();
    }

    private static int port(String server) {
        return Integer.getInteger("mailrace." + server + ".port", 0);
    }

    private String password(String text) throws IOException {
        return Files.writeString(folder.resolve("password"), text + "\n").toString();
    }

    /** The server's own count of accepted messages, from its log. */
    private static long countOf(String server) throws IOException, InterruptedException {
        Process count = new ProcessBuilder(
                        Path.of("..", "scripts", "servers", server).toString(),
                        "count",
                        "--dir",
                        System.getProperty("mailrace." + server + ".dir"))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String printed = new String(count.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        assertThat(count.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return Long.parseLong(printed);
    }
}
