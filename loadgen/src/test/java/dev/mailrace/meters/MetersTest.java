package dev.mailrace.meters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.mailrace.metrics.OutcomeCounts;
import dev.mailrace.metrics.RunResult;
import dev.mailrace.metrics.Stage;
import dev.mailrace.metrics.Tally;
import dev.mailrace.metrics.Timing;
import dev.mailrace.runfile.SampleRun;
import dev.mailrace.runfile.SampleVerdict;
import dev.mailrace.session.Outcome;
import dev.mailrace.session.Phase;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("jdk")
class MetersTest {
    private static final Pattern METRIC = Pattern.compile("\\b(?:mailrace|jvm|process|system)_\\w+");

    private static URI serve(Meters meters) throws IOException {
        InetSocketAddress address = meters.serve(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        return URI.create("http://127.0.0.1:" + address.getPort() + "/metrics");
    }

    private static Exposition end(RunResult result) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        EndMeters.write(result, out);
        return new Exposition(out.toString(StandardCharsets.UTF_8));
    }

    @Test
    void aScrapeHoldsTheCountsOfTheRun() throws Exception {
        try (Meters meters = new Meters()) {
            URI uri = serve(meters);
            RunResult result = SampleRun.ordinary(meters);
            Exposition scraped = Exposition.scraped(uri);
            scraped.assertPromtoolIsContent();
            assertCounts(scraped, "warmup", result.warmup());
            assertCounts(scraped, "measure", result.measured());
            assertThat(scraped.value("mailrace_slip_seconds_count{stage=\"measure\"}"))
                    .isEqualTo((double) result.slip().getTotalCount());
            assertThat(scraped.value("mailrace_sessions_attempted_total")).isEqualTo(10);
            assertThat(
                            scraped.value(
                                    "mailrace_sessions_lost_total{code=\"none\",kind=\"unconfirmed\",phase=\"content\",reason=\"reset\"}"))
                    .isEqualTo(1);
            assertThat(scraped.value("mailrace_run_info{run_id=\"r7f3k2\",version=\"0.1.0\"}"))
                    .isEqualTo(1);
            assertThat(scraped.value("mailrace_connections_requested")).isEqualTo(10);
        }
    }

    /** A gap is no value, and no old one. */
    @Test
    void aMonitorIsAGaugeByItsName() throws Exception {
        try (Meters meters = new Meters()) {
            URI uri = serve(meters);
            RunResult result = SampleRun.watched(meters);
            for (Exposition text : List.of(Exposition.scraped(uri), end(result))) {
                text.assertPromtoolIsContent();
                assertThat(text.value("mailrace_monitor{name=\"queue\"}")).isEqualTo(1_200);
                assertThat(text.value("mailrace_monitor{name=\"m.cpu\"}")).isEqualTo(50);
                assertThat(text.value("mailrace_monitor{name=\"bad\"}")).isNaN();
            }
        }
    }

    private static void assertCounts(Exposition text, String stage, Tally tally) {
        assertThat(text.value("mailrace_arrivals_total{stage=\"" + stage + "\"}"))
                .isEqualTo((double) tally.arrivals());
        assertThat(text.value("mailrace_accepted_bytes_total{stage=\"" + stage + "\"}"))
                .isEqualTo((double) tally.bodyBytes());
        for (Outcome.Kind kind : Outcome.Kind.values()) {
            assertThat(text.value(
                            "mailrace_arrivals_ended_total{kind=\"" + kind.label() + "\",stage=\"" + stage + "\"}"))
                    .isEqualTo((double) tally.count(kind));
        }
        assertThat(sum(text, "mailrace_outcomes_total", stage))
                .isEqualTo((double) tally.outcomes().total());
        for (Phase phase : Phase.values()) {
            for (Timing timing : Timing.values()) {
                Histogram times = tally.histogram(timing, phase);
                String labels = "{clock=\"" + timing.name().toLowerCase(Locale.ROOT) + "\",phase=\"" + phase.label()
                        + "\",stage=\"" + stage + "\"";
                if (times == null) {
                    assertThat(text.values()).doesNotContainKey("mailrace_phase_duration_seconds_count" + labels + "}");
                } else {
                    assertTimes(text, labels, times);
                }
            }
        }
    }

    private static void assertTimes(Exposition text, String labels, Histogram times) {
        assertThat(text.value("mailrace_phase_duration_seconds_count" + labels + "}"))
                .isEqualTo((double) times.getTotalCount());
        assertThat(text.value("mailrace_phase_duration_seconds_sum" + labels + "}"))
                .isCloseTo(times.getMean() * times.getTotalCount() / 1e9, within(1e-6));
        assertThat(text.value("mailrace_phase_duration_seconds_bucket" + labels + ",le=\"0.001\"}"))
                .as("up to and with 1 ms")
                .isEqualTo((double) times.getCountBetweenValues(0, 1_000_000));
        assertThat(text.value("mailrace_phase_duration_seconds_bucket" + labels + ",le=\"+Inf\"}"))
                .isEqualTo((double) times.getTotalCount());
    }

    private static double sum(Exposition text, String name, String stage) {
        return text.values().entrySet().stream()
                .filter(entry ->
                        entry.getKey().startsWith(name + "{") && entry.getKey().contains("stage=\"" + stage + "\""))
                .mapToDouble(Map.Entry::getValue)
                .sum();
    }

    @Test
    void theEndStateIsWhatTheLastScrapeSaw() throws Exception {
        try (Meters meters = new Meters()) {
            URI uri = serve(meters);
            RunResult result = SampleRun.ordinary(meters);
            Exposition end = end(result);
            end.assertPromtoolIsContent();
            assertCounts(end, "measure", result.measured());
            Map<String, Double> scraped = Exposition.scraped(uri).values();
            end.values()
                    .forEach((series, value) -> assertThat(scraped.get(series))
                            .as(series)
                            .isCloseTo(value, within(1e-9 * Math.max(1, value))));
        }
    }

    @Test
    void valuesStandInTheBucketThatEndsWithThem() {
        Histogram nanos = Tally.histogram();
        long[] micros = {50, 51, 1_000, 600_000_000, 700_000_000};
        for (long each : micros) {
            nanos.recordValue(TimeUnit.MICROSECONDS.toNanos(each));
        }
        TimeHistogram histogram = new TimeHistogram();
        histogram.add(nanos);
        histogram.add(nanos);
        TimeHistogram.Reading reading = histogram.reading();
        assertThat(reading.count()).isEqualTo(10);
        int last = TimeHistogram.BOUNDS_SECONDS.size();
        assertThat(reading.counts()).hasSize(last + 1);
        assertThat(reading.counts().get(0)).isEqualTo(2);
        assertThat(reading.counts().get(1)).isEqualTo(2);
        assertThat(reading.counts().get(TimeHistogram.BOUNDS_SECONDS.indexOf(0.001)))
                .isEqualTo(2);
        assertThat(reading.counts().get(last - 1)).isEqualTo(2);
        assertThat(reading.counts().get(last)).as("beyond ten minutes").isEqualTo(2);
        assertThat(reading.sumSeconds()).isCloseTo(2 * 1_300.001_101, within(2.0));
    }

    @Test
    void aServerThatInventsCodesDoesNotFillTheLabels() throws Exception {
        try (Meters meters = new Meters()) {
            URI uri = serve(meters);
            for (int first : new int[] {400, 500}) {
                SampleRun run = new SampleRun(SampleRun.info(0, 1, 0), meters);
                for (int code = first; code < first + 99; code++) {
                    for (Phase phase : new Phase[] {Phase.MAIL, Phase.RCPT}) {
                        run.refuse(Stage.MEASURE, 1, SampleRun.rejected(phase, code, "", code + " <b>no\"</b>"));
                    }
                }
                run.second(Stage.MEASURE);
                run.ended(RunResult.Ending.COMPLETED, 1, SampleVerdict.VALID);
            }
            Exposition scraped = Exposition.scraped(uri);
            assertThat(scraped.text()).doesNotContain("<b>");
            assertThat(scraped.values().keySet().stream()
                            .filter(series -> series.startsWith("mailrace_outcomes_total{")))
                    .hasSize(OutcomeCounts.DISTINCT_MAX + 1);
            assertThat(
                            scraped.value(
                                    "mailrace_outcomes_total{code=\"other\",kind=\"rejected\",phase=\"other\",reason=\"other\",stage=\"measure\"}"))
                    .isEqualTo(4 * 99 - OutcomeCounts.DISTINCT_MAX);
            assertThat(sum(scraped, "mailrace_outcomes_total", "measure")).isEqualTo(4 * 99);
            scraped.assertPromtoolIsContent();
        }
    }

    @Test
    void countersGoOnFromRunToRun() throws Exception {
        try (Meters meters = new Meters()) {
            URI uri = serve(meters);
            RunResult one = SampleRun.ordinary(meters);
            SampleRun.ordinary(meters);
            Exposition scraped = Exposition.scraped(uri);
            assertThat(scraped.value("mailrace_arrivals_total{stage=\"measure\"}"))
                    .isEqualTo(2.0 * one.measured().arrivals());
            assertThat(scraped.names()).contains("mailrace_run_info");
        }
    }

    @Test
    void whatIsPushedLastIsTheWholeRun() throws Exception {
        try (OtlpReceiver receiver = new OtlpReceiver(200)) {
            RunResult result;
            Meters meters = new Meters();
            try (meters) {
                meters.push(receiver.metrics(), "1.2.3");
                result = SampleRun.ordinary(meters);
            }
            assertThat(meters.pushFailure()).isNull();
            assertThat(receiver.numbers())
                    .containsEntry("mailrace.arrivals{stage=measure}", (double)
                            result.measured().arrivals())
                    .containsEntry("mailrace.run.info{run_id=r7f3k2,version=0.1.0}", 1.0)
                    .containsKey("process.cpu.usage");
            Histogram content = Objects.requireNonNull(result.measured().histogram(Timing.SERVICE, Phase.CONTENT));
            HistogramDataPoint pushed = Objects.requireNonNull(
                    receiver.histograms().get("mailrace.phase.duration{clock=service,phase=content,stage=measure}"));
            assertThat(pushed.getCount()).isEqualTo(content.getTotalCount());
            assertThat(pushed.getBucketCountsList().stream().mapToLong(Long::longValue))
                    .hasSize(pushed.getExplicitBoundsCount() + 1)
                    .satisfies(counts -> assertThat(
                                    counts.stream().mapToLong(Long::longValue).sum())
                            .isEqualTo(content.getTotalCount()));
            assertThat(pushed.getSum()).isCloseTo(content.getMean() * content.getTotalCount() / 1e9, within(1e-6));
            assertThat(pushed.getTimeUnixNano()).isGreaterThan(pushed.getStartTimeUnixNano());
            assertThat(receiver.resource())
                    .containsEntry("service.name", "mailrace")
                    .containsEntry("service.version", "1.2.3");
        }
    }

    @Test
    void aReceiverThatRefusesOrIsAwayIsRemembered() throws Exception {
        try (OtlpReceiver refusing = new OtlpReceiver(503)) {
            assertThat(failureOf(refusing.metrics())).contains("503");
        }
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        assertThat(failureOf(URI.create("http://127.0.0.1:" + port + "/v1/metrics")))
                .contains("refused");
    }

    private static String failureOf(URI receiver) {
        Meters meters = new Meters();
        try (meters) {
            meters.push(receiver, "1.2.3");
            SampleRun.ordinary(meters);
        }
        return String.valueOf(meters.pushFailure());
    }

    @Test
    void theDashboardAsksForNothingThatAScrapeLacks() throws Exception {
        String dashboard = Files.readString(Path.of("..", "scripts", "grafana-dashboard.json"));
        Set<String> asked = new TreeSet<>();
        new ObjectMapper()
                .readTree(dashboard)
                .findValuesAsText("expr")
                .forEach(expression -> METRIC.matcher(expression).results().forEach(match -> asked.add(match.group())));
        METRIC.matcher(dashboard).results().forEach(match -> asked.add(match.group()));
        assertThat(asked).hasSizeGreaterThan(15);
        try (Meters meters = new Meters()) {
            URI uri = serve(meters);
            SampleRun.ordinary(meters);
            System.gc(); // Its pauses are a meter once there was one.
            Exposition scraped = Exposition.scraped(uri);
            for (int i = 0; i < 100 && !scraped.names().contains("jvm_gc_pause_seconds_sum"); i++) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
                scraped = Exposition.scraped(uri);
            }
            assertThat(scraped.names()).containsAll(asked);
            scraped.assertPromtoolIsContent();
        }
    }
}
