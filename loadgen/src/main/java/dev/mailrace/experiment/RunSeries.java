package dev.mailrace.experiment;

import dev.mailrace.analysis.SloWatch;
import dev.mailrace.engine.Engine;
import dev.mailrace.metrics.RunInfo;
import dev.mailrace.metrics.RunObserver;
import dev.mailrace.metrics.RunResult;
import dev.mailrace.scenario.Scenario;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Runs that are made one after the other. An interrupt ends the one that goes on, and its result says so; {@link #stopped}
 * says that no other may follow, and is to be asked before each. Owned by one thread.
 */
public final class RunSeries {
    private final CurrentRun current;
    private final Function<Scenario, RunInfo> infos;
    private final Supplier<List<RunObserver>> watchers;
    private final Consumer<Throwable> faults;

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
        this.current = current;
        this.infos = infos;
        this.watchers = watchers;
        this.faults = faults;
    }

    /** Runs of the same series that others see. */
    public RunSeries watchedBy(Supplier<List<RunObserver>> others) {
        return new RunSeries(current, infos, others, faults);
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
        return run(new Engine(scenario, infos.apply(scenario), all));
    }

    /** The same; it ends early when {@code watch} finds a threshold broken. */
    public RunResult run(Scenario scenario, List<RunObserver> observers, SloWatch watch) throws InterruptedException {
        List<RunObserver> all = new ArrayList<>(observers);
        all.addAll(watchers.get());
        all.add(watch);
        Engine engine = new Engine(scenario, infos.apply(scenario), all);
        watch.whenBroken(engine::abandon);
        return run(engine);
    }

    private RunResult run(Engine engine) throws InterruptedException {
        RunResult result = current.run(engine);
        Throwable fault = engine.fault();
        if (fault != null) {
            faults.accept(fault);
        }
        return result;
    }
}
