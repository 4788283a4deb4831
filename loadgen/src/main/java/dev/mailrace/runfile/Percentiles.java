package dev.mailrace.runfile;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mailrace.metrics.LowerBounds;
import dev.mailrace.words.Human;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * What reports say of a histogram, in nanoseconds. All zero when {@code count} is.
 *
 * @param count how many values
 * @param meanNanos their mean
 * @param nanos how they are spread
 * @param bounds which of them are lower bounds
 */
public record Percentiles(long count, double meanNanos, Quantiles nanos, LowerBounds bounds) {
    /** The values that as many are below or alike, and the largest. */
    public record Quantiles(long p50, long p75, long p90, long p95, long p99, long p999, long max) {}

    private static final String LOWER_BOUNDS = "lower_bounds";
    private static final double P50 = 50;
    private static final double P75 = 75;
    private static final double P90 = 90;
    private static final double P95 = 95;
    private static final double P99 = 99;
    private static final double P999 = 99.9;

    /** Its value is the maximum; {@code getMaxValue} is another one where all are 0, if the histogram was reset before. */
    private static final double MAX = 100;

    /** Of {@code histogram}, which holds nanoseconds and is borrowed; all of its values are known. */
    public static Percentiles of(Histogram histogram) {
        return of(histogram, new LowerBounds(histogram.getTotalCount(), 0));
    }

    /** Of {@code histogram}, which holds nanoseconds and is borrowed. */
    public static Percentiles of(Histogram histogram, LowerBounds bounds) {
        return new Percentiles(
                histogram.getTotalCount(),
                histogram.getMean(),
                new Quantiles(
                        histogram.getValueAtPercentile(P50),
                        histogram.getValueAtPercentile(P75),
                        histogram.getValueAtPercentile(P90),
                        histogram.getValueAtPercentile(P95),
                        histogram.getValueAtPercentile(P99),
                        histogram.getValueAtPercentile(P999),
                        histogram.getValueAtPercentile(MAX)),
                bounds);
    }

    /** Mean, p50, p90, p99, p99.9 and maximum for people; those that are lower bounds as {@code ≥ 9.8 s}. */
    public List<String> words() {
        List<String> words = new ArrayList<>();
        words.add(Human.bounded(bounds.any(), Human.duration(Math.round(meanNanos))));
        words.add(words(P50, nanos.p50));
        words.add(words(P90, nanos.p90));
        words.add(words(P99, nanos.p99));
        words.add(words(P999, nanos.p999));
        words.add(words(MAX, nanos.max));
        return words;
    }

    /** As {@link #words()}, with p75 and p95 among them: for tables that are wide enough. */
    public List<String> allWords() {
        List<String> words = words();
        words.add(2, words(P75, nanos.p75));
        words.add(4, words(P95, nanos.p95));
        return words;
    }

    private String words(double percentile, long nanos) {
        return Human.bounded(bounds.reach(percentile), Human.duration(nanos));
    }

    /** A percentile for people, as {@link #words()}. */
    public static String words(Histogram histogram, LowerBounds bounds, double percentile) {
        return Human.bounded(bounds.reach(percentile), Human.duration(histogram.getValueAtPercentile(percentile)));
    }

    /** As files have them. */
    ObjectNode document() {
        ObjectNode statistics = RunDocument.bare();
        statistics.put("count", count);
        if (bounds.any()) {
            statistics.put(LOWER_BOUNDS, bounds.count());
        }
        statistics.put("mean_us", Decimal.micros(meanNanos));
        statistics.put("p50_us", Decimal.micros(nanos.p50));
        statistics.put("p75_us", Decimal.micros(nanos.p75));
        statistics.put("p90_us", Decimal.micros(nanos.p90));
        statistics.put("p95_us", Decimal.micros(nanos.p95));
        statistics.put("p99_us", Decimal.micros(nanos.p99));
        statistics.put("p999_us", Decimal.micros(nanos.p999));
        statistics.put("max_us", Decimal.micros(nanos.max));
        return statistics;
    }

    /**
     * Whether a statistic of files is a lower bound.
     *
     * @param name as {@code p99}
     */
    public static boolean isBound(JsonNode statistics, String name) {
        LowerBounds bounds = bounds(statistics);
        return switch (name) {
            case "p50" -> bounds.reach(P50);
            case "p75" -> bounds.reach(P75);
            case "p90" -> bounds.reach(P90);
            case "p95" -> bounds.reach(P95);
            case "p99" -> bounds.reach(P99);
            case "p999" -> bounds.reach(P999);
            default -> bounds.any();
        };
    }

    /** Which values behind statistics of files are lower bounds. */
    public static LowerBounds bounds(JsonNode statistics) {
        return new LowerBounds(
                statistics.path("count").asLong(), statistics.path(LOWER_BOUNDS).asLong());
    }

    /** A statistic of files for people, as {@code ≥ 9.8 s}; empty where there is none. */
    public static String words(JsonNode statistics, String name) {
        JsonNode micros = statistics.path(name + "_us");
        return micros.isNumber() ? Human.bounded(isBound(statistics, name), Human.micros(micros)) : "";
    }
}
