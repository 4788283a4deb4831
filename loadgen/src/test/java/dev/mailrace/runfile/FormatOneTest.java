package dev.mailrace.runfile;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mailrace.analysis.Comparison;
import dev.mailrace.analysis.Gates;
import dev.mailrace.analysis.Likeness;
import dev.mailrace.analysis.RunFigures;
import dev.mailrace.metrics.RunResult;
import dev.mailrace.report.CsvReport;
import dev.mailrace.report.RunSchemaTest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs of format 1, which had parts of the scenario in words of the code, are read as those of today. */
class FormatOneTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder = Path.of("");

    private Path old() throws IOException {
        Path file = folder.resolve("run.json");
        try (InputStream in = Objects.requireNonNull(FormatOneTest.class.getResourceAsStream("/report/run-1.json"))) {
            Files.write(file, in.readAllBytes());
        }
        return file;
    }

    @Test
    void allOfItIsThereInTheShapeOfToday() throws IOException {
        Path file = old();
        assertThat(RunSchemaTest.complaintsOfFormatOne(JSON.readTree(file.toFile())))
                .isEmpty();
        ObjectNode run = RunReader.document(file);
        assertThat(run.path("format").asInt()).isEqualTo(RunDocument.FORMAT);
        Golden.assertSame("run-1-scenario.json", run.path("scenario").toPrettyString() + "\n");
        RunFigures figures = RunReader.read(old());
        RunFigures today = RunReader.figures("today", RunDocument.of(SampleRun.ordinary()));
        figures.measures()
                .values()
                .forEach((metric, value) -> assertThat(value)
                        .as(metric)
                        .isEqualTo(today.measures().values().get(metric)));
        assertThat(figures.measures().values()).containsKey("p99(transaction, response)");
        assertThat(figures.outcomes()).isEqualTo(today.outcomes());
    }

    @Test
    void itIsShownWithItsSeconds() throws IOException {
        old();
        RunResult result = SampleRun.ordinary(HlogReport.to(folder.resolve("intervals.hlog")));
        ByteArrayOutputStream csv = new ByteArrayOutputStream();
        PastRun past = PastRun.open(folder);
        RunResult later = past.replay(List.of(CsvReport.to(csv)));
        assertThat(past.cut()).isEmpty();
        assertThat(later.end()).isEqualTo(result.end());
        assertThat(RunDocument.of(later).path("totals"))
                .isEqualTo(RunDocument.of(result).path("totals"));
        assertThat(csv.toString(StandardCharsets.UTF_8)).hasLineCount(7);
    }

    /** A killed one of format 1 says as little as one of today. */
    @Test
    void theFileStaysAsItIs() throws IOException {
        Path file = old();
        PastRun past = PastRun.open(file);
        assertThat(past.bytes(past.replay(List.of()), UnaryOperator.identity())).isEqualTo(Files.readAllBytes(file));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ClosedLoop[think=PT0S]|{\"loop\":\"closed\",\"think_seconds\":0.0}",
                "ClosedLoop[think=PT1M0.25S]|{\"loop\":\"closed\",\"think_seconds\":60.25}",
                "OpenLoop[profile=150/s, spacing=POISSON]|{\"loop\":\"open\",\"spacing\":\"poisson\","
                        + "\"profile\":\"constant\",\"per_second\":150.0}",
                "OpenLoop[profile=0/s to 500/s in 10 s, then on, spacing=EVEN]|{\"loop\":\"open\",\"spacing\":\"even\","
                        + "\"profile\":\"ramp\",\"from_per_second\":0.0,\"to_per_second\":500.0,\"seconds\":10.0}",
                "OpenLoop[profile=100/s to 500/s in 5 steps of 10 s, then on, spacing=EVEN]|{\"loop\":\"open\","
                        + "\"spacing\":\"even\",\"profile\":\"staircase\",\"from_per_second\":100.0,"
                        + "\"step_per_second\":100.0,\"step_seconds\":10.0,\"steps\":5}",
                "OpenLoop[profile=100/s for 10 s, 100/s to 500/s in 2.5 s, spacing=EVEN]|{\"loop\":\"open\","
                        + "\"spacing\":\"even\",\"profile\":\"stages\",\"stages\":["
                        + "{\"from_per_second\":100.0,\"to_per_second\":100.0,\"seconds\":10.0},"
                        + "{\"from_per_second\":100.0,\"to_per_second\":500.0,\"seconds\":2.5}]}"
            })
    void allPacingsAreUnderstood(String words, String structured) throws IOException {
        assertThat(upgraded("pacing", words)).isEqualTo(JSON.readTree(structured));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ClosedLoop[think=PT]",
                "ClosedLoop[think=PT99999999999999999999S]",
                "OpenLoop[profile=, spacing=EVEN]",
                "OpenLoop[profile=1/s to 2/s in 1000000000 steps of 1 s, then on, spacing=EVEN]",
                "whatever",
                ""
            })
    void whatIsNotUnderstoodStays(String words) {
        assertThat(upgraded("pacing", words)).isEqualTo(RunDocument.bare().textNode(words));
    }

    /** A run of today is alike to one of before that was asked for the same. */
    @Test
    void oldAndNewCompare() throws IOException {
        ObjectNode before = RunReader.document(old());
        ObjectNode now = RunDocument.of(SampleRun.ordinary());
        now.set("scenario", JSON.readTree(before.path("scenario").toString()));
        now.withObject("/scenario").putArray("addresses").add("192.0.2.1"); // The place; older runs did not say it.
        List<Likeness.Difference> unlike = Comparison.of(
                        List.of(RunReader.figures("old", before)),
                        List.of(RunReader.figures("new", now)),
                        Gates.STANDARD)
                .unlike();
        assertThat(unlike).isEmpty();
        now.withObject("/scenario/pacing").put("per_second", 500);
        assertThat(Comparison.of(
                                List.of(RunReader.figures("old", before)),
                                List.of(RunReader.figures("new", now)),
                                Gates.STANDARD)
                        .unlike())
                .extracting(Likeness.Difference::toString)
                .containsExactly("pacing.per_second: 1000 in BASE old, 500 in NEW new");
    }

    private static JsonNode upgraded(String key, String words) {
        ObjectNode run = RunDocument.bare();
        run.putObject("scenario").put(key, words);
        FormatOne.upgrade(run);
        return run.path("scenario").path(key);
    }
}
