package dev.mailrace.analysis;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A metric of both sides, and what follows.
 *
 * @param metric what it is
 * @param base a value a run, of the side that is compared with
 * @param fresh a value a run, of the side that is judged
 * @param change from base to fresh: a ratio, or a difference where the metric's scale says so; null where a side has no value
 * @param probabilities behind the verdict; null where it needs none
 * @param verdict null for what is only shown
 * @param reason the verdict's, as a sentence without its full stop; empty for what is only shown
 */
public record Compared(
        Metric metric,
        List<Double> base,
        List<Double> fresh,
        @Nullable Shift change,
        @Nullable Probabilities probabilities,
        @Nullable Verdict verdict,
        String reason) {
    public Compared {
        base = List.copyOf(base);
        fresh = List.copyOf(fresh);
    }

    /**
     * How likely such ranks are by chance, one-sided.
     *
     * @param unchanged if the metric did not get worse at all
     * @param regressed if it got worse by no more than the minimum effect; adjusted for the number of verdicts
     * @param improved if it got better by no more than the minimum effect; adjusted as well
     */
    public record Probabilities(double unchanged, double regressed, double improved) {}

    Compared with(Verdict other, String why) {
        return new Compared(metric, base, fresh, change, probabilities, other, why);
    }

    /** The middle value of the side that is compared with; NaN without values. */
    public double baseMedian() {
        return median(base);
    }

    /** The middle value of the side that is judged; NaN without values. */
    public double freshMedian() {
        return median(fresh);
    }

    private static double median(List<Double> values) {
        return values.isEmpty()
                ? Double.NaN
                : Shift.median(values.stream()
                        .mapToDouble(Double::doubleValue)
                        .sorted()
                        .toArray());
    }
}
