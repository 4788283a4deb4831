package dev.mailrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mailrace.runfile.JsonFile;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a sink of its own process writes when it is stopped. */
@Timeout(120)
class SinkLedgerTest {
    private final Path folder;

    SinkLedgerTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void aStoppedSinkWritesWhatItDid() throws IOException, InterruptedException {
        Path file = folder.resolve("ledger.json");
        try (Spawned sink = Spawned.start(
                folder,
                "sink",
                "--port",
                "0",
                "--fault",
                "4xx:rcpt=20%",
                "--fault-seed",
                "3",
                "--ledger",
                "ledger.json")) {
            int port = SignalTest.port(sink);
            assertThat(sink.output()).contains("faults 4xx:rcpt=20% by seed 3");
            Typed result = Typed.run(
                    "run",
                    "127.0.0.1:" + port,
                    "-n",
                    "100",
                    "-c",
                    "4",
                    "--warmup",
                    "0s",
                    "--no-results",
                    "-o",
                    "json=-");
            JsonNode run = RealServers.read(result);
            sink.signal("TERM");
            assertThat(sink.awaitExit()).as(sink.output()).isZero();
            JsonNode ledger = JsonFile.read(file, "a ledger");
            assertThat(ledger.get("format").asInt()).isEqualTo(1);
            assertThat(ledger.get("asked").get(0).asText()).isEqualTo("4xx:rcpt=20%");
            assertThat(ledger.at("/messages/accepted")).isEqualTo(run.at("/totals/accepted"));
            assertThat(ledger.at("/transactions/rejected/0/code").asInt()).isEqualTo(450);
            assertThat(ledger.at("/transactions/rejected/0/count").asLong())
                    .as("one more when the check before the load met one")
                    .isBetween(
                            run.at("/totals/rejected").asLong(),
                            run.at("/totals/rejected").asLong() + 1);
        }
    }

    @Test
    void aLedgerThatCannotBeWrittenIsRefusedAtOnce() {
        Typed typed = Typed.run(
                "sink",
                "--port",
                "0",
                "--ledger",
                folder.resolve("none/ledger.json").toString());
        assertThat(typed.err())
                .contains("ledger: ")
                .contains("none/ledger.json")
                .contains("(expected: a file that this");
        assertThat(typed.exit()).isEqualTo(2);
    }

    @Test
    void aSeedWithoutAFaultIsRefused() {
        Typed typed = Typed.run("sink", "--port", "0", "--fault-seed", "3");
        assertThat(typed.err()).contains("fault-seed: 3, and no fault (expected: with --fault)");
        assertThat(typed.exit()).isEqualTo(2);
    }

    @Test
    void aWrongFaultIsRefusedInOneLine() {
        Typed typed = Typed.run("sink", "--port", "0", "--fault", "4xx:rcpt=120%");
        assertThat(typed.err()).contains("fault: chance: 120% (expected: a percentage from 0% to 100%)");
        assertThat(typed.exit()).isEqualTo(2);
    }
}
