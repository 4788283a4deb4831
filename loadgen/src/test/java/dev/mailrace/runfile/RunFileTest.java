package dev.mailrace.runfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.mailrace.metrics.RunInfo;
import dev.mailrace.metrics.RunResult;
import dev.mailrace.metrics.Stage;
import dev.mailrace.metrics.Timing;
import dev.mailrace.session.Outcome;
import dev.mailrace.session.Phase;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("jdk")
class RunFileTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final Path folder;

    RunFileTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void anOrdinaryRunIsWrittenAsItAlwaysWas() throws IOException {
        Path file = folder.resolve("run.json");
        SampleRun.ordinary(RunFile.to(file));
        Golden.assertSame("run.json", Files.readString(file));
    }

    @Test
    void eachKindOfSessionHasItsOwnOutcomesAndTimes() {
        JsonNode run = RunDocument.of(SampleRun.mixed());
        JsonNode submission = run.at("/kinds/0");
        assertThat(submission.at("/name").asText()).isEqualTo("submission");
        assertThat(submission.at("/weight").asDouble()).isEqualTo(70);
        assertThat(submission.at("/share").asDouble()).isEqualTo(0.7);
        assertThat(submission.at("/accepted").asLong()).isEqualTo(7);
        assertThat(submission.at("/transaction_response/count").asLong()).isEqualTo(7);
        assertThat(run.at("/kinds/1/rejected").asLong()).isEqualTo(3);
        assertThat(run.at("/kinds/2/accepted").asLong()).isZero();
        assertThat(run.at("/kinds/2/transaction_response").isMissingNode()).isTrue();
        assertThat(RunDocument.of(SampleRun.ordinary()).has("kinds"))
                .as("all sessions of one kind")
                .isFalse();
    }

    @Test
    void theFixedNamesAreThere() {
        JsonNode run = RunDocument.of(SampleRun.ordinary());
        assertThat(run.fieldNames())
                .toIterable()
                .contains(
                        "format",
                        "mailrace",
                        "run_id",
                        "command",
                        "seed",
                        "scenario",
                        "environment",
                        "measured_seconds",
                        "totals",
                        "phases",
                        "outcomes",
                        "self",
                        "verdicts");
        assertThat(run.get("totals").fieldNames())
                .toIterable()
                .contains(
                        "arrivals",
                        "accepted",
                        "rejected",
                        "failed",
                        "unconfirmed",
                        "dropped",
                        "cut_off",
                        "accepted_per_second",
                        "body_bytes",
                        "connections_max");
        assertThat(run.at("/phases/transaction/response").fieldNames())
                .toIterable()
                .containsExactly(
                        "count", "mean_us", "p50_us", "p75_us", "p90_us", "p95_us", "p99_us", "p999_us", "max_us");
        assertThat(run.at("/outcomes/0").fieldNames())
                .toIterable()
                .contains("phase", "kind", "code", "enhanced", "reason", "count", "sample");
        assertThat(run.get("self").fieldNames())
                .toIterable()
                .contains(
                        "verdict",
                        "reasons",
                        "loop_lag_p99_us",
                        "slip_p99_us",
                        "cpu_share",
                        "cpu_seconds",
                        "loop_wait_share",
                        "gc_pause_max_us",
                        "little");
        assertThat(run.at("/self/little").fieldNames())
                .toIterable()
                .containsExactly("in_use_mean", "throughput_times_time", "ratio");
    }

    @Test
    void arrivalsAreTheSumOfTheSixWaysToEnd() {
        JsonNode run = RunDocument.of(SampleRun.ordinary());
        for (String stage : new String[] {"totals", "warmup_totals"}) {
            JsonNode totals = run.get(stage);
            long sum = 0;
            for (Outcome.Kind kind : Outcome.Kind.values()) {
                sum += totals.get(kind.label()).asLong();
            }
            assertThat(totals.get("arrivals").asLong()).isEqualTo(sum).isPositive();
        }
        assertThat(run.get("books_balanced").asBoolean()).isTrue();
    }

    @Test
    void booksThatDoNotBalanceAreSaidTo() {
        SampleRun run = new SampleRun(SampleRun.info(0, 1, 0));
        run.recorder.arrived(Stage.MEASURE);
        run.second(Stage.MEASURE);
        JsonNode document = RunDocument.of(run.ended(RunResult.Ending.BROKEN, 1, SampleVerdict.VALID));
        assertThat(document.get("books_balanced").asBoolean()).isFalse();
        assertThat(document.get("ending").asText()).isEqualTo("broken");
    }

    @Test
    void phasesOfKeptConnectionsComeFromTheWarmup() {
        JsonNode phases = RunDocument.of(SampleRun.ordinary()).get("phases");
        assertThat(phases.at("/connect/stage").asText()).isEqualTo("warmup");
        assertThat(phases.at("/connect/service/count").asLong()).isEqualTo(10);
        assertThat(phases.at("/mail/stage").asText()).isEqualTo("measure");
        assertThat(phases.has("starttls")).as("never seen").isFalse();
    }

    @Test
    void failuresAreTimedApart() {
        JsonNode content = RunDocument.of(SampleRun.ordinary()).at("/phases/content");
        assertThat(content.at("/failed/count").asLong()).isEqualTo(1);
        assertThat(content.at("/service/max_us").asDouble())
                .isLessThan(content.at("/failed/p50_us").asDouble());
    }

    @Test
    void theLongestTimesArePlainDecimals() throws IOException {
        SampleRun run = new SampleRun(SampleRun.info(0, 1, 0));
        run.recorder.time(Stage.MEASURE, Timing.SERVICE, Phase.CONTENT, 3_600_000_000_000L);
        run.second(Stage.MEASURE);
        RunResult result = run.ended(RunResult.Ending.COMPLETED, 1e7, SampleVerdict.VALID);
        assertThat(RunDocument.of(result).toString())
                .contains("\"measured_seconds\":10000000")
                .doesNotContain("E1");
    }

    @Test
    void aFileIsThereFromTheStart() throws IOException {
        Path file = folder.resolve("run.json");
        RunFile report = RunFile.to(file);
        report.started(SampleRun.info(0, 1, 0));
        JsonNode run = MAPPER.readTree(file.toFile());
        assertThat(run.get("ending").asText()).isEqualTo("running");
        assertThat(run.get("run_id").asText()).isEqualTo("r7f3k2");
        assertThat(run.has("totals")).isFalse();
    }

    @Test
    void nothingElseIsLeftInTheFolder() throws IOException {
        SampleRun.ordinary(RunFile.to(folder.resolve("run.json")));
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(folder.resolve("run.json"));
        }
    }

    @Test
    void aStreamGetsTheFinalDocumentAloneAndStaysOpen() throws IOException {
        boolean[] closed = new boolean[1];
        ByteArrayOutputStream out = new ByteArrayOutputStream() {
            @Override
            public void close() {
                closed[0] = true;
            }
        };
        SampleRun.ordinary(RunFile.to(out));
        assertThat(MAPPER.readTree(out.toByteArray()).get("ending").asText()).isEqualTo("completed");
        assertThat(closed[0]).isFalse();
    }

    @Test
    void hostileSamplesStayStrings() throws IOException {
        String hostile = "550 \"}],\n\"self\":{\u001b[2J</script>\\";
        SampleRun run = new SampleRun(SampleRun.info(0, 1, 0));
        run.refuse(Stage.MEASURE, 1, SampleRun.rejected(Phase.MAIL, 550, "", hostile));
        run.second(Stage.MEASURE);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        RunFile.to(out).ended(run.ended(RunResult.Ending.COMPLETED, 1, SampleVerdict.VALID));
        assertThat(MAPPER.readTree(out.toByteArray()).at("/outcomes/0/sample").asText())
                .isEqualTo("550 \"}],?\"self\":{?[2J</script>\\");
        assertThat(out.toString(StandardCharsets.UTF_8)).doesNotContain("\u001b");
    }

    @Test
    void aRunWithoutMessagesIsADocumentToo() {
        SampleRun run = new SampleRun(SampleRun.info(1, 2, 0));
        JsonNode document = RunDocument.of(run.ended(RunResult.Ending.INTERRUPTED, 0, SampleVerdict.INVALID));
        assertThat(document.at("/totals/arrivals").asLong()).isZero();
        assertThat(document.at("/totals/accepted_per_second").asDouble()).isZero();
        assertThat(document.at("/warmup_totals/accepted_per_second").isNull()).isTrue();
        assertThat(document.get("phases")).isEmpty();
        assertThat(document.get("outcomes")).isEmpty();
        assertThat(document.at("/slip/count").asLong()).isZero();
        assertThat(document.at("/self/verdict").asText()).isEqualTo("invalid");
        assertThat(document.at("/self/reasons")).hasSize(1);
        assertThat(document.at("/self/notes")).hasSize(1);
    }

    @Test
    void arrivalsThatNeverBeganHaveNoPhase() {
        SampleRun run = new SampleRun(SampleRun.info(0, 1, 0));
        run.refuse(Stage.MEASURE, 2, Outcome.DROPPED);
        run.second(Stage.MEASURE);
        JsonNode outcome = RunDocument.of(run.ended(RunResult.Ending.COMPLETED, 1, SampleVerdict.VALID))
                .at("/outcomes/0");
        assertThat(outcome.get("phase").isNull()).isTrue();
        assertThat(outcome.get("kind").asText()).isEqualTo("dropped");
        assertThat(outcome.get("count").asLong()).isEqualTo(2);
    }

    @Test
    void aFolderThatIsNotThereIsRefusedBeforeTheRunAndNotMade() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        assertThatThrownBy(() -> RunFile.to(file.resolve("run.json"))).hasMessageContaining("is not a folder");
        assertThatThrownBy(() -> RunFile.to(folder.resolve("no/run.json"))).hasMessageContaining("there is no folder");
        assertThat(folder.resolve("no")).doesNotExist();
    }

    @Test
    void aFailedReplacementKeepsTheFileOfTheStart() throws IOException {
        Path file = folder.resolve("run.json");
        RunFile report = RunFile.to(file);
        RunInfo info = SampleRun.info(0, 1, 0);
        report.started(info);
        Files.createDirectories(folder.resolve("run.json.new/full")); // Takes the place of the new file.
        RunResult result = new SampleRun(info).ended(RunResult.Ending.COMPLETED, 1, SampleVerdict.VALID);
        assertThatThrownBy(() -> report.ended(result)).isInstanceOf(IOException.class);
        assertThat(MAPPER.readTree(file.toFile()).get("ending").asText()).isEqualTo("running");
    }
}
