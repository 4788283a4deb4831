package dev.mailrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mailrace.runfile.JsonFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A sink that is several processes at one port. */
@Timeout(120)
@EnabledOnOs(OS.LINUX)
class SinkProcessesTest {
    private final Path folder;

    SinkProcessesTest(@TempDir Path folder) {
        this.folder = folder;
    }

    private Spawned sink(String... more) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("sink", "--port", "0", "--processes", "2"));
        arguments.addAll(List.of(more));
        return Spawned.start(folder, arguments.toArray(String[]::new));
    }

    @Test
    void twoProcessesShareAPortAndCountTogether() throws Exception {
        try (Spawned sink = sink("--fault", "4xx:rcpt=20%", "--fault-seed", "3", "--ledger", "ledger.json")) {
            String address = "127.0.0.1:" + SignalTest.port(sink);
            assertThat(sink.output()).contains("; 2 processes; ");
            // That one of them gets none of 64 connections is less likely than one in 10^18.
            Typed result = Typed.run(
                    "run", address, "-n", "400", "-c", "64", "--warmup", "0s", "--no-results", "-o", "json=-");
            JsonNode run = RealServers.read(result);
            assertThat(Typed.run("sink", "--processes", "2", "--port", address.split(":", -1)[1])
                            .err())
                    .contains("bind: " + address, "a free port");
            ProcessHandle other = sink.children().get(0);
            sink.signal("TERM");
            assertThat(sink.awaitExit()).as(sink.output()).isZero();
            assertThat(other.isAlive()).isFalse();
            JsonNode ledger = JsonFile.read(folder.resolve("ledger.json"), "a ledger");
            long accepted = run.at("/totals/accepted").asLong();
            assertThat(ledger.at("/messages/accepted").asLong()).isEqualTo(accepted);
            assertThat(sink.output()).containsPattern("sink: " + accepted + " messages accepted for .* 65 sessions");
            assertThat(ledger.at("/transactions/rejected/0/count").asLong())
                    .as("one more when the check before the load met one")
                    .isBetween(
                            run.at("/totals/rejected").asLong(),
                            run.at("/totals/rejected").asLong() + 1);
            assertThat(ledger.get("seed").asInt()).isEqualTo(3);
        }
    }

    @Test
    void whenTheFirstIsKilledTheOthersEnd() throws Exception {
        try (Spawned sink = sink()) {
            SignalTest.port(sink);
            ProcessHandle other = sink.children().get(0);
            sink.signal("KILL");
            assertThat(sink.awaitExit()).isEqualTo(137);
            other.onExit().join();
        }
    }

    @Test
    void aSinkThatLosesAProcessEndsAndSaysSo() throws Exception {
        try (Spawned sink = sink()) {
            SignalTest.port(sink);
            sink.children().get(0).destroyForcibly();
            assertThat(sink.awaitExit()).as(sink.output()).isEqualTo(5);
            assertThat(sink.output())
                    .contains("sink: 0 messages accepted")
                    .containsPattern("output lost: counts of process 2 \\([0-9]+\\): it ended with 137");
        }
    }

    @Test
    void whatCannotBeSharedIsRefused() {
        assertThat(Typed.run("sink", "--processes", "0").exit()).isEqualTo(2);
        assertThat(Typed.run("sink", "--processes", "65").exit()).isEqualTo(2);
        assertThat(Typed.run("sink", "--processes", "2", "--unix", "a.sock").err())
                .contains("unix: given with several processes");
        assertThat(Typed.run("sink", "--processes", "2", "--fault", "greylist=1s")
                        .err())
                .contains("fault: greylist, with several processes");
    }
}
