package dev.mailrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.mailrace.analysis.ExitCode;
import dev.mailrace.sink.SinkServer;
import dev.mailrace.sink.SinkService;
import dev.mailrace.sink.SinkSettings;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The search for a capacity as it is typed, against servers whose capacity is known. */
class CapacityCommandTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String[] SHORT = {
        "-d", "400ms", "--warmup", "100ms", "--precision", "25%", "-o", "json=-", "--no-results"
    };

    private static Typed search(SinkServer sink, String... more) {
        String[] all = new String[2 + SHORT.length + more.length];
        all[0] = "capacity";
        all[1] = "127.0.0.1:" + sink.address().getPort();
        System.arraycopy(SHORT, 0, all, 2, SHORT.length);
        System.arraycopy(more, 0, all, 2 + SHORT.length, more.length);
        return Typed.until(
                typed -> typed.exit() != ExitCode.INVALID.number()
                        && !typed.err().contains("busy elsewhere"),
                all);
    }

    private static SinkServer sink(int workers, Duration message, Duration login) {
        return SinkServer.start(SinkSettings.defaults()
                .withService(new SinkService(workers, message, login, SinkService.Spread.FIXED)));
    }

    /** Two workers of 5 ms take 400 messages a second. How close the answer comes is measured elsewhere, on a quiet machine. */
    @Test
    void theCapacityOfASinkIsFoundWithItsCurveAndSheet() throws IOException {
        try (SinkServer sink = sink(2, Duration.ofMillis(5), Duration.ZERO)) {
            Typed result = search(sink, "--slo", "p50(transaction) < 100ms", "--title", "The new disk");
            JsonNode found = JSON.readTree(result.out());
            assertThat(result.exit()).as(result.err()).isZero();
            assertThat(result.err())
                    .contains("capacity: ")
                    .contains("compliance at shares of the capacity")
                    .contains("step  1:      100 messages/s");
            assertThat(found.at("/kind").asText()).isEqualTo("capacity");
            assertThat(found.at("/title").asText()).isEqualTo("The new disk");
            assertThat(result.err()).contains("The new disk\n");
            assertThat(found.at("/answer/held").asDouble()).as(result.err()).isBetween(50.0, 480.0);
            assertThat(found.at("/compliance")).hasSize(3);
            assertThat(found.at("/compliance/0/share").asDouble()).isEqualTo(0.8);
            assertThat(found.at("/compliance/2/share").asDouble()).isEqualTo(1.2);
            for (JsonNode step : found.at("/steps")) {
                assertThat(step.at("/run/totals/accepted").asLong()).isPositive();
                assertThat(step.at("/run/verdicts/0/slo").asText()).isEqualTo("p50(transaction) < 100ms");
                assertThat(step.at("/reasons").isEmpty())
                        .isEqualTo(step.at("/finding").asText().equals("held"));
            }
        }
    }

    /** Four workers of 20 ms answer four sessions in 20 ms each, seven in 35, and eight in 40. */
    @Test
    void byConnectionsItCountsSessions() throws IOException {
        try (SinkServer sink = sink(4, Duration.ofMillis(20), Duration.ZERO)) {
            Typed result = search(sink, "--by", "connections", "--first", "2", "--slo", "p50(transaction) < 35ms");
            JsonNode found = JSON.readTree(result.out());
            assertThat(found.at("/by").asText()).isEqualTo("connections");
            assertThat(found.at("/answer/held").asDouble()).as(result.err()).isBetween(3.0, 7.0);
        }
    }

    /** One worker of 5 ms lets 200 users in a second. */
    @Test
    void byAuthItCountsLogins() throws IOException {
        try (SinkServer sink = sink(1, Duration.ZERO, Duration.ofMillis(5))) {
            Typed result = search(
                    sink,
                    "--by",
                    "auth",
                    "--auth-user",
                    "user",
                    "--auth-password-file",
                    "src/test/resources/password",
                    "--slo",
                    "p50(session) < 1s",
                    "--first",
                    "50/s");
            JsonNode found = JSON.readTree(result.out());
            assertThat(found.at("/answer/held").asDouble()).as(result.err()).isBetween(80.0, 240.0);
            assertThat(found.at("/steps/0/run/phases/auth/service/count").asLong())
                    .isPositive();
        }
    }

    @Test
    void whereNoLoadHoldsTheExitCodeSaysSo() {
        try (SinkServer sink = sink(1, Duration.ofMillis(30), Duration.ZERO)) {
            Typed result = search(sink, "--slo", "accepted > 1000/s", "--first", "4/s");
            assertThat(result.exit()).isEqualTo(99);
            assertThat(result.err())
                    .as("below 4 nothing is due in so short a run, which is not the server's doing")
                    .containsPattern("(?m)^BROKEN: no load holds, not even [1-4] messages/s$")
                    .contains("accepted > 1000/s (");
        }
    }

    @Test
    void whatTheSearchChoosesIsNotForTheUser() {
        assertThat(Typed.run("capacity", "-R", "5/s").complaint())
                .isEqualTo("mailrace: rate: given to a search (expected: none, for the search chooses the load; see "
                        + "--first)");
        assertThat(Typed.run("capacity", "--by", "connections", "-c", "5").complaint())
                .contains("connections: given to a search by connections");
        assertThat(Typed.run("capacity", "--slo", "p99 < 5").exit()).isEqualTo(2);
        assertThat(Typed.run("capacity", "--precision", "0%").complaint()).contains("precision: 0.0");
        assertThat(Typed.run("capacity", "-o", "yaml=x").complaint())
                .contains("output: yaml (expected: one of json, html)");
    }
}
