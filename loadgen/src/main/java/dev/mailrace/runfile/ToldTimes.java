package dev.mailrace.runfile;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mailrace.metrics.LowerBounds;
import dev.mailrace.metrics.Stage;
import dev.mailrace.metrics.Tally;
import dev.mailrace.metrics.TallyBuilder;
import dev.mailrace.metrics.Timing;
import dev.mailrace.session.Phase;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * Times of a run whose log is not whole, made of the statistics that its document tells: a histogram with the same count,
 * percentiles, maximum and mean. Between those it says nothing that was measured.
 */
final class ToldTimes {
    private static final Map<Double, String> PERCENTILES = new TreeMap<>(Map.of(
            50.0, "p50_us", 75.0, "p75_us", 90.0, "p90_us", 95.0, "p95_us", 99.0, "p99_us", 99.9, "p999_us", 100.0,
            "max_us"));

    /** No time of a run is longer; a histogram grows to the largest that it is given. */
    private static final long NANOS_MAX = TimeUnit.DAYS.toNanos(1);

    private ToldTimes() {}

    /** Adds what {@code run} tells of all phases of that stage. */
    static void add(ObjectNode run, Stage stage, TallyBuilder tally) {
        for (Phase phase : Phase.values()) {
            JsonNode times = run.path("phases").path(phase.label());
            if (!times.path("stage").asText(Stage.MEASURE.label()).equals(stage.label())) {
                continue;
            }
            for (Timing timing : Timing.values()) {
                Histogram told = of(times.path(timing.name().toLowerCase(Locale.ROOT)));
                if (told.getTotalCount() > 0) {
                    tally.times(timing, phase, told);
                }
            }
        }
        int number = 0;
        for (JsonNode kind : run.path("kinds")) {
            if (stage == Stage.MEASURE) {
                tally.kindResponse(number, of(kind.path("transaction_response")));
                for (Phase phase : Phase.values()) {
                    tally.kindTimes(number, phase, of(kind.path("phases").path(phase.label())));
                }
            }
            number++;
        }
    }

    /** Whether {@code tally} has as many times of each phase of that stage as {@code run} tells. */
    static boolean agree(ObjectNode run, Stage stage, Tally tally) {
        for (Phase phase : Phase.values()) {
            JsonNode times = run.path("phases").path(phase.label());
            if (!times.path("stage").asText(Stage.MEASURE.label()).equals(stage.label())) {
                continue;
            }
            for (Timing timing : Timing.values()) {
                JsonNode told =
                        times.path(timing.name().toLowerCase(Locale.ROOT)).path("count");
                Histogram had = tally.histogram(timing, phase);
                if (told.isNumber() && told.asLong() != (had == null ? 0 : had.getTotalCount())) {
                    return false;
                }
            }
        }
        return true;
    }

    /** Empty where {@code statistics} tells of nothing. */
    static Histogram of(JsonNode statistics) {
        Histogram histogram = Tally.histogram();
        long count = statistics.path("count").asLong();
        if (count <= 0) {
            return histogram;
        }
        TreeMap<Long, Long> points = new TreeMap<>(); // A rank's value, in nanoseconds.
        PERCENTILES.forEach((percentile, name) -> {
            if (statistics.path(name).isNumber()) { // Earlier versions told fewer.
                points.put(LowerBounds.rank(percentile, count), nanos(statistics.path(name)));
            }
        });
        points.putIfAbsent(count, 0L);
        double between = between(points, statistics.path("mean_us").asDouble() * 1e3 * count);
        long rank = 0;
        long value = 0;
        for (Map.Entry<Long, Long> point : points.entrySet()) {
            long below = point.getKey() - rank - 1;
            if (below > 0) {
                histogram.recordValueWithCount(value + Math.round(between * (point.getValue() - value)), below);
            }
            histogram.recordValue(point.getValue());
            rank = point.getKey();
            value = point.getValue();
        }
        return histogram;
    }

    private static long nanos(JsonNode micros) {
        return Math.max(0, Math.min(Math.round(micros.asDouble() * 1e3), NANOS_MAX));
    }

    /** How far, from 0 to 1, all values lie on the way from the point before to the one after, for their sum to be this. */
    private static double between(Map<Long, Long> points, double sum) {
        double least = 0;
        double most = 0;
        long rank = 0;
        long value = 0;
        for (Map.Entry<Long, Long> point : points.entrySet()) {
            double below = point.getKey() - rank - 1.0;
            least += below * value + point.getValue();
            most += below * point.getValue() + point.getValue();
            rank = point.getKey();
            value = point.getValue();
        }
        return most > least ? Math.max(0, Math.min(1, (sum - least) / (most - least))) : 0;
    }
}
