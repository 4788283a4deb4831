package dev.mailrace.analysis;

import dev.mailrace.metrics.Interval;
import dev.mailrace.metrics.Stage;
import dev.mailrace.metrics.Tally;
import java.util.List;

/** How thresholds stand while a run goes on. Owned by the collector's thread. */
public final class SloStanding {
    private final List<Slo> slos;
    private final Tally measured = new Tally();
    private final Tally warmup = new Tally();
    private double measuredSeconds;
    private boolean measuring;

    public SloStanding(List<Slo> slos) {
        this.slos = List.copyOf(slos);
    }

    /** Counts the interval, which is borrowed. */
    public void add(Interval interval) {
        if (slos.isEmpty()) {
            return; // Nobody asks, and histograms take time to add.
        }
        measured.add(interval.measured());
        warmup.add(interval.warmup());
        measuring |= interval.stage() != Stage.WARMUP;
        measuredSeconds += interval.stage() == Stage.MEASURE ? interval.seconds() : 0;
    }

    /** Of all that was measured by now; none before the measured stage. */
    public List<Slo.Verdict> verdicts() {
        return measuring ? Slo.judge(slos, measured, warmup, measuredSeconds) : List.of();
    }

    /** Whether any arrival has ended. */
    boolean hasOutcomes() {
        return measured.outcomes().total() > 0;
    }
}
