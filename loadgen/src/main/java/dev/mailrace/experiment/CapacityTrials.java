package dev.mailrace.experiment;

import dev.mailrace.analysis.Accumulation;
import dev.mailrace.analysis.CapacitySearch;
import dev.mailrace.analysis.CapacitySearch.Answer;
import dev.mailrace.analysis.CapacitySearch.Finding;
import dev.mailrace.analysis.CapacityStep;
import dev.mailrace.analysis.ExitCode;
import dev.mailrace.analysis.RunVerdict;
import dev.mailrace.analysis.SheetRow;
import dev.mailrace.metrics.RunObserver;
import dev.mailrace.metrics.RunResult;
import dev.mailrace.metrics.RunResult.Ending;
import dev.mailrace.pacing.Spacing;
import dev.mailrace.scenario.Scenario;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The runs of a search for a capacity, then those of its data sheet: below, at and above the answer. Owned by one thread. */
public final class CapacityTrials {
    private static final double[] SHEET = {0.8, 1.2};

    /**
     * A run of the search.
     *
     * @param number counts from 1
     * @param seconds how long it takes, warm-up and all
     */
    public record Trial(int number, double load, double seconds) {}

    /** Is told the progress. */
    public interface Watch {
        /** A run of the search begins. */
        void searching(Trial trial, CapacitySearch.Part part, Answer standing);

        /** A run of the data sheet begins, at that share of the answer. */
        void sheet(Trial trial, double share, Answer answer);

        /** A run came to its end. */
        void judged(Trial trial, CapacityStep step);

        /** A run ended early: whether its load holds is unknown. */
        void notJudged(Trial trial, RunResult result);

        /** A run could not be made, for that reason. */
        void notMade(Trial trial, String why);
    }

    /**
     * Where the runs go.
     *
     * @param scenarios makes a run's plan with a load
     * @param keepers those that keep the run of that name, beside all others
     */
    public record Surroundings(
            RunSeries series, Function<Load, Scenario> scenarios, Function<String, List<RunObserver>> keepers) {}

    /**
     * What was found.
     *
     * @param steps all runs of the search, in their order
     * @param unfinished the run that ended early, and with it the search; null: none did
     * @param failure why a run could not be made, and with it the search ended; null: all were
     * @param stopped whether the search was interrupted
     */
    public record Found(
            Answer answer,
            List<CapacityStep> steps,
            List<SheetRow> sheet,
            @Nullable RunResult unfinished,
            @Nullable CommandFailure failure,
            boolean stopped) {
        /** What the process ends with. */
        public ExitCode exit() {
            if (stopped) {
                return ExitCode.INTERRUPTED;
            }
            if (failure != null) {
                return failure.exitCode();
            }
            return switch (unfinished == null ? Ending.COMPLETED : unfinished.ending()) {
                case INTERRUPTED, KILLED -> ExitCode.INTERRUPTED;
                case OUTPUT_LOST -> ExitCode.OUTPUT_LOST;
                case SERVER_GONE -> ExitCode.UNREACHABLE;
                case BROKEN -> ExitCode.INTERNAL_ERROR;
                case COMPLETED, SLO_BROKEN ->
                    answer.held() > 0
                            ? ExitCode.OK
                            : allFailed() ? ExitCode.FAILED : allSpoiled() ? ExitCode.INVALID : ExitCode.SLO;
            };
        }

        /** Whether it was the generator each time: of the server nothing is known. */
        private boolean allSpoiled() {
            return !steps.isEmpty() && steps.stream().allMatch(step -> step.finding() == Finding.GENERATOR);
        }

        /** Whether the server accepted nothing at any load. */
        private boolean allFailed() {
            return !steps.isEmpty()
                    && steps.stream()
                            .allMatch(step -> RunVerdict.of(step.result()).word() == RunVerdict.Word.FAILED);
        }
    }

    private final CapacitySearch search;
    private final CapacityPlan plan;
    private final Surroundings surroundings;
    private final Watch watch;
    private final List<CapacityStep> steps = new ArrayList<>();
    private int runs;
    private @Nullable RunResult unfinished;
    private @Nullable CommandFailure failure;

    public CapacityTrials(CapacitySearch search, CapacityPlan plan, Surroundings surroundings, Watch watch) {
        this.search = search;
        this.plan = plan;
        this.surroundings = surroundings;
        this.watch = watch;
    }

    /**
     * Searches until the answer is found, a run ends early or cannot be made, or the search is interrupted.
     *
     * @throws CommandFailure when not even the first can be made
     */
    public Found run() throws InterruptedException {
        while (goesOn() && !search.isDone()) {
            CapacitySearch.Step next = search.next();
            CapacityStep step = searched(next);
            if (step != null && step.finding() == Finding.GENERATOR && !surroundings.series.stopped()) {
                CapacityStep again = searched(next); // A hiccup of the machine says nothing; twice is no hiccup.
                step = again == null && failure != null ? step : again;
            }
            if (step != null) {
                steps.add(step);
                search.tell(step.step(), step.finding());
            }
        }
        List<SheetRow> sheet = sheet(search.answer());
        return new Found(search.answer(), steps, sheet, unfinished, failure, surroundings.series.stopped());
    }

    private boolean goesOn() {
        return unfinished == null && failure == null && !surroundings.series.stopped();
    }

    private @Nullable CapacityStep searched(CapacitySearch.Step step) throws InterruptedException {
        Trial trial = trial(step);
        watch.searching(trial, search.part(), search.answer());
        return tried(trial, step);
    }

    private Trial trial(CapacitySearch.Step step) {
        return new Trial(++runs, step.load(), plan.load(step).stop().endNanos() / 1e9);
    }

    /** Null when the run did not come to its end: whether its load holds is then unknown. */
    private @Nullable CapacityStep tried(Trial trial, CapacitySearch.Step step) throws InterruptedException {
        Accumulation accumulation = new Accumulation();
        List<RunObserver> observers =
                new ArrayList<>(surroundings.keepers.apply(String.format(Locale.ROOT, "step-%02d", trial.number())));
        observers.add(accumulation);
        RunResult result;
        try {
            result = surroundings.series.run(surroundings.scenarios.apply(plan.load(step)), observers);
        } catch (CommandFailure e) {
            if (trial.number() == 1) {
                throw e;
            }
            failure = e; // What was measured by now is not lost with it.
            watch.notMade(trial, e.words());
            return null;
        }
        if (result.ending() != Ending.COMPLETED) {
            unfinished = result;
        }
        if (result.ending() != Ending.COMPLETED && result.ending() != Ending.SERVER_GONE) {
            watch.notJudged(trial, result);
            return null;
        }
        CapacityStep judged = CapacityStep.of( // A server that fell did not bear its load.
                step, result, plan.isOpenLoop() ? accumulation : null, plan.spacing() == Spacing.POISSON);
        watch.judged(trial, judged);
        return judged;
    }

    /** How thresholds are kept below, at and above the answer; at it, by the run that confirmed it. */
    private List<SheetRow> sheet(Answer answer) throws InterruptedException {
        List<SheetRow> sheet = new ArrayList<>();
        if (answer.held() < 2 || !goesOn()) {
            return sheet;
        }
        steps.stream()
                .filter(step -> step.step().load() == answer.held())
                .reduce((earlier, later) -> later)
                .ifPresent(step -> sheet.add(new SheetRow(1, step)));
        for (double share : SHEET) {
            if (!goesOn()) {
                break;
            }
            CapacitySearch.Step step = new CapacitySearch.Step(Math.rint(answer.held() * share), false);
            if (step.load() < search.min()) {
                continue; // So little cannot be made.
            }
            Trial trial = trial(step);
            watch.sheet(trial, share, answer);
            CapacityStep judged = tried(trial, step);
            if (judged == null) {
                break;
            }
            sheet.add(share < 1 ? 0 : sheet.size(), new SheetRow(share, judged));
        }
        return sheet;
    }
}
