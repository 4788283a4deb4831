package dev.mailrace.cli;

import static dev.mailrace.cli.RealServers.accepted;
import static dev.mailrace.cli.RealServers.assertAllAccepted;
import static dev.mailrace.cli.RealServers.countOf;
import static dev.mailrace.cli.RealServers.login;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Against servers that somebody else wrote; scripts/test starts them and says where they listen. */
@ExtendWith(ServersAlone.class)
class RealServerTest {
    @TempDir
    Path folder = Path.of("");

    @Tag("jdk")
    @ParameterizedTest
    @CsvSource({"PLAIN, 200", "LOGIN, 20", "CRAM-MD5, 20", "DIGEST-MD5, 20", "SCRAM-SHA-1, 20", "SCRAM-SHA-256, 20"})
    @EnabledIfSystemProperty(named = "mailrace.postfix.port", matches = "\\d+")
    void postfixCountsWhatWeCount(String mechanism, String sessions) throws Exception {
        long before = countOf("postfix");
        JsonNode run = RealServers.run(
                "postfix",
                login(
                        folder,
                        mechanism,
                        "user%05d",
                        "pass%05d",
                        "--auth-password-pattern",
                        "--users",
                        "1..100",
                        "-c",
                        sessions,
                        "-n",
                        "400",
                        "--warmup",
                        "0s"));
        assertAllAccepted(run);
        assertThat(countOf("postfix") - before).isEqualTo(accepted(run));
    }

    @Test
    @EnabledIfSystemProperty(named = "mailrace.postfix.port", matches = "\\d+")
    void postfixTakesManyRecipientsAndSizesWithEveryPipelining() throws Exception {
        for (String pipelining : List.of("none", "transaction", "session")) {
            long before = countOf("postfix");
            JsonNode run = RealServers.run(
                    "postfix",
                    "-c",
                    "10",
                    "-n",
                    "60",
                    "-m",
                    "7",
                    "-r",
                    "5",
                    "-l",
                    "1k-64k",
                    "--pipelining",
                    pipelining);
            assertAllAccepted(run);
            assertThat(run.at("/totals/recipients_accepted").asLong()).isEqualTo(300);
            assertThat(countOf("postfix") - before).isEqualTo(60);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"PLAIN", "LOGIN", "CRAM-MD5", "DIGEST-MD5", "SCRAM-SHA-1", "SCRAM-SHA-256"})
    @EnabledIfSystemProperty(named = "mailrace.postfix.port", matches = "\\d+")
    void postfixRefusesAWrongPassword(String mechanism) throws IOException {
        Typed result = RealServers.type("run", "postfix", login(folder, mechanism, "user", "wrong", "--no-results"));
        assertThat(result.exit()).isEqualTo(4);
        assertThat(result.complaint()).contains("refused at auth: 535 5.7.8");
    }

    @Tag("jdk")
    @Test
    @EnabledIfSystemProperty(named = "mailrace.postfix.port", matches = "\\d+")
    void aProbeOfPostfixIsAsExpectedTheSecondTime() throws IOException {
        Typed first = RealServers.type("probe", "postfix", login(folder, "CRAM-MD5", "user", "pass"));
        assertThat(first.exit()).as(first.out()).isZero();
        Path saved = Files.writeString(folder.resolve("saved"), first.out());
        Typed second = RealServers.type(
                "probe", "postfix", login(folder, "CRAM-MD5", "user", "pass", "--expect", saved.toString()));
        assertThat(second.exit()).as(second.out()).isZero();
    }

    @Tag("jdk")
    @Test
    @EnabledIfSystemProperty(named = "mailrace.opensmtpd.port", matches = "\\d+")
    void openSmtpdIsTreatedPolitelyAndCountsWhatWeCount() throws Exception {
        long before = countOf("opensmtpd");
        JsonNode run = RealServers.run(
                "opensmtpd", "-c", "5", "-n", "100", "--warmup", "200ms", "-t", "user%03d@example.test");
        assertAllAccepted(run);
        assertThat(countOf("opensmtpd") - before).isEqualTo(accepted(run));
    }
}
