package dev.mailrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.mailrace.net.Transport;
import dev.mailrace.sink.SinkServer;
import dev.mailrace.sink.SinkSettings;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Commands that make several runs, each by the same processes. */
@Timeout(120)
class SharedSeriesTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static long accepted(Path folder) throws IOException {
        return JSON.readTree(folder.resolve("run.json").toFile())
                .at("/totals/accepted")
                .asLong();
    }

    /** Whatever the machine makes of the steps: each is the sum of what its agents have kept, and none follows a loss. */
    @Test
    void aSearchThatLosesAProcessKeepsWhatItHasFound(@TempDir Path folder) throws Exception {
        Path results = folder.resolve("found");
        SinkServer sink = SinkServer.start(SinkSettings.defaults().withTransport(Transport.best()));
        try (sink;
                Spawned search = Spawned.start(
                        folder,
                        "capacity",
                        "127.0.0.1:" + sink.address().getPort(),
                        "--processes",
                        "2",
                        "-d",
                        "200ms",
                        "--warmup",
                        "0s",
                        "--slo",
                        "p50(transaction) < 100s",
                        "--first",
                        "50/s",
                        "--results",
                        results.toString())) {
            search.await(() -> search.output().contains("step  1: "));
            search.children().get(0).destroyForcibly();
            assertThat(search.awaitExit()).as(search.output()).isEqualTo(97);
            assertThat(search.output()).containsPattern("agent [12] .*its\\s+process ended with 137");
            JsonNode document = JSON.readTree(results.resolve("capacity.json").toFile());
            assertThat(document.at("/ended_early").asText()).contains("its process ended with 137");
            assertThat(document.at("/steps/0/run/totals/accepted").asLong())
                    .isEqualTo(accepted(results.resolve("step-01")))
                    .isEqualTo(accepted(results.resolve("step-01/agents/1"))
                            + accepted(results.resolve("step-01/agents/2")))
                    .isPositive();
            assertThat(search.children()).isEmpty();
        }
    }

    @Test
    void loginsAreSharedMechanismByMechanism(@TempDir Path folder) throws Exception {
        Path results = folder.resolve("logins");
        try (Spawned logins = Spawned.start(
                folder,
                "auth",
                "--processes",
                "2",
                "--mechanisms",
                "PLAIN,SCRAM-SHA-256",
                "--wrong",
                "50%",
                "-n",
                "20",
                "-c",
                "4",
                "--results",
                results.toString())) {
            assertThat(logins.awaitExit()).as(logins.output()).isIn(0, 97);
            JsonNode document = JSON.readTree(results.resolve("auth.json").toFile());
            assertThat(document.at("/mechanisms")).hasSize(2);
            for (JsonNode each : document.at("/mechanisms")) {
                assertThat(each.at("/run/totals/accepted").asLong()).isEqualTo(10);
                assertThat(each.at("/run/totals/rejected").asLong()).isEqualTo(10);
                assertThat(each.at("/run/scenario/auth").asText())
                        .isEqualTo(each.at("/mechanism").asText());
            }
            assertThat(accepted(results.resolve("PLAIN/agents/1")) + accepted(results.resolve("PLAIN/agents/2")))
                    .isEqualTo(10);
        }
    }

    @Test
    void whatAgentsCannotDoIsRefused() {
        assertThat(Typed.run("ab", "127.0.0.1:1", "127.0.0.1:2", "--agents", "2")
                        .complaint())
                .isEqualTo(
                        "mailrace: agents: given with a control, which is the embedded sink (expected: --no-control, "
                                + "for they do not reach it)");
        assertThat(Typed.run("capacity", "--agents", "2").complaint()).contains("agents: given without a target");
        assertThat(Typed.run("auth", "--agents", "2").complaint()).contains("agents: given without a target");
        assertThat(Typed.run("capacity", "--processes", "2", "--deliveries", "lmtp://127.0.0.1:0")
                        .complaint())
                .contains("processes: given with --deliveries");
        assertThat(Typed.run("capacity", "--processes", "3", "--by", "connections", "--first", "2")
                        .complaint())
                .contains("first: 2 (expected: a whole number from 3");
        assertThat(Typed.run("ab", "127.0.0.1:1", "127.0.0.1:2", "--processes", "65")
                        .exit())
                .isEqualTo(2);
        assertThat(Typed.run("calibrate", "--processes", "2").exit()).isEqualTo(2);
    }
}
