package dev.mailrace.cli;

import dev.mailrace.analysis.Comparison;
import dev.mailrace.analysis.Gates;
import dev.mailrace.analysis.Measured;
import dev.mailrace.analysis.RunFigures;
import dev.mailrace.analysis.RunVerdict;
import dev.mailrace.metrics.OutcomeCounts;
import dev.mailrace.metrics.RunObserver;
import dev.mailrace.metrics.RunResult;
import dev.mailrace.metrics.RunResult.Ending;
import dev.mailrace.report.RunDocument;
import dev.mailrace.report.RunReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Two sides run in turns, A B B A, so that whatever drifts with the hours drifts for both. Owned by one thread.
 *
 * <p>A run that the generator spoiled is made once more; spoiled again, it ends the contest.
 */
final class Contest {
    /** A server, and what is asked of it. */
    interface Side {
        /**
         * Makes the run.
         *
         * @param observers see it
         */
        RunResult run(RunObserver... observers) throws InterruptedException;
    }

    /** Why a contest stopped before its end. */
    static final class StoppedException extends Exception {
        private final transient RunResult result;

        StoppedException(String message, RunResult result) {
            super(message);
            this.result = result;
        }

        RunResult result() {
            return result;
        }
    }

    private final String name;
    private final Side base;
    private final Side fresh;
    private final @Nullable Path folder;
    private final List<RunFigures> baseRuns = new ArrayList<>();
    private final List<RunFigures> freshRuns = new ArrayList<>();
    private int spoiled;

    /**
     * @param name before the names of its runs
     * @param folder takes a folder a run; null: none is kept
     */
    Contest(String name, Side base, Side fresh, @Nullable Path folder) {
        this.name = name;
        this.base = base;
        this.fresh = fresh;
        this.folder = folder;
    }

    /** Runs each for some time that counts for nothing. */
    void rehearse(Duration atLeast) throws InterruptedException, StoppedException {
        rehearse(base, atLeast);
        rehearse(fresh, atLeast);
    }

    private static void rehearse(Side side, Duration atLeast) throws InterruptedException, StoppedException {
        for (double seconds = 0; seconds < atLeast.toMillis() / 1e3; ) {
            RunResult result = side.run();
            seconds += Math.max(0.1, result.measuredSeconds());
            if (result.ending() != Ending.COMPLETED) {
                throw new StoppedException("the rehearsal ended early: " + result.ending(), result);
            }
        }
    }

    int pairs() {
        return Math.min(baseRuns.size(), freshRuns.size());
    }

    /** Runs the base or the other side for the next pair, and says what came of it. */
    String run(boolean ofBase) throws InterruptedException, StoppedException {
        List<RunFigures> into = ofBase ? baseRuns : freshRuns;
        Side runner = ofBase ? base : fresh;
        String label = String.format(Locale.ROOT, "%s%s-%02d", name, ofBase ? "a" : "b", into.size() + 1);
        RunResult result = runner.run(observers(label));
        if (result.ending() == Ending.COMPLETED && !spoiledBy(result).isEmpty()) {
            spoiled++;
            result = runner.run(observers(label + "-again"));
        }
        if (result.ending() != Ending.COMPLETED) {
            throw new StoppedException(label + " ended early: " + result.ending(), result);
        }
        String reasons = spoiledBy(result);
        if (!reasons.isEmpty()) {
            throw new StoppedException(label + " is invalid, twice: " + reasons, result);
        }
        RunVerdict verdict = RunVerdict.of(result);
        if (ofBase && verdict.word() == RunVerdict.Word.FAILED) {
            throw new StoppedException(label + " FAILED: " + verdict.reason(), result); // Nothing to compare with.
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
            return "nothing was measured to its end";
        }
        return outcomes.cutOffYoung() > Measured.UNKNOWN_SHARE_MAX * outcomes.total()
                ? outcomes.cutOffYoung() + " of " + outcomes.total()
                        + " that were due were cut off before anything was known of them"
                : "";
    }

    private RunObserver[] observers(String label) {
        return ResultsOptions.ofStep(folder, label).toArray(RunObserver[]::new);
    }

    /** How many runs were made again. */
    int spoiled() {
        return spoiled;
    }

    /** The sides as far as they have run, the same number of each. */
    Comparison comparison(Gates gates) {
        return Comparison.of(baseRuns.subList(0, pairs()), freshRuns.subList(0, pairs()), gates);
    }
}
