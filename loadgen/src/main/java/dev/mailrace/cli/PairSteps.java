package dev.mailrace.cli;

import dev.mailrace.experiment.AbExperiment;
import dev.mailrace.experiment.Load;
import dev.mailrace.report.SeriesReport;
import java.io.PrintWriter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Shows the current run of an A-B experiment, and how long the following ones take.
 *
 * @param err hears when it stops early, also where nothing is shown
 * @param pairs runs a side, unless more are needed
 * @param runNanos length of a run of A or B
 * @param controlNanos length of the control's run beside it; 0: there is none
 */
record PairSteps(SeriesReport report, PrintWriter err, int pairs, long runNanos, long controlNanos)
        implements AbExperiment.Watch {
    /** @param control each run's load of the control; null: there is none */
    static PairSteps of(SeriesReport report, CommandSpec spec, int pairs, Load load, @Nullable Load control) {
        return new PairSteps(
                report,
                spec.commandLine().getErr(),
                pairs,
                load.stop().endNanos(),
                control == null ? 0 : control.stop().endNanos());
    }

    @Override
    public void rehearsal() {
        report.say("ab: rehearsal");
        report.next(new SeriesReport.Step("ab: rehearsal", "pairs after this: " + pairs, pairsNanos(pairs)));
    }

    @Override
    public void next(AbExperiment.Position position) {
        String side = position.ofA() ? "A" : "B";
        int after = position.of() - position.pair();
        long restOfPair = (position.second() ? 0 : runNanos + controlNanos) + (position.ofControl() ? 0 : controlNanos);
        report.next(new SeriesReport.Step(
                "ab: pair " + position.pair() + " of " + position.of() + ": "
                        + (position.ofControl() ? "control beside " + side : side),
                "pairs after this: " + after,
                restOfPair + pairsNanos(after)));
    }

    private long pairsNanos(int count) {
        return count * 2L * (runNanos + controlNanos);
    }

    @Override
    public void pairEnded(int pair, int of, String a, String b) {
        report.say(String.format(Locale.ROOT, "ab: pair %d of %d: A %s, B %s", pair, of, a, b));
    }

    @Override
    public void stopped(String why) {
        err.println("ab: " + Main.oneLine(why));
    }
}
