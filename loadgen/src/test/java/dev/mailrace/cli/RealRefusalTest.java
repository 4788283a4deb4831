package dev.mailrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;

/** Recipients refused by real servers at any place of a window or a pipelined group: accepted is what the server counts. */
@ExtendWith(ServersAlone.class)
class RealRefusalTest {
    private static final int WINDOW_MAX = 8;
    private static final int MESSAGES = 17; // each pair of the list below, at a place of its own

    /** Of two recipients a message: none, the first, the second or both are refused, alone and in a row. */
    private static final String RECIPIENTS = recipients("yyynyynnyynnnnyny");

    private static String recipients(String plan) {
        StringBuilder list = new StringBuilder();
        for (int i = 0; i < plan.length(); i++) {
            // Dovecot has no user of such a name, the others none at such a place.
            String address = plan.charAt(i) == 'y' ? "user" + i + "@example.test" : "no!" + i + "@refused.example.test";
            list.append(list.isEmpty() ? "" : ",").append(address);
        }
        return list.toString();
    }

    @Test
    @EnabledIfSystemProperty(named = "mailrace.postfix.port", matches = "\\d+")
    void postfixCountsWhatWeCount() throws Exception {
        long before = RealServers.countOf("postfix");
        long accepted = windows("postfix").messages() + groups("postfix").messages();
        assertThat(RealServers.countOf("postfix") - before).isEqualTo(accepted);
    }

    @Test
    @EnabledIfSystemProperty(named = "mailrace.exim.port", matches = "\\d+")
    void eximCountsWhatWeCount() throws Exception {
        long before = RealServers.countOf("exim");
        long accepted = windows("exim").messages() + groups("exim").messages();
        assertThat(RealServers.countOf("exim") - before).isEqualTo(accepted);
    }

    @Test
    @EnabledIfSystemProperty(named = "mailrace.opensmtpd.port", matches = "\\d+")
    void openSmtpdCountsWhatWeCount() throws Exception {
        long before = RealServers.countOf("opensmtpd");
        long accepted = groups("opensmtpd").messages();
        assertThat(RealServers.countOf("opensmtpd") - before).isEqualTo(accepted);
    }

    /** Its Maildir has a file for each recipient. */
    @Test
    @EnabledIfSystemProperty(named = "mailrace.postfix.port", matches = "\\d+")
    void dovecotDeliversWhatWeCount() throws Exception {
        long before = delivered();
        long accepted = windows(RealServers.DOVECOT).recipients()
                + groups(RealServers.DOVECOT).recipients();
        assertThat(delivered() - before).isEqualTo(accepted);
    }

    private static long delivered() throws IOException {
        Path maildir = Path.of(System.getProperty("mailrace.postfix.dir", "")).resolve("kept/lmtp/new");
        try (Stream<Path> files = Files.exists(maildir) ? Files.list(maildir) : Stream.empty()) {
            return files.count();
        }
    }

    /** A message that dropped its connection would be in doubt: nothing here may. */
    @Test
    @EnabledIfSystemProperty(named = "mailrace.postfix.port", matches = "\\d+")
    void a521BeforeTheCloseIsTheOutcome() throws IOException {
        for (List<String> how : List.of(List.of("--chunking"), List.of("--pipelining", "transaction"))) {
            JsonNode run = run("postfix", "user@example.test,no@dropped.example.test", how, 1);
            assertThat(run.at("/totals/accepted").asLong()).isEqualTo((MESSAGES + 1) / 2);
            assertThat(run.at("/totals/rejected").asLong()).isEqualTo(MESSAGES / 2);
            assertThat(run.at("/outcomes").findValuesAsText("code")).contains("521");
        }
    }

    private record Accepted(long messages, long recipients) {
        Accepted and(JsonNode run) {
            return new Accepted(
                    messages + run.at("/totals/accepted").asLong(),
                    recipients + run.at("/totals/recipients_accepted").asLong());
        }
    }

    private static Accepted windows(String server) throws IOException {
        Accepted accepted = new Accepted(0, 0);
        for (int window = 1; window <= WINDOW_MAX; window++) {
            List<String> how = List.of("--chunking", "--window", Integer.toString(window));
            accepted = accepted.and(certain(server, how));
        }
        return accepted;
    }

    private static Accepted groups(String server) throws IOException {
        Accepted accepted = new Accepted(0, 0);
        for (String pipelining : List.of("transaction", "session")) {
            accepted = accepted.and(certain(server, List.of("--pipelining", pipelining)));
        }
        return accepted;
    }

    /** Every message was accepted or rejected. */
    private static JsonNode certain(String server, List<String> how) throws IOException {
        JsonNode run = run(server, RECIPIENTS, how, 2);
        JsonNode totals = run.at("/totals");
        assertThat(totals.at("/accepted").asLong()).as("%s: %s", how, totals).isPositive();
        assertThat(totals.at("/rejected").asLong()).as("%s: %s", how, totals).isPositive();
        assertThat(totals.at("/accepted").asLong() + totals.at("/rejected").asLong())
                .as("%s: %s, %s", how, totals, run.at("/outcomes"))
                .isEqualTo(MESSAGES);
        return run;
    }

    private static JsonNode run(String server, String to, List<String> how, int recipients) throws IOException {
        String[] typed = Stream.concat(
                        Stream.of("-c", "1", "-n", Integer.toString(MESSAGES), "-l", "1k", "--to", to),
                        Stream.concat(Stream.of("-r", Integer.toString(recipients)), how.stream()))
                .toArray(String[]::new);
        JsonNode run = RealServers.run(server, typed);
        assertThat(run.at("/books_balanced").asBoolean()).isTrue();
        assertThat(run.at("/totals/arrivals").asLong()).isEqualTo(MESSAGES);
        return run;
    }
}
