package dev.mailrace.bench.soak;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * By how much a series grows: Theil and Sen's slope, the median of the slopes of all pairs of points, which a few outliers do
 * not move, with Sen's interval.
 *
 * <p>Values of memory follow each other, so there is less in a series than its points would say. It is first reduced to the
 * medians of at most {@value #POINTS_MAX} neighbouring blocks; what those still have in common widens the interval, by the
 * correction of Hamed and Rao (J. Hydrology 204, 1998) for Kendall's statistic.
 *
 * @param perHour the slope
 * @param low lower end of its 99 % interval
 * @param high upper end
 * @param level median of the last quarter
 */
record Trend(double perHour, double low, double high, double level) {
    static final int POINTS_MAX = 24;
    static final int POINTS_MIN = 8;
    private static final double CONFIDENCE = 0.99;

    /** Two sided, of the standard normal distribution. */
    private static final double QUANTILE =
            NormalDistribution.of(0, 1).inverseCumulativeProbability(0.5 + CONFIDENCE / 2);

    /**
     * Of a series whose points lie about evenly.
     *
     * @throws IllegalArgumentException when there are too few points to tell a slope
     */
    static Trend of(double[] hours, double[] values) {
        if (values.length < POINTS_MIN) {
            throw new IllegalArgumentException("points: " + values.length + " (expected: >= " + POINTS_MIN + ")");
        }
        int block = (values.length + POINTS_MAX - 1) / POINTS_MAX;
        double[] x = medians(hours, block);
        double[] y = medians(values, block);
        double[] slopes = slopes(x, y);
        double slope = median(slopes);
        double half = QUANTILE * Math.sqrt(variance(y) * correction(x, y, slope));
        return new Trend(
                slope,
                ranked(slopes, (slopes.length - half) / 2),
                ranked(slopes, (slopes.length + half) / 2),
                median(Arrays.copyOfRange(values, values.length - Math.max(1, values.length / 4), values.length)));
    }

    /** Whole blocks, counted from the end: what is left over is the oldest. */
    private static double[] medians(double[] values, int block) {
        double[] medians = new double[values.length / block];
        int first = values.length % block;
        for (int i = 0; i < medians.length; i++) {
            int from = first + i * block;
            medians[i] = median(Arrays.copyOfRange(values, from, from + block));
        }
        return medians;
    }

    private static double[] slopes(double[] x, double[] y) {
        double[] slopes = new double[y.length * (y.length - 1) / 2];
        int at = 0;
        for (int i = 0; i < y.length; i++) {
            for (int j = i + 1; j < y.length; j++) {
                slopes[at++] = (y[j] - y[i]) / (x[j] - x[i]);
            }
        }
        Arrays.sort(slopes);
        return slopes;
    }

    /** Of Kendall's S where nothing grows, equal values considered: (n(n−1)(2n+5) − Σ t(t−1)(2t+5)) / 18. */
    private static double variance(double[] y) {
        Map<Double, Integer> equal = new TreeMap<>();
        for (double value : y) {
            equal.merge(value, 1, Integer::sum);
        }
        double ties = equal.values().stream().mapToDouble(Trend::term).sum();
        return (term(y.length) - ties) / 18;
    }

    private static double term(int n) {
        return n * (n - 1.0) * (2.0 * n + 5);
    }

    /**
     * By how much that variance is larger because neighbours are alike: 1 + 2 / (n(n−1)(n−2)) Σ (n−k)(n−k−1)(n−k−2) ρ(k), with ρ
     * of the ranks of what the slope leaves, as far as it is significant. Never less than 1.
     */
    private static double correction(double[] x, double[] y, double slope) {
        int n = y.length;
        double[] rest = new double[n];
        for (int i = 0; i < n; i++) {
            rest[i] = y[i] - slope * x[i];
        }
        double[] ranks = ranks(rest);
        double mean = Arrays.stream(ranks).average().orElse(0);
        double square = Arrays.stream(ranks).map(r -> (r - mean) * (r - mean)).sum();
        if (square == 0) {
            return 1;
        }
        double sum = 0;
        for (int k = 1; k < n - 2; k++) {
            double product = 0;
            for (int i = 0; i + k < n; i++) {
                product += (ranks[i] - mean) * (ranks[i + k] - mean);
            }
            double correlation = product / square;
            if (Math.abs(correlation) > QUANTILE / Math.sqrt(n)) {
                sum += (n - k) * (n - k - 1.0) * (n - k - 2.0) * correlation;
            }
        }
        return Math.max(1, 1 + 2 * sum / (n * (n - 1.0) * (n - 2.0)));
    }

    /** Equal values share the mean of their ranks. */
    private static double[] ranks(double[] values) {
        double[] ranks = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            for (double other : values) {
                ranks[i] += other < values[i] ? 1 : other == values[i] ? 0.5 : 0;
            }
        }
        return ranks;
    }

    private static double ranked(double[] sorted, double rank) {
        return sorted[(int) Math.max(0, Math.min(sorted.length - 1, Math.round(rank)))];
    }

    static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
