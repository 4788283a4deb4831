package dev.mailrace.cli;

import static dev.mailrace.cli.RealServers.accepted;
import static dev.mailrace.cli.RealServers.assertAllAccepted;
import static dev.mailrace.cli.RealServers.countOf;
import static dev.mailrace.cli.RealServers.login;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Logins that Postfix does not offer, or that Exim words otherwise. */
class RealLoginTest {
    @TempDir
    Path folder = Path.of("");

    @ParameterizedTest
    @ValueSource(strings = {"PLAIN", "LOGIN", "CRAM-MD5", "NTLM"})
    @EnabledIfSystemProperty(named = "mailrace.exim.port", matches = "\\d+")
    void eximCountsWhatWeCount(String mechanism) throws Exception {
        long before = countOf("exim");
        JsonNode run = RealServers.run(
                "exim",
                login(folder, mechanism, "user%05d", "pass%05d", "--users", "1..100", "-c", "100", "-n", "2000"));
        assertAllAccepted(run);
        assertThat(countOf("exim") - before).isEqualTo(accepted(run));
    }

    @ParameterizedTest
    @ValueSource(strings = {"PLAIN", "LOGIN", "CRAM-MD5", "NTLM"})
    @EnabledIfSystemProperty(named = "mailrace.exim.port", matches = "\\d+")
    void eximTakesEachResponseAfterAChallengeOfItsOwn(String mechanism) throws IOException {
        JsonNode run = RealServers.run(
                "exim", login(folder, mechanism, "user", "pass", "--no-initial-response", "-c", "1", "-n", "10"));
        assertAllAccepted(run);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PLAIN", "LOGIN", "CRAM-MD5", "NTLM"})
    @EnabledIfSystemProperty(named = "mailrace.exim.port", matches = "\\d+")
    void eximRefusesAWrongPassword(String mechanism) throws IOException {
        Typed result = RealServers.type("run", "exim", login(folder, mechanism, "user", "wrong", "--no-results"));
        assertThat(result.exit()).isEqualTo(3);
        assertThat(result.complaint()).contains("refused at auth: 535 Incorrect authentication data");
    }
}
