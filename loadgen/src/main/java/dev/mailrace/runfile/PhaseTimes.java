package dev.mailrace.runfile;

import dev.mailrace.metrics.LowerBounds;
import dev.mailrace.metrics.RunResult;
import dev.mailrace.metrics.Stage;
import dev.mailrace.metrics.Tally;
import dev.mailrace.metrics.Timing;
import dev.mailrace.session.Phase;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * The times of one phase in one stage of a run.
 *
 * @param tally borrowed
 */
public record PhaseTimes(Phase phase, Stage stage, Tally tally) {

    /**
     * Every phase that was seen, in the order of a dialogue: from the measured stage, or from the warm-up where only that
     * saw it. Connections that are kept say hello and log in before the measured stage begins.
     */
    public static List<PhaseTimes> of(RunResult result) {
        List<PhaseTimes> seen = new ArrayList<>();
        for (Phase phase : Phase.values()) {
            PhaseTimes measured = new PhaseTimes(phase, Stage.MEASURE, result.measured());
            PhaseTimes warmup = new PhaseTimes(phase, Stage.WARMUP, result.warmup());
            if (measured.wasSeen()) {
                seen.add(measured);
            } else if (warmup.wasSeen()) {
                seen.add(warmup);
            }
        }
        return seen;
    }

    private boolean wasSeen() {
        for (Timing timing : Timing.values()) {
            if (tally.histogram(timing, phase) != null) {
                return true;
            }
        }
        return false;
    }

    /** By that clock; null when nothing was recorded. */
    @Nullable
    public Percentiles by(Timing timing) {
        Histogram histogram = tally.histogram(timing, phase);
        return histogram == null ? null : Percentiles.of(histogram, LowerBounds.of(tally, timing, phase));
    }
}
