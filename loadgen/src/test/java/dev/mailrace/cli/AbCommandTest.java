package dev.mailrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.mailrace.sink.SinkServer;
import dev.mailrace.sink.SinkService;
import dev.mailrace.sink.SinkSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two servers in turns, as it is typed. How often the verdict is right is measured elsewhere. */
class AbCommandTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static SinkServer sink(int workers, Duration message) {
        return SinkServer.start(SinkSettings.defaults()
                .withService(new SinkService(workers, message, Duration.ZERO, SinkService.Spread.FIXED)));
    }

    private static final String FIVE_PAIRS = "-c 4 -d 200ms --warmup 50ms --pairs 5";
    private static final String TWO_PAIRS =
            "-c 4 -d 100ms --warmup 50ms --pairs 2 --pairs-max 2 --no-control --no-results";

    private static String target(SinkServer sink) {
        return "127.0.0.1:" + sink.address().getPort();
    }

    private static String[] ab(List<String> targets, String load, String... more) {
        List<String> all = new ArrayList<>(List.of("ab"));
        all.addAll(targets);
        all.addAll(List.of(load.split(" ")));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    @Test
    void aServerThatTakesThreeTimesAsLongRegressed(@TempDir Path folder) throws IOException {
        try (SinkServer a = sink(8, Duration.ofMillis(10));
                SinkServer b = sink(8, Duration.ofMillis(30))) {
            Typed result = Typed.until(
                    typed -> typed.exit() == 98,
                    ab(
                            List.of(target(a), target(b)),
                            FIVE_PAIRS,
                            "--results",
                            folder + "/runs",
                            "-o",
                            "json=" + folder + "/ab.json",
                            "--note",
                            "commit=1a2b3c",
                            "-o",
                            "markdown=" + folder + "/ab.md",
                            "-o",
                            "junit=" + folder + "/ab.xml"));
            assertThat(result.exit()).as(result.out() + result.err()).isEqualTo(98);
            JsonNode verdict = JSON.readTree(folder.resolve("ab.json").toFile());
            assertThat(verdict.at("/verdict").asText()).isEqualTo("regressed");
            assertThat(result.out()).contains("regressed").contains("the control (one sink for both sides)");
            assertThat(result.err()).contains("ab: rehearsal").contains("ab: pair 5 of 5: A ");
            assertThat(Files.readString(folder.resolve("ab.md")))
                    .contains("egressed")
                    .endsWith("commit: `1a2b3c`\n");
            assertThat(verdict.at("/notes/commit").asText()).isEqualTo("1a2b3c");
            assertThat(folder.resolve("runs/report.html")).content().contains("commit: 1a2b3c");
            assertThat(Files.readString(folder.resolve("ab.xml"))).contains("<failure");
            try (Stream<Path> runs = Files.list(folder.resolve("runs"))) {
                assertThat(runs.map(run -> run.getFileName().toString()))
                        .contains("a-01", "a-05", "b-05", "control-a-01", "control-b-05");
            }
            // What was kept is all that another comparison needs.
            Typed again = Typed.run(
                    "compare",
                    folder + "/runs/a-01",
                    folder + "/runs/a-02",
                    folder + "/runs/a-03",
                    folder + "/runs/a-04",
                    folder + "/runs/a-05",
                    "--to",
                    folder + "/runs/b-01",
                    folder + "/runs/b-02",
                    folder + "/runs/b-03",
                    folder + "/runs/b-04",
                    folder + "/runs/b-05");
            assertThat(again.exit()).as(again.out() + again.err()).isEqualTo(98);
        }
    }

    @Test
    void hooksSwitchASoleTargetBeforeEachOfItsRuns(@TempDir Path folder) throws IOException {
        try (SinkServer sink = sink(8, Duration.ofMillis(5))) {
            Path log = folder.resolve("log");
            Typed result = Typed.undisturbed(ab(
                    List.of(target(sink)),
                    TWO_PAIRS,
                    "--before-a",
                    "echo a >> " + log,
                    "--before-b",
                    "echo b >> " + log));
            assertThat(result.exit()).as(result.out() + result.err()).isZero();
            List<String> order = Files.readAllLines(log);
            assertThat(order.subList(order.size() - 4, order.size())).containsExactly("a", "b", "b", "a");
            assertThat(result.out()).contains("no control was run").contains("nconclusive");
        }
    }

    @Test
    void aHookThatFailsIsTold() throws IOException {
        try (SinkServer sink = sink(8, Duration.ofMillis(5))) {
            Typed result = Typed.run("ab", target(sink), "--before-a", "exit 7", "--before-b", "true", "--no-results");
            assertThat(result.exit()).isEqualTo(2);
            assertThat(result.complaint())
                    .isEqualTo("mailrace: before-a: 'exit 7' ended with 7 (expected: a command that succeeds)");
        }
    }

    @Test
    void anInconclusiveContestFailsWhereItIsAskedTo() {
        try (SinkServer sink = sink(8, Duration.ofMillis(5))) {
            Typed result =
                    Typed.undisturbed(ab(List.of(target(sink), target(sink)), TWO_PAIRS, "--fail-on", "inconclusive"));
            assertThat(result.exit()).as(result.out() + result.err()).isEqualTo(96);
        }
    }

    @Test
    void whatCannotBeMeantIsRefusedBeforeTheLoad() {
        assertThat(Typed.run("ab").complaint()).contains("ab: no target");
        assertThat(Typed.run("ab", "127.0.0.1:1").complaint()).contains("ab: one target");
        assertThat(Typed.run("ab", "127.0.0.1:1", "127.0.0.1:1", "--pairs", "1").complaint())
                .contains("pairs: 1 (expected: 2 to");
        assertThat(Typed.run("ab", "127.0.0.1:1", "127.0.0.1:1", "--pairs", "5", "--pairs-max", "4")
                        .complaint())
                .contains("pairs-max: 4 (expected: 5 to");
        assertThat(Typed.run("ab", "127.0.0.1:1", "127.0.0.1:1", "-n", "5").complaint())
                .contains("messages: given to ab");
    }
}
