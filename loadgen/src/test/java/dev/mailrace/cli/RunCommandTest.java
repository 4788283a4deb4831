package dev.mailrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The main job as it is typed. */
@Tag("jdk")
class RunCommandTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void aRunAgainstTheEmbeddedSinkAcceptsAllAndLeavesItsFiles(@TempDir Path folder) throws IOException {
        Path results = folder.resolve("run");
        Typed result = Typed.run("run", "-n", "300", "-c", "20", "--results", results.toString());
        assertRan(result);
        assertThat(result.out()).contains("300 accepted").contains("balanced").contains("results: " + results);
        JsonNode run = JSON.readTree(results.resolve("run.json").toFile());
        assertThat(run.at("/format").asInt()).isEqualTo(2);
        assertThat(run.at("/totals/accepted").asLong()).isEqualTo(300);
        assertThat(run.at("/totals/arrivals").asLong()).isEqualTo(300);
        assertThat(run.at("/phases/auth/service/count").asLong()).isEqualTo(20);
        assertThat(run.at("/phases/transaction/response/count").asLong()).isEqualTo(300);
        assertThat(run.at("/self/verdict").asText()).isEqualTo(result.exit() == 0 ? "valid" : "invalid");
        assertThat(Files.readString(results.resolve("intervals.hlog"))).contains("Tag=content");
    }

    @Test
    void jsonOnStandardOutputStandsAlone() throws IOException {
        Typed result = Typed.run("run", "-n", "10", "-c", "2", "--no-results", "-o", "json=-");
        assertRan(result);
        assertThat(JSON.readTree(result.out()).at("/totals/accepted").asLong()).isEqualTo(10);
        assertThat(result.err()).contains("10 accepted");
    }

    @Test
    void aQuietRunSaysNothing() {
        Typed result = Typed.run("run", "-n", "10", "-c", "2", "--no-results", "-q");
        assertRan(result);
        assertThat(result.out() + result.err()).isEmpty();
    }

    @Test
    void csvHasARowASecond(@TempDir Path folder) throws IOException {
        Path csv = folder.resolve("run.csv");
        Typed result =
                Typed.run("run", "-d", "2s", "--warmup", "1s", "-R", "100/s", "--no-results", "-o", "csv=" + csv);
        assertRan(result);
        assertThat(Files.readAllLines(csv)).hasSizeBetween(4, 9);
        assertThat(Files.readString(csv)).contains("warmup").contains("measure");
    }

    @Test
    void aDryRunShowsThePlanAndSendsNothing() throws IOException {
        try (ScriptedPeer peer = new ScriptedPeer("554 nobody should ask")) {
            Typed result = Typed.run("run", "127.0.0.1:" + peer.port(), "-R", "500/s", "--dry-run");
            assertThat(result.exit()).isZero();
            assertThat(result.out()).contains("10 sessions, open loop").contains("500");
        }
    }

    @Test
    void messagesThatTheServerRefusesAreNotCountedAsSent() throws IOException {
        try (ScriptedPeer peer = new ScriptedPeer("220 hi", "250 hi", "550 5.7.1 no senders here", "221 bye")) {
            Typed result = Typed.run(
                    "run", "127.0.0.1:" + peer.port(), "-n", "3", "-c", "1", "-m", "1", "--no-results", "-o", "json=-");
            JsonNode run = JSON.readTree(result.out());
            assertThat(run.at("/totals/rejected").asLong()).isEqualTo(3);
            assertThat(run.at("/totals/accepted").asLong()).isZero();
            JsonNode outcome = run.at("/outcomes/0");
            assertThat(outcome.at("/phase").asText()).isEqualTo("mail");
            assertThat(outcome.at("/code").asInt()).isEqualTo(550);
            assertThat(outcome.at("/enhanced").asText()).isEqualTo("5.7.1");
            assertThat(outcome.at("/sample").asText()).contains("no senders here");
            assertThat(result.exit()).as("nothing was accepted").isEqualTo(4);
        }
    }

    @Test
    void everyCommandHasHelpWithExamples() {
        for (String command : new String[] {"run", "probe", "sink"}) {
            Typed help = Typed.run(command, "--help");
            assertThat(help.exit()).isZero();
            assertThat(help.out()).contains("Usage: mailrace " + command).contains("Example");
        }
        assertThat(Typed.run("--version").out()).startsWith("mailrace ");
        assertThat(Typed.run("generate-completion").out()).contains("complete -F");
    }

    /** To its end; on a machine that is busy elsewhere a run may find itself invalid. */
    private static void assertRan(Typed result) {
        assertThat(result.exit()).as(result.err()).isIn(0, 97);
    }
}
