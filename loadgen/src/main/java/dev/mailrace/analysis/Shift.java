package dev.mailrace.analysis;

import java.util.Arrays;
import java.util.List;

/**
 * How far one sample lies above another, and how sure that is.
 *
 * <p>The estimate is the median of all differences between a value of one side and a value of the other (Hodges and
 * Lehmann 1963). The interval runs between two of those differences, counted from both ends by the exact distribution of
 * {@link RankSums} (Moses; Hollander, Wolfe and Chicken, "Nonparametric Statistical Methods", §4.3). Nothing is assumed
 * about the shape of either sample; with equal values the interval holds more often than it says, never less.
 *
 * @param estimate the difference, or the ratio where {@link Metric#scale} makes it one
 * @param low at or below the true one in 95 % of comparisons; the least there is where the samples are too small to say
 * @param high at or above the true one in 95 % of comparisons; infinite where the samples are too small to say
 */
public record Shift(double estimate, double low, double high) {
    /** The share of comparisons that each bound may get wrong: together a 90 % interval. */
    public static final double BOUND_ERROR = 0.05;

    /** Of {@code fresh} above {@code base}; neither is empty. */
    static Shift of(List<Double> base, List<Double> fresh) {
        double[] differences = new double[base.size() * fresh.size()];
        int next = 0;
        for (double one : fresh) {
            for (double other : base) {
                differences[next++] = one - other;
            }
        }
        Arrays.sort(differences);
        int outside = new RankSums(base.size(), fresh.size()).below(BOUND_ERROR);
        return new Shift(
                median(differences),
                outside == 0 ? Double.NEGATIVE_INFINITY : differences[outside - 1],
                outside == 0 ? Double.POSITIVE_INFINITY : differences[differences.length - outside]);
    }

    /** The middle of sorted values; of two middles the mean. */
    static double median(double[] sorted) {
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /** Whether the samples were large enough for both bounds. */
    public boolean bounded() {
        return high < Double.POSITIVE_INFINITY;
    }
}
