package dev.mailrace.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.mailrace.metrics.RunResult;
import dev.mailrace.metrics.Timing;
import dev.mailrace.runfile.HlogReport;
import dev.mailrace.runfile.RunDocument;
import dev.mailrace.runfile.RunFile;
import dev.mailrace.runfile.SampleRun;
import dev.mailrace.session.Phase;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.HistogramLogProcessor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What HdrHistogram's own tools read from a run's files is what the run says of itself. */
class OtherToolsTest {
    /** So many steps to each half that is left hit the percentiles of {@code run.json} exactly. */
    private static final String STEPS = "125";

    private static final Map<String, String> PERCENTILES = Map.of(
            "0.500000000000",
            "p50_us",
            "0.900000000000",
            "p90_us",
            "0.990000000000",
            "p99_us",
            "0.999000000000",
            "p999_us");

    @TempDir
    Path folder = Path.of("");

    @Test
    void theLogProcessorFindsThePercentilesOfTheRunFile() throws IOException, InterruptedException {
        Path log = folder.resolve("intervals.hlog");
        assertSameAsTheRunFile(log, SampleRun.ordinary(HlogReport.to(log), RunFile.to(folder.resolve("run.json"))));
    }

    @Test
    void agesOfWhatHasNoAnswerAreTimesToOtherTools() throws IOException, InterruptedException {
        Path log = folder.resolve("intervals.hlog");
        assertSameAsTheRunFile(log, SampleRun.hung(HlogReport.to(log), RunFile.to(folder.resolve("run.json"))));
    }

    private void assertSameAsTheRunFile(Path log, RunResult result) throws IOException, InterruptedException {
        JsonNode phases = new ObjectMapper()
                .readTree(Files.readAllBytes(folder.resolve("run.json")))
                .path("phases");
        int compared = 0;
        for (Phase phase : Phase.values()) {
            for (Timing timing : Timing.values()) {
                if (result.measured().histogram(timing, phase) != null) {
                    JsonNode own = phases.path(phase.label()).path(timing.name().toLowerCase(Locale.ROOT));
                    assertSame(processed(log, timing.tag(phase)), own);
                    compared++;
                }
            }
        }
        assertThat(compared).isGreaterThan(6);
    }

    private static void assertSame(List<String> distribution, JsonNode own) {
        Map<String, BigDecimal> found = new HashMap<>();
        for (String line : distribution) {
            String[] fields = line.strip().split("\\s+", -1);
            if (fields.length >= 3 && PERCENTILES.containsKey(fields[1])) {
                found.put(String.valueOf(PERCENTILES.get(fields[1])), new BigDecimal(fields[0]));
            }
        }
        if (own.get("count").asLong() >= 1_000) { // Of fewer values it leaves out steps on which none lies.
            assertThat(found).hasSize(PERCENTILES.size());
        }
        found.forEach((name, micros) ->
                assertThat(micros).as(name).isEqualByComparingTo(own.get(name).decimalValue()));
        String text = String.join("\n", distribution);
        assertThat(text)
                .contains(String.format(
                        Locale.ROOT, "Total count    = %12d", own.get("count").asLong()));
        assertThat(text)
                .containsPattern(String.format(
                        Locale.ROOT, "Max     = +%.3f", own.get("max_us").asDouble()));
    }

    /** The distribution of a tag in microseconds, as {@code HistogramLogProcessor} prints it. */
    private List<String> processed(Path log, String tag) throws IOException, InterruptedException {
        Path out = folder.resolve(tag);
        HistogramLogProcessor processor = new HistogramLogProcessor(new String[] {
            "-i",
            log.toString(),
            "-o",
            out.toString(),
            "-tag",
            tag,
            "-outputValueUnitRatio",
            "1000",
            "-percentilesOutputTicksPerHalf",
            STEPS
        });
        processor.start();
        processor.join(TimeUnit.SECONDS.toMillis(30));
        return Files.readAllLines(folder.resolve(tag + ".hgrm"));
    }

    @Test
    void theDistributionIsOfWhatTheRunWasAbout() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        RunResult result = SampleRun.ordinary();
        Hgrm.write(result, out);
        List<String> lines = out.toString(StandardCharsets.UTF_8).lines().toList();
        assertThat(lines.get(0)).isEqualTo("#[mailrace 0.1.0, run r7f3k2, transaction.response, milliseconds]");
        double p50 =
                RunDocument.of(result).at("/phases/transaction/response/p50_us").asDouble() / 1e3;
        assertThat(lines)
                .anySatisfy(line -> assertThat(line.strip().split("\\s+", -1))
                        .startsWith(String.format(Locale.ROOT, "%.3f", p50), "0.500000000000"));
        assertThat(lines.get(lines.size() - 1)).startsWith("#[Buckets = ");
    }
}
