package dev.mailrace.analysis;

import dev.mailrace.metrics.RunResult;
import dev.mailrace.metrics.Timing;
import dev.mailrace.session.Outcome;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * That a server did not keep up with the rate of an open loop.
 *
 * @param acceptedPerSecond what it accepted within the measured stage
 * @param duePerSecond what was due
 * @param waiting what was due and had no answer when the stage ended
 */
public record FellBehind(double acceptedPerSecond, double duePerSecond, long waiting) {
    /** Of what was due: what lacks less is the wavering of a few seconds. */
    private static final double KEPT_SHARE = 0.99;

    private static final long WAITING_MIN = 10;

    /** Where a server is slow and keeps up, so many wait as are due in the time that it takes; this many times that. */
    private static final double UNDER_WAY_TIMES = 1.5;

    private static final double QUICK_PERCENTILE = 10; // The first ones, before anything piled up.

    /** Null where it kept up, or where that is not the server's to say. */
    static @Nullable FellBehind of(RunResult result) {
        long due = result.measured().arrivals();
        if (result.info().ratePerSecond() <= 0
                || result.measuredSeconds() <= 0
                || !result.self().valid()
                || result.measured().count(Outcome.Kind.ACCEPTED) == 0) {
            return null;
        }
        double duePerSecond = due / result.measuredSeconds();
        FellBehind behind = new FellBehind(result.acceptedPerSecond(), duePerSecond, result.waitingAtEnd());
        return result.acceptedPerSecond() < KEPT_SHARE * duePerSecond && behind.waiting > atHand(result, duePerSecond)
                ? behind
                : null;
    }

    /** What may wait at any moment: by chance (Poisson), or as it is just being served. */
    private static double atHand(RunResult result, double duePerSecond) {
        RunResult.Whole whole = result.whole();
        Histogram service = whole == null ? null : result.measured().histogram(Timing.SERVICE, whole.phase());
        double underWay = service == null ? 0 : duePerSecond * service.getValueAtPercentile(QUICK_PERCENTILE) / 1e9;
        double wavering = 2 * Math.sqrt((double) result.measured().arrivals());
        return Math.max(WAITING_MIN, Math.max(wavering, UNDER_WAY_TIMES * underWay));
    }
}
