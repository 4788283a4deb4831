package dev.mailrace.runfile;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mailrace.metrics.RunResult;
import dev.mailrace.metrics.Stage;
import dev.mailrace.metrics.Tally;
import dev.mailrace.metrics.Timing;
import dev.mailrace.session.Phase;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.HdrHistogram.EncodableHistogram;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogReader;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Tag("jdk")
class HlogReportTest {
    private final Path folder;

    HlogReportTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void aReaderFindsThePercentilesOfTheRunFile() throws IOException {
        Path file = folder.resolve("intervals.hlog");
        RunResult result = SampleRun.ordinary(HlogReport.to(file));
        Map<String, Histogram> read = sums(Files.readAllBytes(file));
        JsonNode run = RunDocument.of(result);
        int compared = 0;
        for (PhaseTimes times : PhaseTimes.of(result)) {
            for (Timing timing : Timing.values()) {
                if (times.by(timing) == null) {
                    continue;
                }
                String prefix = times.stage() == Stage.WARMUP ? "warmup." : "";
                JsonNode block = run.at(
                        "/phases/" + times.phase().label() + "/" + timing.name().toLowerCase(Locale.ROOT));
                assertSame(tagged(read, prefix + timing.tag(times.phase())), block);
                compared++;
            }
        }
        assertThat(compared).isGreaterThan(8);
        assertSame(tagged(read, "slip"), run.get("slip"));
        assertThat(read).containsKeys("warmup.transaction.response", "content.failed", "loop_lag", "warmup.slip");
    }

    private static void assertSame(Histogram histogram, JsonNode block) {
        assertThat(histogram.getTotalCount()).isEqualTo(block.get("count").asLong());
        assertThat(micros(histogram.getValueAtPercentile(50)))
                .isEqualByComparingTo(block.get("p50_us").decimalValue());
        assertThat(micros(histogram.getValueAtPercentile(99)))
                .isEqualByComparingTo(block.get("p99_us").decimalValue());
        assertThat(micros(histogram.getMaxValue()))
                .isEqualByComparingTo(block.get("max_us").decimalValue());
    }

    private static BigDecimal micros(long nanos) {
        return BigDecimal.valueOf(nanos, 3);
    }

    @Test
    void intervalsStandAtTheirTimes() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        SampleRun.ordinary(HlogReport.to(out));
        HistogramLogReader reader = reader(out.toByteArray());
        EncodableHistogram first = reader.nextIntervalHistogram();
        assertThat(reader.getStartTimeSec()).isEqualTo(SampleRun.START.toEpochMilli() / 1e3);
        assertThat(first.getStartTimeStamp()).isEqualTo(SampleRun.START.toEpochMilli());
        EncodableHistogram last = first;
        for (EncodableHistogram next = first; next != null; next = reader.nextIntervalHistogram()) {
            last = next;
        }
        assertThat(last.getEndTimeStamp()).isEqualTo(SampleRun.START.toEpochMilli() + 5_000);
    }

    @Test
    void theHeadNamesTheRunAndTheFormat() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new SampleRun(SampleRun.info(0, 1, 0), HlogReport.to(out))
                .second(Stage.MEASURE); // The load's start is told then.
        assertThat(out.toString(StandardCharsets.UTF_8))
                .startsWith(
                        "#[mailrace 0.1.0, run r7f3k2, format 2]\n#[Histogram log format version 1.3]\n#[BaseTime: ")
                .contains("#[StartTime: ")
                .contains(
                        "\"StartTimestamp\",\"Interval_Length\",\"Interval_Max\",\"Interval_Compressed_Histogram\"\n");
    }

    @Test
    void theMaximumIsShownInMilliseconds() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        SampleRun run = new SampleRun(SampleRun.info(0, 1, 0), HlogReport.to(out));
        run.recorder.time(Stage.MEASURE, Timing.SERVICE, Phase.QUIT, 250_000_000);
        run.second(Stage.MEASURE);
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("Tag=quit,0.000,1.000,250.");
    }

    @Test
    @Timeout(60)
    void aKilledRunKeepsWholeIntervals() throws IOException {
        Path file = folder.resolve("intervals.hlog");
        SampleRun run = new SampleRun(SampleRun.info(0, 3, 0), HlogReport.to(file));
        for (int second = 1; second <= 2; second++) {
            run.deliver(Stage.MEASURE, 10);
            run.second(Stage.MEASURE);
            assertThat(tagged(sums(written(file, second)), "content").getTotalCount())
                    .isEqualTo(10L * second);
        }
    }

    private static byte[] written(Path file, int intervals) throws IOException {
        return Written.text(file, log -> log.split("\\n#\\[interval ", -1).length > intervals)
                .getBytes(StandardCharsets.UTF_8);
    }

    private static HistogramLogReader reader(byte[] log) {
        return new HistogramLogReader(new ByteArrayInputStream(log));
    }

    private static Histogram tagged(Map<String, Histogram> read, String tag) {
        return Objects.requireNonNull(read.get(tag), tag);
    }

    private static Map<String, Histogram> sums(byte[] log) {
        Map<String, Histogram> sums = new TreeMap<>();
        HistogramLogReader reader = reader(log);
        for (EncodableHistogram next = reader.nextIntervalHistogram();
                next != null;
                next = reader.nextIntervalHistogram()) {
            sums.computeIfAbsent(next.getTag(), tag -> Tally.histogram()).add((Histogram) next);
        }
        return sums;
    }
}
