package dev.mailrace.experiment;

import dev.mailrace.analysis.Comparison;
import dev.mailrace.analysis.ExitCode;
import dev.mailrace.analysis.Gates;
import dev.mailrace.analysis.Measured;
import dev.mailrace.analysis.RunFigures;
import dev.mailrace.analysis.RunVerdict;
import dev.mailrace.metrics.OutcomeCounts;
import dev.mailrace.metrics.RunObserver;
import dev.mailrace.metrics.RunResult;
import dev.mailrace.metrics.RunResult.Ending;
import dev.mailrace.runfile.RunDocument;
import dev.mailrace.runfile.RunReader;
import dev.mailrace.words.Human;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Two sides run in turns, A B B A, so that whatever drifts with the hours drifts for both. Owned by one thread.
 *
 * <p>A run that the generator spoiled is made once more; spoiled again, it ends the experiment.
 */
public final class PairedRuns {
    /** A server, and what is asked of it. */
    public interface Side {
        /**
         * Makes the run.
         *
         * @param observers see it; asked for when it can begin
         * @throws CommandFailure when it cannot be begun
         */
        RunResult run(Supplier<List<RunObserver>> observers) throws InterruptedException;
    }

    /** Why an experiment stopped before its end; the pairs that were finished stay. */
    public static final class StoppedException extends Exception {
        private final transient ExitCode exit;

        StoppedException(String message, ExitCode exit) {
            super(message);
            this.exit = exit;
        }

        /** What the process ends with. */
        public ExitCode exit() {
            return exit;
        }
    }

    /**
     * What is around all runs.
     *
     * @param keepers those that keep the run of that name, beside all others
     * @param stopped whether no other run may begin
     */
    public record Surroundings(Function<String, List<RunObserver>> keepers, BooleanSupplier stopped) {}

    private final String name;
    private final Side base;
    private final Side fresh;
    private final Surroundings surroundings;
    private final List<RunFigures> baseRuns = new ArrayList<>();
    private final List<RunFigures> freshRuns = new ArrayList<>();
    private int spoiled;

    /**
     * @param name before the names of its runs
     */
    public PairedRuns(String name, Side base, Side fresh, Surroundings surroundings) {
        this.name = name;
        this.base = base;
        this.fresh = fresh;
        this.surroundings = surroundings;
    }

    /** Runs each for some time that counts for nothing. */
    public void rehearse(Duration atLeast) throws InterruptedException, StoppedException {
        rehearse(base, atLeast);
        rehearse(fresh, atLeast);
    }

    private void rehearse(Side side, Duration atLeast) throws InterruptedException, StoppedException {
        for (double seconds = 0; seconds < atLeast.toMillis() / 1e3; ) {
            RunResult result = run("the rehearsal", side, List::of);
            seconds += Math.max(0.1, result.measuredSeconds());
        }
    }

    /** Makes a run to its end. */
    private RunResult run(String label, Side side, Supplier<List<RunObserver>> observers)
            throws InterruptedException, StoppedException {
        if (surroundings.stopped.getAsBoolean()) {
            throw new StoppedException("interrupted before " + label, ExitCode.INTERRUPTED);
        }
        RunResult result;
        try {
            result = side.run(observers);
        } catch (CommandFailure e) {
            ExitCode exit = surroundings.stopped.getAsBoolean() ? ExitCode.INTERRUPTED : e.exitCode();
            throw new StoppedException("before " + label + ": " + e.getMessage(), exit);
        }
        if (result.ending() != Ending.COMPLETED) {
            String why = Human.words(result.ending().name().toLowerCase(Locale.ROOT));
            throw new StoppedException(
                    label + " ended early: " + why, RunVerdict.of(result).exitCode());
        }
        return result;
    }

    public int pairs() {
        return Math.min(baseRuns.size(), freshRuns.size());
    }

    /** Runs the base or the other side for the next pair, and says what came of it. */
    public String run(boolean ofBase) throws InterruptedException, StoppedException {
        List<RunFigures> into = ofBase ? baseRuns : freshRuns;
        Side runner = ofBase ? base : fresh;
        String label = String.format(Locale.ROOT, "%s%s-%02d", name, ofBase ? "a" : "b", into.size() + 1);
        RunResult result = run(label, runner, () -> observers(label));
        if (!spoiledBy(result).isEmpty()) {
            spoiled++;
            result = run(label, runner, () -> observers(label + "-again"));
        }
        String reasons = spoiledBy(result);
        if (!reasons.isEmpty()) {
            throw new StoppedException(label + " is invalid, twice: " + reasons, ExitCode.INVALID);
        }
        RunVerdict verdict = RunVerdict.of(result);
        if (ofBase && verdict.word() == RunVerdict.Word.FAILED) {
            throw new StoppedException(
                    label + " FAILED: " + verdict.reason(), ExitCode.FAILED); // Nothing to compare with.
        }
        into.add(RunReader.figures(label, RunDocument.of(result)));
        return String.format(Locale.ROOT, "%.0f/s", result.acceptedPerSecond());
    }

    /** Why a run is nothing to compare; empty when it is. A starved machine may end nothing in a short run. */
    private static String spoiledBy(RunResult result) {
        if (!result.self().valid()) {
            return String.join("; ", result.self().reasons());
        }
        OutcomeCounts outcomes = result.measured().outcomes();
        if (outcomes.total() == outcomes.cutOffYoung() + outcomes.asAsked()) {
            return "no message was measured to its end";
        }
        return outcomes.cutOffYoung() > Measured.UNKNOWN_SHARE_MAX * outcomes.total()
                ? outcomes.cutOffYoung() + " of " + outcomes.total() + " due messages "
                        + (outcomes.cutOffYoung() == 1 ? "was" : "were") + " cut off too young to judge"
                : "";
    }

    private List<RunObserver> observers(String label) {
        return surroundings.keepers.apply(label);
    }

    /** How many runs were made again. */
    public int spoiled() {
        return spoiled;
    }

    /** The sides as far as they have run, the same number of each. */
    public Comparison comparison(Gates gates) {
        return Comparison.of(baseRuns.subList(0, pairs()), freshRuns.subList(0, pairs()), gates);
    }
}
