package dev.mailrace.experiment;

import dev.mailrace.analysis.SloWatch;
import dev.mailrace.engine.Engine;
import dev.mailrace.engine.LoadRun;
import dev.mailrace.metrics.RunInfo;
import dev.mailrace.metrics.RunObserver;
import dev.mailrace.metrics.RunResult;
import dev.mailrace.monitor.MonitorPlan;
import dev.mailrace.monitor.Monitors;
import dev.mailrace.scenario.Scenario;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs that are made one after the other. An interrupt ends the one that goes on, and its result says so; {@link #stopped}
 * says that no other may follow, and is to be asked before each. Owned by one thread.
 */
public final class RunSeries {
    private final CurrentRun current;
    private final Function<Scenario, RunInfo> infos;
    private final Supplier<List<RunObserver>> watchers;
    private final Consumer<Throwable> faults;
    private final Followed followed;

    /**
     * What is watched beside each run.
     *
     * @param warnings takes a line each
     */
    public record Beside(MonitorPlan plan, Consumer<String> warnings) {
        static final Beside NOTHING = new Beside(MonitorPlan.NONE, line -> {});
    }

    /**
     * What else is looked at while a run goes on.
     *
     * @param deliveries null: nobody follows what was accepted
     * @param elsewhere null: runs are made in this process
     */
    private record Followed(
            @Nullable SentFollower deliveries,
            Beside beside,
            @Nullable Elsewhere elsewhere) {}

    /** Has runs made by others than this process. */
    public interface Elsewhere {
        /**
         * A run of the scenario, which {@code observers} see as one of this process.
         *
         * @throws CommandFailure when they cannot make it
         */
        LoadRun run(Scenario scenario, RunInfo info, List<RunObserver> observers) throws InterruptedException;
    }

    /**
     * @param infos what is known of a run before it
     * @param watchers further observers of a run; asked before each run
     * @param faults is called with an error that ended a run
     */
    public RunSeries(
            CurrentRun current,
            Function<Scenario, RunInfo> infos,
            Supplier<List<RunObserver>> watchers,
            Consumer<Throwable> faults) {
        this(current, infos, watchers, faults, new Followed(null, Beside.NOTHING, null));
    }

    private RunSeries(
            CurrentRun current,
            Function<Scenario, RunInfo> infos,
            Supplier<List<RunObserver>> watchers,
            Consumer<Throwable> faults,
            Followed followed) {
        this.followed = followed;
        this.current = current;
        this.infos = infos;
        this.watchers = watchers;
        this.faults = faults;
    }

    /** Runs of the same series that others see. */
    public RunSeries watchedBy(Supplier<List<RunObserver>> others) {
        return new RunSeries(current, infos, others, faults, new Followed(null, followed.beside, followed.elsewhere));
    }

    /** Runs of the same series, beside which that is watched. */
    public RunSeries beside(Beside watched) {
        return new RunSeries(
                current, infos, watchers, faults, new Followed(followed.deliveries, watched, followed.elsewhere));
    }

    /** The same, where deliveries are followed; null: they are not. */
    public RunSeries following(@Nullable SentFollower runs) {
        return new RunSeries(current, infos, watchers, faults, new Followed(runs, followed.beside, followed.elsewhere));
    }

    /** The same, made by others; null: by this process. */
    public RunSeries madeBy(@Nullable Elsewhere others) {
        return new RunSeries(
                current, infos, watchers, faults, new Followed(followed.deliveries, followed.beside, others));
    }

    /** Whether an end was requested. */
    public boolean stopped() {
        return current.isEnding();
    }

    /** Why an end was requested, in a word or two. */
    public String whyStopped() {
        return current.isEndingForLoss() ? "ended by a lost output" : "interrupted";
    }

    /** Makes a run to its end, with {@code observers} before the watchers. */
    public RunResult run(Scenario scenario, List<RunObserver> observers) throws InterruptedException {
        List<RunObserver> all = new ArrayList<>(observers);
        all.addAll(watchers.get());
        return run(made(scenario, all));
    }

    /** The same; it ends early when {@code watch} finds a threshold broken. */
    public RunResult run(Scenario scenario, List<RunObserver> observers, SloWatch watch) throws InterruptedException {
        List<RunObserver> all = new ArrayList<>(observers);
        all.addAll(watchers.get());
        all.add(watch);
        LoadRun run = made(scenario, all);
        watch.whenBroken(run::abandon);
        return run(run);
    }

    private LoadRun made(Scenario scenario, List<RunObserver> observers) throws InterruptedException {
        RunInfo info = infos.apply(scenario).withMonitors(followed.beside.plan.series());
        Elsewhere elsewhere = followed.elsewhere;
        if (elsewhere != null) {
            return elsewhere.run(scenario, info, observers);
        }
        SentFollower deliveries = followed.deliveries;
        return deliveries == null
                ? new Engine(scenario, info, observers)
                : new Engine(scenario, info.withPlanned(deliveries.describe()), observers, deliveries.watch(scenario));
    }

    private RunResult run(LoadRun run) throws InterruptedException {
        RunResult result;
        try (Monitors monitors = Monitors.of(followed.beside.plan, followed.beside.warnings)) {
            run.beside(monitors);
            result = current.run(run);
        }
        Throwable fault = run.fault();
        if (fault != null) {
            faults.accept(fault);
        }
        return result;
    }
}
