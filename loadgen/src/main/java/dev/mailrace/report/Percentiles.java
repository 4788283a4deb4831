package dev.mailrace.report;

import org.HdrHistogram.Histogram;

/**
 * What reports say of a histogram, in nanoseconds. All zero when {@code count} is.
 *
 * @param count how many values
 */
record Percentiles(
        long count, double meanNanos, long p50Nanos, long p90Nanos, long p99Nanos, long p999Nanos, long maxNanos) {

    /** Of {@code histogram}, which holds nanoseconds and is borrowed. */
    static Percentiles of(Histogram histogram) {
        return new Percentiles(
                histogram.getTotalCount(),
                histogram.getMean(),
                histogram.getValueAtPercentile(50),
                histogram.getValueAtPercentile(90),
                histogram.getValueAtPercentile(99),
                histogram.getValueAtPercentile(99.9),
                histogram.getMaxValue());
    }
}
