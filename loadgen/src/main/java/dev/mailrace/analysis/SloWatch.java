package dev.mailrace.analysis;

import dev.mailrace.metrics.Interval;
import dev.mailrace.metrics.RunObserver;
import dev.mailrace.metrics.Stage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Notices while a run goes on that a threshold is broken and stays so for {@value #INTERVALS} intervals: the first
 * seconds of a rate, or one pause, decide nothing. A server that answers nothing is seen by the ages of what waits. Owned
 * by the collector's thread.
 */
public final class SloWatch implements RunObserver {
    static final int INTERVALS = 3;

    private final SloStanding standing;
    private final int[] brokenFor;
    private @Nullable Runnable whenBroken;

    public SloWatch(List<Slo> slos) {
        standing = new SloStanding(slos);
        brokenFor = new int[slos.size()];
    }

    /**
     * What to do then; set before the run starts.
     *
     * @param action called once, from the collector's thread
     */
    public void whenBroken(Runnable action) {
        whenBroken = action;
    }

    @Override
    public void interval(Interval interval) {
        standing.add(interval);
        if (interval.stage() != Stage.MEASURE) {
            return;
        }
        List<Slo.Verdict> verdicts = standing.verdicts();
        for (int i = 0; i < brokenFor.length; i++) {
            Slo.Verdict verdict = verdicts.get(i);
            // Where nothing has ended yet, there is nothing to hold against a limit yet.
            boolean broken = verdict.broken() && (verdict.hasValue() || standing.hasOutcomes());
            brokenFor[i] = broken ? brokenFor[i] + 1 : 0;
            if (brokenFor[i] >= INTERVALS && whenBroken != null) {
                whenBroken.run();
                whenBroken = null;
            }
        }
    }
}
