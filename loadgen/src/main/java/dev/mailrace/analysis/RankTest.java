package dev.mailrace.analysis;

import java.util.List;
import org.apache.commons.statistics.inference.AlternativeHypothesis;
import org.apache.commons.statistics.inference.MannWhitneyUTest;

/** The Mann–Whitney test of two sides, one-sided and against any shift; and what many tests at once cost. */
final class RankTest {
    private RankTest() {}

    /** How likely ranks as high as those of {@code fresh} are, if it lies no more than {@code shift} above {@code base}. */
    static double above(List<Double> base, List<Double> fresh, double shift) {
        return probability(base, fresh, shift, AlternativeHypothesis.GREATER_THAN);
    }

    /** How likely ranks as low as those of {@code fresh} are, if it lies no less than {@code shift} above {@code base}. */
    static double below(List<Double> base, List<Double> fresh, double shift) {
        return probability(base, fresh, shift, AlternativeHypothesis.LESS_THAN);
    }

    private static double probability(
            List<Double> base, List<Double> fresh, double shift, AlternativeHypothesis alternative) {
        double p = MannWhitneyUTest.withDefaults()
                .withMu(shift)
                .with(alternative)
                .test(array(fresh), array(base))
                .getPValue();
        if (Double.isNaN(p)) {
            return 1; // All values are equal: nothing speaks against anything.
        }
        // With equal values the p is an approximation, which may claim more than any arrangement of the ranks can.
        return Math.max(p, new RankSums(base.size(), fresh.size()).smallest());
    }

    private static double[] array(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }

    /**
     * Holm's adjustment (Scandinavian Journal of Statistics 6, 1979): with each p below 0.05 after it, the chance that any
     * of all tests is a false alarm is below 0.05. In the order of {@code probabilities}.
     */
    static double[] adjusted(double[] probabilities) {
        double[] adjusted = new double[probabilities.length];
        for (int i = 0; i < adjusted.length; i++) {
            for (int j = 0; j < adjusted.length; j++) {
                if (probabilities[j] <= probabilities[i]) {
                    adjusted[i] = Math.max(adjusted[i], probabilities[j] * atLeast(probabilities[j], probabilities));
                }
            }
            adjusted[i] = Math.min(1, adjusted[i]);
        }
        return adjusted;
    }

    private static int atLeast(double p, double[] probabilities) {
        int count = 0;
        for (double other : probabilities) {
            count += other >= p ? 1 : 0;
        }
        return count;
    }
}
