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
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Logins that Postfix does not offer, or that Exim words otherwise. */
@Tag("jdk")
@ExtendWith(ServersAlone.class)
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
                login(
                        folder,
                        mechanism,
                        "user%05d",
                        "pass%05d",
                        "--auth-password-pattern",
                        "--users",
                        "1..100",
                        "-c",
                        "50",
                        "-n",
                        "300",
                        "--warmup",
                        "0s"));
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
        assertThat(result.exit()).isEqualTo(4);
        assertThat(result.complaint()).contains("refused at auth: 535 Incorrect authentication data");
    }

    @Test
    @EnabledIfSystemProperty(named = "mailrace.kerberos.port", matches = "\\d+")
    void theKdcIsAskedOnceForEachUserHoweverOftenTheyLogIn() throws Exception {
        useRealm();
        long grantedBefore = ticketsGranted();
        long countedBefore = countOf("kerberos");
        JsonNode run = RealServers.run(
                "kerberos",
                login(
                        folder,
                        "GSSAPI",
                        "user%05d",
                        "pass%05d",
                        "--auth-password-pattern",
                        "--users",
                        "1..10",
                        "-c",
                        "20",
                        "-n",
                        "200",
                        "-m",
                        "1",
                        "--warmup",
                        "0s"));
        assertAllAccepted(run);
        assertThat(countOf("kerberos") - countedBefore).isEqualTo(accepted(run));
        int hashers = Math.max(1, Runtime.getRuntime().availableProcessors() / 2); // May each ask at the same time.
        assertThat(ticketsGranted() - grantedBefore)
                .as("asked for 200 logins of 10 users")
                .isBetween(10L, 10L * hashers);
    }

    private static long ticketsGranted() throws IOException {
        Path log = realm().resolve("kdc").resolve("log");
        try (Stream<String> lines = Files.lines(log)) {
            return lines.filter(line -> line.contains("AS_REQ") && line.contains(" ISSUE: "))
                    .count();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "user, wrong, 'GSSAPI: Pre-authentication information was invalid (24)'",
        "nobody, pass, 'GSSAPI: Client not found in Kerberos database (6)'"
    })
    @EnabledIfSystemProperty(named = "mailrace.kerberos.port", matches = "\\d+")
    void theKdcsRefusalIsNamed(String user, String password, String said) throws IOException {
        useRealm();
        Typed result = RealServers.type("run", "kerberos", login(folder, "GSSAPI", user, password, "--no-results"));
        assertThat(result.exit()).isEqualTo(4);
        assertThat(result.complaint()).contains(said);
    }

    private static void useRealm() {
        System.setProperty(
                "java.security.krb5.conf",
                realm().resolve("etc").resolve("krb5.conf").toString());
    }

    private static Path realm() {
        return Path.of(System.getProperty("mailrace.kerberos.dir", ""));
    }
}
