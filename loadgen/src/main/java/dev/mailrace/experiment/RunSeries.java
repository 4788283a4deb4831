package dev.mailrace.experiment;

import dev.mailrace.analysis.SloWatch;
import dev.mailrace.engine.Engine;
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
     */
    private record Followed(@Nullable SentFollower deliveries, Beside beside) {}

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
        this(current, infos, watchers, faults, new Followed(null, Beside.NOTHING));
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
        return new RunSeries(current, infos, others, faults, new Followed(null, followed.beside));
    }

    /** Runs of the same series, beside which that is watched. */
    public RunSeries beside(Beside watched) {
        return new RunSeries(current, infos, watchers, faults, new Followed(followed.deliveries, watched));
    }

    /** The same, where deliveries are followed; null: they are not. */
    public RunSeries following(@Nullable SentFollower runs) {
        return new RunSeries(current, infos, watchers, faults, new Followed(runs, followed.beside));
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
        return run(engine(scenario, all));
    }

    /** The same; it ends early when {@code watch} finds a threshold broken. */
    public RunResult run(Scenario scenario, List<RunObserver> observers, SloWatch watch) throws InterruptedException {
        List<RunObserver> all = new ArrayList<>(observers);
        all.addAll(watchers.get());
        all.add(watch);
        Engine engine = engine(scenario, all);
        watch.whenBroken(engine::abandon);
        return run(engine);
    }

    private Engine engine(Scenario scenario, List<RunObserver> observers) {
        RunInfo info = infos.apply(scenario).withMonitors(followed.beside.plan.series());
        SentFollower deliveries = followed.deliveries;
        return deliveries == null
                ? new Engine(scenario, info, observers)
                : new Engine(scenario, info.withPlanned(deliveries.describe()), observers, deliveries.watch(scenario));
    }

    private RunResult run(Engine engine) throws InterruptedException {
        RunResult result;
        try (Monitors monitors = Monitors.of(followed.beside.plan, followed.beside.warnings)) {
            engine.beside(monitors);
            result = current.run(engine);
        }
        Throwable fault = engine.fault();
        if (fault != null) {
            faults.accept(fault);
        }
        return result;
    }
}
