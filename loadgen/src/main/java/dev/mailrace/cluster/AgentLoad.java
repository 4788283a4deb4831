package dev.mailrace.cluster;

import dev.mailrace.analysis.ExitCode;
import dev.mailrace.engine.Engine;
import dev.mailrace.engine.ShardRange;
import dev.mailrace.engine.StartTime;
import dev.mailrace.experiment.CommandFailure;
import dev.mailrace.fault.Refusal;
import dev.mailrace.metrics.RunResult;
import dev.mailrace.metrics.SelfHealth;
import dev.mailrace.metrics.Shortfall;
import dev.mailrace.scenario.Scenario;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The load of an agent: of one run after the other. Owned by the thread that {@link Agent#serve} belongs to. */
final class AgentLoad {
    /** What has to be the same with all, and says no path and no address of a machine. */
    private static final Set<String> COMMON = Set.of(
            "target",
            "auth",
            "work",
            "seed",
            "connections",
            "messages_per_connection",
            "connect_rate_per_second",
            "pacing",
            "warmup_seconds",
            "measured_seconds",
            "messages_max",
            "ramp_seconds",
            "drain_seconds",
            "retries",
            "threads");

    private final Agent.Workshop workshop;
    private final Consumer<ToCoordinator> to;
    private final FileStore files = new FileStore();
    private final IntervalCodec codec = new IntervalCodec(); // the load's thread's
    private @Nullable Engine engine; // Null: nothing is prepared.
    private @Nullable Thread load; // Null: nothing goes on.

    /** @param to takes what the coordinator is told, from the load's thread, too */
    AgentLoad(Agent.Workshop workshop, Consumer<ToCoordinator> to) {
        this.workshop = workshop;
        this.to = to;
    }

    /** What it is offered. */
    ToCoordinator offered(int number, ToAgent.Offer offer) {
        return orRefused(number, () -> new ToCoordinator.Lacks(number, files.offered(offer.files())));
    }

    /** A piece of a file. */
    ToCoordinator taken(int number, ToAgent.Piece piece) {
        return orRefused(number, () -> {
            files.take(piece);
            return new ToCoordinator.Has(number);
        });
    }

    private ToCoordinator orRefused(int number, Supplier<ToCoordinator> answer) {
        try {
            return answer.get();
        } catch (Refusal e) {
            return refused(number, String.valueOf(e.getMessage()), ExitCode.USAGE);
        }
    }

    /** Gets ready for a run's part, and says so, or why not. */
    ToCoordinator prepared(int number, Order order) throws InterruptedException {
        forget();
        try {
            Agent.Part part = workshop.part(order, contents(order));
            String difference = difference(order.plan(), plan(part.scenario()));
            if (difference != null) {
                return refused(number, difference, ExitCode.USAGE);
            }
            ShardRange range = new ShardRange(
                    order.shards().first(),
                    order.shards().count(),
                    order.shards().all());
            int sessions = (int) range.below(part.scenario().connections().count());
            Engine made = new Engine(part.scenario(), part.info().withConnections(sessions), part.observers(), range);
            made.relay((interval, shards) -> to.accept(codec.encode(number, interval, shards)));
            engine = made;
            return new ToCoordinator.Ready(number);
        } catch (CommandFailure e) {
            return refused(number, String.valueOf(e.getMessage()), e.exitCode());
        } catch (Refusal e) {
            return refused(number, String.valueOf(e.getMessage()), ExitCode.USAGE);
        } catch (RuntimeException e) {
            return refused(number, "internal error: " + e, ExitCode.INTERNAL_ERROR);
        }
    }

    private Map<String, byte[]> contents(Order order) {
        Map<String, byte[]> contents = new LinkedHashMap<>();
        order.files().forEach((name, digest) -> contents.put(name, files.content(digest)));
        return contents;
    }

    /** Both sides are told. */
    private ToCoordinator refused(int number, String why, ExitCode code) {
        workshop.tell("a part of a run was refused: " + why);
        return new ToCoordinator.Refused(number, why, code);
    }

    /** What was prepared before has run, or does not. */
    private void forget() throws InterruptedException {
        Thread before = load;
        Engine unused = engine;
        if (before != null) {
            before.join(); // It has said all that it had to.
        } else if (unused != null) {
            unused.forgo();
        }
        load = null;
        engine = null;
    }

    /** What a scenario comes to, as far as it is the same everywhere. */
    static Map<String, String> plan(Scenario scenario) {
        Map<String, String> plan = new TreeMap<>();
        scenario.describe().forEach((name, value) -> {
            if (COMMON.contains(name)) {
                plan.put(name, String.valueOf(value));
            }
        });
        return plan;
    }

    private static @Nullable String difference(Map<String, String> asked, Map<String, String> own) {
        for (Map.Entry<String, String> each : asked.entrySet()) {
            String here = own.get(each.getKey());
            if (!each.getValue().equals(here)) {
                return each.getKey() + ": " + here + " (expected: " + each.getValue() + ", as with the coordinator)";
            }
        }
        return null;
    }

    /** What was prepared begins then. */
    void begin(int number, ToAgent.Begin begin) {
        Engine prepared = engine;
        if (prepared == null || load != null) {
            return;
        }
        prepared.startAt(
                new StartTime(begin.nanos(), Instant.ofEpochSecond(begin.epochSecond(), begin.nanoOfSecond())));
        workshop.keepIn(number, begin.folder());
        Thread thread = new Thread(() -> run(number, prepared), "load");
        load = thread;
        thread.start();
    }

    private void run(int number, Engine prepared) {
        try {
            RunResult result = prepared.run();
            Throwable fault = prepared.fault();
            to.accept(new ToCoordinator.Done(
                    number,
                    result.ending(),
                    result.measuredSeconds(),
                    ofItself(result),
                    fault == null ? null : String.valueOf(fault),
                    prepared.intervals()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What it found out about itself, without what all agents together fell short of. */
    private static SelfHealth.Verdict ofItself(RunResult result) {
        Set<String> ofTheRun = result.shortfalls().stream().map(Shortfall::what).collect(Collectors.toSet());
        List<String> reasons = new ArrayList<>(result.self().reasons());
        reasons.removeAll(ofTheRun);
        return result.self().withReasons(reasons);
    }

    /** Ends early what goes on. */
    void end(ToAgent.How how) {
        Engine running = engine;
        if (running == null) {
            return;
        }
        switch (how) {
            case INTERRUPTED -> running.interrupt();
            case SLO_BROKEN -> running.abandon();
            case OUTPUT_LOST -> running.outputLost();
        }
    }

    /** Sends nothing more, and waits for what is under way; an engine's end has its limits. */
    void stop() throws InterruptedException {
        end(ToAgent.How.INTERRUPTED);
        forget();
    }
}
