package dev.mailrace.analysis;

import dev.mailrace.metrics.Interval;
import dev.mailrace.metrics.RunInfo;
import dev.mailrace.metrics.RunObserver;
import dev.mailrace.metrics.RunResult;
import dev.mailrace.metrics.Stage;
import dev.mailrace.metrics.Tally;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Notices while a run goes on that a threshold is broken and stays so for {@value #INTERVALS} intervals: the first
 * seconds of a rate, or one pause, decide nothing. Owned by the collector's thread.
 */
public final class SloWatch implements RunObserver {
    static final int INTERVALS = 3;

    private final List<Slo> slos;
    private final Tally measured = new Tally();
    private final Tally warmup = new Tally();
    private final int[] brokenFor;
    private double seconds;
    private @Nullable Runnable whenBroken;

    public SloWatch(List<Slo> slos) {
        this.slos = List.copyOf(slos);
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
    public void started(RunInfo info) {}

    @Override
    public void interval(Interval interval) {
        measured.add(interval.measured());
        warmup.add(interval.warmup());
        if (interval.stage() != Stage.MEASURE) {
            return;
        }
        seconds += interval.seconds();
        if (measured.outcomes().total() == 0) {
            return; // Nothing has ended yet: of a server that answers nothing, its timeouts tell.
        }
        List<Slo.Verdict> verdicts = Slo.judge(slos, measured, warmup, seconds);
        for (int i = 0; i < brokenFor.length; i++) {
            brokenFor[i] = verdicts.get(i).passed() ? 0 : brokenFor[i] + 1;
            if (brokenFor[i] >= INTERVALS && whenBroken != null) {
                whenBroken.run();
                whenBroken = null;
            }
        }
    }

    @Override
    public void ended(RunResult result) {}
}
