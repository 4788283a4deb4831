package dev.mailrace.meters;

import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;

/**
 * Times in classic buckets, as counts that only grow; percentiles read off them are as fine as the buckets, three or
 * four a decade.
 *
 * <p>Written by the collector's thread, read by those that scrape and push. A histogram is added as a whole, in one pass
 * over its values.
 */
final class TimeHistogram {
    /** Upper bounds: from what a server on loopback needs to the ten minutes of RFC 5321 §4.5.3.2.6. */
    private static final long[] BOUNDS_MICROS = {
        50,
        100,
        250,
        500, // one decade a line
        1_000,
        2_500,
        5_000,
        7_500,
        10_000,
        25_000,
        50_000,
        75_000,
        100_000,
        250_000,
        500_000,
        750_000,
        1_000_000,
        2_500_000,
        5_000_000,
        10_000_000,
        30_000_000,
        60_000_000,
        120_000_000,
        300_000_000,
        600_000_000
    };

    /** The same in seconds, without the last bucket's, which has none. */
    static final List<Double> BOUNDS_SECONDS =
            LongStream.of(BOUNDS_MICROS).mapToObj(micros -> micros / 1e6).toList();

    private static final double NANOS_PER_SECOND = 1e9;
    private static final long NANOS_PER_MICRO = 1_000;

    private final long[] counts = new long[BOUNDS_MICROS.length + 1];
    private double sumNanos;

    /**
     * What was counted so far.
     *
     * @param counts of each bucket alone, one more than there are bounds
     */
    record Reading(List<Long> counts, double sumSeconds) {
        long count() {
            return counts.stream().mapToLong(Long::longValue).sum();
        }
    }

    /** Adds all of {@code nanos}, which stays as it is. */
    synchronized void add(Histogram nanos) {
        int bucket = 0;
        for (HistogramIterationValue value : nanos.recordedValues()) {
            long recorded = value.getValueIteratedTo();
            long lowest = nanos.lowestEquivalentValue(recorded); // So that 1 ms is in the bucket up to 1 ms.
            while (bucket < BOUNDS_MICROS.length && lowest > BOUNDS_MICROS[bucket] * NANOS_PER_MICRO) {
                bucket++;
            }
            long count = value.getCountAtValueIteratedTo();
            counts[bucket] += count;
            sumNanos += (double) nanos.medianEquivalentValue(recorded) * count; // As HdrHistogram's mean has it.
        }
    }

    synchronized Reading reading() {
        return new Reading(Arrays.stream(counts).boxed().toList(), sumNanos / NANOS_PER_SECOND);
    }
}
