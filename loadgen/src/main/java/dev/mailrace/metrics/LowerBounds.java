package dev.mailrace.metrics;

import dev.mailrace.session.Phase;
import org.HdrHistogram.Histogram;

/**
 * Which values of a histogram are lower bounds: ages of what had no answer when the run ended. Each of them is at least as
 * long as every answered time, so they are the histogram's last ones, and a percentile is a lower bound when its rank lies
 * among them.
 *
 * @param values in the histogram, lower bounds and all
 * @param count how many of them are lower bounds
 */
public record LowerBounds(long values, long count) {
    /** Of a histogram of {@code tally}. */
    public static LowerBounds of(Tally tally, Timing timing, Phase phase) {
        long unanswered = switch (timing) {
            case RESPONSE, UNANSWERED -> count(tally, Timing.UNANSWERED, phase);
            case SERVICE, FAILED -> 0;
        };
        return new LowerBounds(count(tally, timing, phase), unanswered);
    }

    private static long count(Tally tally, Timing timing, Phase phase) {
        Histogram histogram = tally.histogram(timing, phase);
        return histogram == null ? 0 : histogram.getTotalCount();
    }

    /** Whether any value is one, so that maximum and mean are. */
    public boolean any() {
        return count > 0;
    }

    /** Whether the percentile of that number, 0 to 100, is a lower bound. */
    public boolean reach(double percentile) {
        return count > 0 && rank(percentile, values) > values - count;
    }

    /** Which of so many values, in order and from 1, a percentile is: as {@link Histogram#getValueAtPercentile} counts. */
    public static long rank(double percentile, long values) {
        double below =
                Math.max(0, Math.nextAfter(percentile, Double.NEGATIVE_INFINITY)); // 99.9 is a little more than that.
        return Math.max(1, (long) Math.ceil(below * values / 100));
    }
}
