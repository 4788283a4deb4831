package dev.mailrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A command of several runs that is stopped tells what its finished ones came to, and judges no other. */
@Timeout(240)
class SeriesSignalTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path folder;

    SeriesSignalTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @ParameterizedTest
    @ValueSource(strings = {"INT", "TERM", "HUP"})
    void aStoppedSearchTellsItsBracket(String signal) throws Exception {
        Path results = folder.resolve("results");
        try (Spawned search = spawned(results, "capacity --first 20/s -d 1s --warmup 0s --slo errors<100%")) {
            search.await(() -> Files.exists(results.resolve("step-03/run.json")));
            search.signal(signal);
            assertThat(search.awaitExit()).as(search.output()).isEqualTo(130);
            assertThat(search.output())
                    .containsPattern("(?m)^NOT DECIDED: interrupted.*; [0-9]+ messages/s holds$")
                    .contains("Interrupted; so far: ")
                    .contains("results: " + results)
                    .doesNotContain("Shutdown in progress")
                    .doesNotContain("Exception");
        }
        JsonNode found = JSON.readTree(results.resolve("capacity.json").toFile());
        assertThat(found.at("/ended_early").asText()).startsWith("interrupted");
        assertThat(found.at("/steps")).isNotEmpty();
        for (JsonNode step : found.at("/steps")) {
            assertThat(step.at("/run/ending").asText()).isEqualTo("completed");
        }
        assertThat(results.resolve("report.html")).isNotEmptyFile();
    }

    @Test
    void aMechanismThatWasInterruptedIsInTheTableAndNotJudged() throws Exception {
        Path results = folder.resolve("results");
        try (Spawned auth = spawned(
                results,
                "auth --mechanisms PLAIN,LOGIN -c 2 -d 30s --warmup 0s --slo p99(auth)<1us -o junit=cases.xml")) {
            auth.await(() -> SignalTest.intervals(results.resolve("PLAIN"), "session") >= 2);
            auth.signal("INT");
            assertThat(auth.awaitExit()).as(auth.output()).isEqualTo(130);
            assertThat(auth.output())
                    .containsPattern("PLAIN .* interrupted after ")
                    .doesNotContain("BROKEN")
                    .doesNotContain("LOGIN ");
        }
        JsonNode document = JSON.readTree(results.resolve("auth.json").toFile());
        assertThat(document.at("/mechanisms")).hasSize(1);
        assertThat(document.at("/mechanisms/0/run/ending").asText()).isEqualTo("interrupted");
        assertThat(results.resolve("report.html")).isNotEmptyFile();
        assertThat(folder.resolve("cases.xml")).content().contains("interrupted");
    }

    @Test
    void aStoppedContestKeepsItsPairs() throws Exception {
        Path results = folder.resolve("results");
        try (Spawned a = Spawned.start(folder, "sink", "--port", "0")) {
            String target = "127.0.0.1:" + SignalTest.port(a);
            try (Spawned ab = spawned(
                    results, "ab " + target + " " + target + " --no-control -c 2 -d 500ms --warmup 0s --pairs 50")) {
                ab.await(() -> Files.exists(results.resolve("a-03/run.json")));
                ab.signal("TERM");
                assertThat(ab.awaitExit()).as(ab.output()).isEqualTo(130);
                assertThat(ab.output()).contains("of 50 pairs are compared").doesNotContain("Shutdown in progress");
            }
        }
        assertThat(results.resolve("comparison.json")).isNotEmptyFile();
        assertThat(results.resolve("report.html")).isNotEmptyFile();
    }

    /** A signal between two runs, where no engine would hear it: what switches the servers is running. */
    @Test
    void aContestThatIsStoppedBetweenRunsEndsAsInOne() throws Exception {
        Path results = folder.resolve("results");
        Path mark = folder.resolve("mark");
        String before = "test ! -e " + results.resolve("b-01/run.json") + " || { touch " + mark + "; sleep 60; }";
        try (Spawned sink = Spawned.start(folder, "sink", "--port", "0")) {
            String target = "127.0.0.1:" + SignalTest.port(sink);
            List<String> typed = new ArrayList<>(Arrays.asList(
                    ("ab " + target + " --no-control -c 2 -d 300ms --warmup 0s --before-a true --before-b")
                            .split(" ", -1)));
            typed.add(before);
            typed.addAll(List.of("--results", results.toString()));
            try (Spawned ab = Spawned.start(folder, typed.toArray(String[]::new))) {
                ab.await(() -> Files.exists(mark));
                List<ProcessHandle> started =
                        ProcessHandle.of(ab.pid()).orElseThrow().descendants().toList();
                assertThat(started).as("the shell").isNotEmpty();
                ab.signal("TERM");
                assertThat(ab.awaitExit()).as(ab.output()).isEqualTo(130);
                for (ProcessHandle each : started) {
                    assertThat(each.onExit()).as("%s ends, too", each).succeedsWithin(Duration.ofSeconds(30));
                }
                assertThat(ab.output()).contains("1 of 7 pairs is compared").doesNotContain("Shutdown in progress");
            }
        }
        assertThat(results.resolve("comparison.json")).isNotEmptyFile();
    }

    @Test
    void aStoppedCalibrationTellsItsFirstRunAndKeepsNothing() throws Exception {
        try (Spawned calibrate = Spawned.start(folder, "calibrate", "-c", "2", "-d", "2s", "--warmup", "0s")) {
            calibrate.await(() -> calibrate.output().contains("full speed …"));
            calibrate.signal("INT");
            assertThat(calibrate.awaitExit()).as(calibrate.output()).isEqualTo(130);
            assertThat(calibrate.output()).contains("accepted/s").contains("not saved for later runs");
        }
    }

    private Spawned spawned(Path results, String command) throws Exception {
        List<String> typed = new ArrayList<>(Arrays.asList(command.split(" ", -1)));
        typed.addAll(List.of("--results", results.toString()));
        return Spawned.start(folder, typed.toArray(String[]::new));
    }
}
