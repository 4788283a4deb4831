package dev.mailrace.engine;

import dev.mailrace.metrics.RunInfo;
import dev.mailrace.metrics.RunObserver;
import dev.mailrace.metrics.RunResult;
import dev.mailrace.scenario.Scenario;
import dev.mailrace.simulation.SimulatedTime;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The engine, whole, in simulated time: its shards, its connections and whatever server they talk to are on one thread
 * and one clock. What happens depends on nothing but the scenario and what the server and the network make of it.
 */
final class SimulatedRun {
    private static final int STEPS_MAX = 5_000_000;

    final Engine engine;
    private final SimulatedTime time;

    SimulatedRun(SimulatedTime time, Scenario scenario, RunInfo info, RunObserver... observers) {
        this.time = time;
        time.settle();
        engine = new Engine(
                scenario,
                info,
                List.of(observers),
                new Engine.Basis(
                        time.newGroup(scenario.threads()),
                        Events::new,
                        new ServerWatch(ServerWatch.INTERVALS_MAX),
                        null,
                        ShardRange.whole(scenario.threads())));
    }

    /** Runs to the end, or until it is interrupted so long after now. */
    RunResult run(long interruptedAfterNanos) throws InterruptedException {
        if (interruptedAfterNanos != Long.MAX_VALUE) {
            after(interruptedAfterNanos, engine::interrupt);
        }
        return engine.run();
    }

    /** Does it so long after now. */
    void after(long nanos, Runnable what) {
        time.newLoop().schedule(what, nanos, TimeUnit.NANOSECONDS);
    }

    /** When the load began, on the loops' ticker. */
    long originNanos() {
        return engine.shards().get(0).clock().originNanos();
    }

    /** Lets time go on for so long, for what the run has left behind. */
    void goOn(long nanos) {
        pass(time.nanoTime() + nanos, () -> false);
    }

    private interface Until {
        boolean isReached();
    }

    private void pass(long untilNanos, Until until) {
        time.settle();
        for (int steps = 0; steps < STEPS_MAX; steps++) {
            if (until.isReached() || !time.step(untilNanos)) {
                return;
            }
        }
        throw new IllegalStateException("after " + STEPS_MAX + " steps it still goes on");
    }

    /** The engine waits for them, and time goes on meanwhile. */
    private final class Events extends RunEvents {
        private @Nullable Event next;

        Events(long originNanos) {
            super(originNanos);
        }

        @Override
        @Nullable
        Event await(long nanos) throws InterruptedException {
            next = null;
            pass(time.nanoTime() + nanos, () -> {
                next = pollNow();
                return next != null;
            });
            return next == null ? pollNow() : next;
        }

        private @Nullable Event pollNow() {
            try {
                return super.await(0);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e); // It does not wait.
            }
        }
    }
}
