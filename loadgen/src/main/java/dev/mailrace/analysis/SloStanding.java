package dev.mailrace.analysis;

import dev.mailrace.metrics.Interval;
import dev.mailrace.metrics.SideTotals;
import dev.mailrace.metrics.Stage;
import dev.mailrace.metrics.Tally;
import dev.mailrace.metrics.TallyBuilder;
import dev.mailrace.metrics.Timing;
import dev.mailrace.session.Outcome;
import dev.mailrace.session.Phase;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;

/**
 * How thresholds stand while a run goes on. What has no answer yet and has waited at least as long as the slowest accepted
 * one counts as it would if the run ended now: as an error, and by its age. Owned by the collector's thread.
 */
public final class SloStanding {
    private static final double LATENESS_PERCENTILE = 99;

    private final List<Slo> slos;
    private final Tally measured = new Tally();
    private final Tally warmup = new Tally();
    private final Histogram waiting = Tally.histogram();
    private final Histogram slip = Tally.histogram();
    private final Histogram loopLag = Tally.histogram();
    private final SideTotals beside = new SideTotals();
    private double measuredSeconds;
    private boolean measuring;

    public SloStanding(List<Slo> slos) {
        this.slos = List.copyOf(slos);
    }

    /** Counts the interval, which is borrowed. */
    public void add(Interval interval) {
        if (slos.isEmpty()) {
            return; // There is no threshold, and adding histograms takes time.
        }
        measured.add(interval.measured());
        warmup.add(interval.warmup());
        beside.addValues(interval);
        measuring |= interval.stage() != Stage.WARMUP;
        waiting.reset();
        if (interval.stage() != Stage.DRAIN) { // In the drain they end, or are cut off and counted.
            waiting.add(interval.unanswered());
        }
        if (interval.stage() == Stage.MEASURE) {
            measuredSeconds += interval.seconds();
            slip.add(interval.slip());
            loopLag.add(interval.loopLag());
        }
    }

    /** Of all that was measured by now; none before the measured stage. */
    public List<Slo.Verdict> verdicts() {
        if (!measuring) {
            return List.of();
        }
        Measured now = new Measured(ifItEndedNow(), warmup, measuredSeconds, 0, latenessNanos(), beside.monitors());
        return Slo.judge(slos, now).stream().map(Slo.Verdict::soFar).toList();
    }

    private long latenessNanos() {
        return Math.max(
                slip.getValueAtPercentile(LATENESS_PERCENTILE), loopLag.getValueAtPercentile(LATENESS_PERCENTILE));
    }

    /** What was measured, with unanswered arrivals; those that have waited for less are still under way. */
    private Tally ifItEndedNow() {
        Histogram ages = unanswered();
        if (ages.getTotalCount() == 0) {
            return measured;
        }
        TallyBuilder hanging = new TallyBuilder();
        hanging.outcome(Outcome.unanswered(Outcome.CUT_OFF), ages.getTotalCount());
        for (Phase whole : wholes()) {
            hanging.times(Timing.RESPONSE, whole, ages.copy());
            hanging.times(Timing.UNANSWERED, whole, ages.copy());
        }
        Tally all = new Tally();
        all.add(measured);
        all.add(hanging.build());
        return all;
    }

    private Histogram unanswered() {
        Histogram ages = Tally.histogram();
        if (waiting.getTotalCount() > 0) {
            long slowest = slowestNanos();
            for (HistogramIterationValue age : waiting.recordedValues()) {
                if (age.getValueIteratedTo() >= slowest) {
                    ages.recordValueWithCount(age.getValueIteratedTo(), age.getCountAtValueIteratedTo());
                }
            }
        }
        return ages;
    }

    private long slowestNanos() {
        long slowest = 0;
        for (Phase whole : List.of(Phase.TRANSACTION, Phase.SESSION)) {
            Histogram times = measured.histogram(Timing.RESPONSE, whole);
            slowest = Math.max(slowest, times == null ? 0 : times.getMaxValue());
        }
        return slowest;
    }

    /** What arrivals are, by what was timed of them; either, as long as nothing was. */
    private List<Phase> wholes() {
        List<Phase> wholes = new ArrayList<>();
        for (Phase whole : List.of(Phase.TRANSACTION, Phase.SESSION)) {
            if (measured.histogram(Timing.RESPONSE, whole) != null
                    || warmup.histogram(Timing.RESPONSE, whole) != null) {
                wholes.add(whole);
            }
        }
        return wholes.isEmpty() ? List.of(Phase.TRANSACTION, Phase.SESSION) : wholes;
    }

    /** Whether any arrival has ended. */
    boolean hasOutcomes() {
        return measured.outcomes().total() > 0;
    }
}
