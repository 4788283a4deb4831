package dev.mailrace.cluster;

import dev.mailrace.engine.Engine;
import dev.mailrace.engine.ShardRange;
import dev.mailrace.engine.StartTime;
import dev.mailrace.experiment.CommandFailure;
import dev.mailrace.fault.Refusal;
import dev.mailrace.metrics.RunInfo;
import dev.mailrace.metrics.RunObserver;
import dev.mailrace.metrics.RunResult;
import dev.mailrace.metrics.SelfHealth;
import dev.mailrace.metrics.Shortfall;
import dev.mailrace.scenario.Scenario;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/**
 * Loads for a coordinator: some shards of a run of which others have the rest. One that does not hear of its coordinator
 * for five seconds sends nothing any more, lets what is under way end, and leaves; what it measured is in its own files.
 *
 * <p>{@link #serve} belongs to the calling thread; {@link #abandon} may come from any.
 */
public final class Agent implements AutoCloseable {
    /** In the environment of a coordinator's own agent: what proves that it is. */
    public static final String TOKEN = "MAILRACE_AGENT_TOKEN";

    private static final long LOOK_MILLIS = 250;
    private static final long HELLO_MILLIS = 1_000;
    private static final int HELLOS_MAX = 600;

    /** What has to be the same with all, and says no path and no address of a machine. */
    private static final Set<String> COMMON = Set.of(
            "target",
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

    /** Makes a scenario of an order, and checks that it can be run here. */
    public interface Workshop {
        /** Throws what it refuses, in one line. */
        Part part(Order order) throws InterruptedException;

        /** The load begins: what is measured goes there; null: nowhere. */
        void keepIn(@Nullable String folder);
    }

    /**
     * What a load takes.
     *
     * @param observers keep what is measured here
     */
    public record Part(Scenario scenario, RunInfo info, List<RunObserver> observers) {}

    /** How it ended. */
    public enum Ending {
        /** The coordinator needs it no more. */
        DISMISSED,
        /** The coordinator did not want it. */
        REFUSED,
        /** There was no coordinator. */
        ABSENT,
        /** The coordinator is gone. */
        LOST
    }

    private final Workshop workshop;
    private final Self self;
    private final LinkedBlockingQueue<ToAgent> inbox = new LinkedBlockingQueue<>();
    private final Pulse pulse;
    private final Node<ToAgent> node;
    private final Address seed;
    private final IntervalCodec codec = new IntervalCodec(); // the load's thread's
    private volatile boolean abandoned;
    private volatile @Nullable String refusal;
    private @Nullable ActorRef<ToCoordinator> coordinator;
    private int number;
    private @Nullable Engine engine; // Null: nothing is prepared.
    private @Nullable Thread load; // Null: nothing goes on.

    /**
     * @param coordinator where it is reached
     * @param door where this is reached
     * @param token what the coordinator has given to a process of its own; empty: it is none
     */
    public Agent(InetSocketAddress coordinator, Door door, String token, AgentFacts facts, Workshop workshop) {
        this(coordinator, door, new Self(token, facts, Pulse.SILENCE_MAX), workshop);
    }

    /**
     * What an agent is.
     *
     * @param silenceMax for so long it goes on without its coordinator
     */
    record Self(String token, AgentFacts facts, Duration silenceMax) {}

    Agent(InetSocketAddress coordinator, Door door, Self self, Workshop workshop) {
        this.workshop = workshop;
        Door.Keys keys = door.keys();
        if (keys != null) {
            Acquaintance.check(coordinator, keys);
        }
        this.pulse = new Pulse(self.silenceMax);
        this.self = self;
        this.node = new Node<>(AgentActor.into(inbox, pulse), door);
        this.seed = Node.addressOf(coordinator);
    }

    /** The coordinator is gone, as somebody knows for sure. */
    public void abandon() {
        abandoned = true;
    }

    /** Why the coordinator did not want it; null: it did. */
    public @Nullable String refusal() {
        return refusal;
    }

    /** Does what it is told until it is dismissed, or the coordinator is gone. */
    public Ending serve() throws InterruptedException {
        node.join(seed);
        Ending ending = introduce();
        while (ending == null) {
            ToAgent message = inbox.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS);
            ending = message == null ? null : heard(message);
            if (ending == null && (abandoned || !pulse.isThere())) {
                ending = Ending.LOST;
            }
        }
        stop();
        return ending;
    }

    /** Says hello until there is an answer, which is the first that comes; null: it is welcome. */
    private @Nullable Ending introduce() throws InterruptedException {
        for (int hellos = 0; hellos < HELLOS_MAX && !abandoned; hellos++) {
            node.tell(seed, new ToCoordinator.Hello(node.system(), Wire.FORMAT, self.token, self.facts));
            ToAgent answer = inbox.poll(HELLO_MILLIS, TimeUnit.MILLISECONDS);
            if (answer != null) {
                return heard(answer);
            }
        }
        return Ending.ABSENT;
    }

    private @Nullable Ending heard(ToAgent message) throws InterruptedException {
        if (message instanceof ToAgent.Welcome welcome) {
            coordinator = welcome.coordinator();
            number = welcome.agent();
        } else if (message instanceof ToAgent.Unwelcome unwelcome) {
            refusal = unwelcome.why();
            return Ending.REFUSED;
        } else if (message instanceof ToAgent.Prepare prepare) {
            tell(prepared(prepare.order()));
        } else if (message instanceof ToAgent.Begin begin) {
            begin(begin);
        } else if (message instanceof ToAgent.End end) {
            end(end.how());
        } else if (message instanceof ToAgent.Leave) {
            return Ending.DISMISSED;
        }
        return null;
    }

    private void tell(ToCoordinator message) {
        ActorRef<ToCoordinator> to = coordinator;
        if (to != null) {
            to.tell(message);
        }
    }

    private ToCoordinator prepared(Order order) throws InterruptedException {
        try {
            Part part = workshop.part(order);
            String difference = difference(order.plan(), plan(part.scenario()));
            if (difference != null) {
                return new ToCoordinator.Refused(number, difference);
            }
            ShardRange range = new ShardRange(
                    order.shards().first(),
                    order.shards().count(),
                    order.shards().all());
            int sessions = (int) range.below(part.scenario().connections().count());
            Engine made = new Engine(part.scenario(), part.info().withConnections(sessions), part.observers(), range);
            made.relay((interval, shards) -> tell(codec.encode(number, interval, shards)));
            engine = made;
            return new ToCoordinator.Ready(number);
        } catch (CommandFailure | Refusal e) {
            return new ToCoordinator.Refused(number, String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            return new ToCoordinator.Refused(number, "internal error: " + e);
        }
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

    private void begin(ToAgent.Begin begin) {
        Engine prepared = engine;
        if (prepared == null || load != null) {
            return;
        }
        prepared.startAt(
                new StartTime(begin.nanos(), Instant.ofEpochSecond(begin.epochSecond(), begin.nanoOfSecond())));
        workshop.keepIn(begin.folder());
        Thread thread = new Thread(() -> run(prepared), "load");
        load = thread;
        thread.start();
    }

    private void run(Engine prepared) {
        try {
            RunResult result = prepared.run();
            Throwable fault = prepared.fault();
            tell(new ToCoordinator.Done(
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

    private void end(ToAgent.How how) {
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
    private void stop() throws InterruptedException {
        end(ToAgent.How.INTERRUPTED);
        Thread running = load;
        if (running != null) {
            running.join();
        }
    }

    @Override
    public void close() {
        node.close();
    }
}
