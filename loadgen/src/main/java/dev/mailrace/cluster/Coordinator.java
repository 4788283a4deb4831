package dev.mailrace.cluster;

import dev.mailrace.analysis.ExitCode;
import dev.mailrace.engine.LoadRun;
import dev.mailrace.engine.ShardRange;
import dev.mailrace.experiment.CommandFailure;
import dev.mailrace.experiment.RunSeries;
import dev.mailrace.fault.Refusal;
import dev.mailrace.metrics.RunInfo;
import dev.mailrace.metrics.RunObserver;
import dev.mailrace.scenario.Scenario;
import io.netty.util.concurrent.Ticker;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.pekko.actor.Address;
import org.jspecify.annotations.Nullable;

/**
 * Has agents make a run, each with some of its shards, and brings together what they measure. Owned by the thread that makes
 * the run.
 */
public final class Coordinator implements RunSeries.Elsewhere, AutoCloseable {
    /** For a JVM that starts beside others on a busy machine. */
    private static final long JOIN_NANOS_MAX = TimeUnit.SECONDS.toNanos(60);

    /** In addition for each of our own, all of which start at once, on the same processors. */
    private static final long JOIN_NANOS_EACH = TimeUnit.SECONDS.toNanos(5);

    /** Longer than the check before the load may take, unless more was asked for. */
    private static final long READY_NANOS_MAX = TimeUnit.SECONDS.toNanos(120);

    /** For agents that people start. */
    private static final long GATHER_NANOS_MAX = TimeUnit.MINUTES.toNanos(10);

    /** Those that have not come are asked again. */
    private static final long INVITE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final String LOOPBACK = "127.0.0.1";

    /**
     * What all agents are told.
     *
     * @param scenario in YAML, as a file would have it
     * @param files that it names; none where agents read them by themselves
     * @param options the command, and what goes before the scenario, as they would be typed
     * @param sink where the coordinator's own sink listens, {@code address:port}; null: the scenario names targets
     * @param checks whether each agent has one session of each class first
     */
    public record Plan(
            String scenario,
            Map<String, byte[]> files,
            List<String> options,
            @Nullable String sink,
            boolean checks) {}

    /**
     * Processes of our own on this machine.
     *
     * @param count how many
     * @param main the class that is started, with the command {@code agent}
     */
    public record Own(int count, String main) {}

    private final Node<Object> node;
    private final AgentProcesses processes;
    private final Roster roster;
    private final BooleanSupplier unwanted;
    private final boolean goesOn;

    private List<Address> listening = List.of();

    private Coordinator(Door door, AgentProcesses processes, int expected, Terms terms) {
        this.unwanted = terms.unwanted;
        this.goesOn = terms.goesOn;
        this.processes = processes;
        Inbox inbox = new Inbox();
        processes.eventsTo(inbox.queue()::add);
        node = new Node<>(CoordinatorActor.into(inbox.queue()), door, terms.tell);
        node.join(node.address());
        roster = new Roster(inbox, node, expected, terms, processes.token());
    }

    /**
     * What holds for any.
     *
     * @param version Mailrace's
     * @param unwanted whether nobody wants a run any more
     * @param goesOn whether the others go on when an agent is lost
     * @param tell gets a line for each that comes and may not belong to the run, from any thread
     */
    public record Terms(String version, BooleanSupplier unwanted, boolean goesOn, Consumer<String> tell) {
        /** With nobody to tell. */
        public Terms(String version, BooleanSupplier unwanted, boolean goesOn) {
            this(version, unwanted, goesOn, line -> {});
        }
    }

    /** With processes of its own, which are there when this returns, and end with it. */
    public static Coordinator ofProcesses(Own own, Terms terms) throws InterruptedException {
        Coordinator coordinator = new Coordinator(Door.ofLoopback(), AgentProcesses.of(own), own.count, terms);
        try {
            coordinator.processes.start(LOOPBACK + ":" + coordinator.port());
            coordinator.gather(JOIN_NANOS_MAX + own.count * JOIN_NANOS_EACH);
            return coordinator;
        } catch (RuntimeException | Error | InterruptedException e) {
            coordinator.close();
            throw e;
        }
    }

    /** With agents that come by themselves; see {@link #gather}. */
    public static Coordinator listening(Door door, int expected, Terms terms) {
        return new Coordinator(door, AgentProcesses.none(), expected, terms);
    }

    /** With agents that listen, who are there when this returns. */
    public static Coordinator inviting(Door door, List<InetSocketAddress> agents, Terms terms)
            throws InterruptedException {
        Acquaintance.check(agents, door);
        Coordinator coordinator = new Coordinator(door, AgentProcesses.none(), agents.size(), terms);
        try {
            coordinator.listening = agents.stream().map(Node::addressOf).toList();
            coordinator.gather(JOIN_NANOS_MAX);
            return coordinator;
        } catch (RuntimeException | Error | InterruptedException e) {
            coordinator.close();
            throw e;
        }
    }

    /** Where agents reach it. */
    public int port() {
        return node.port();
    }

    /** Waits until all agents are there. */
    public void gather() throws InterruptedException {
        gather(GATHER_NANOS_MAX);
    }

    private void gather(long nanosMax) throws InterruptedException {
        long[] nextNanos = {Long.MIN_VALUE};
        await(
                nanosMax,
                () -> {
                    long nanos = Ticker.systemTicker().nanoTime();
                    if (nextNanos[0] == Long.MIN_VALUE || nanos - nextNanos[0] >= 0) {
                        nextNanos[0] = nanos + INVITE_NANOS;
                        roster.invite(listening);
                    }
                    return roster.isComplete();
                },
                this::whoCame);
    }

    private String whoCame() {
        List<String> absent = roster.absent();
        return roster.seats().size() + " came" + (absent.isEmpty() ? "" : ", not " + String.join(", ", absent));
    }

    /** What must come to be within a time, without trouble. */
    private void await(long nanosMax, BooleanSupplier so, Supplier<String> state) throws InterruptedException {
        boolean is = roster.await(
                nanosMax, () -> so.getAsBoolean() || !roster.troubles().isEmpty() || unwanted.getAsBoolean());
        if (!roster.troubles().isEmpty()) {
            throw roster.troubles().get(0);
        }
        if (!is) {
            throw new CommandFailure(
                    ExitCode.UNREACHABLE,
                    "agents: " + state.get() + " (expected: all within " + TimeUnit.NANOSECONDS.toSeconds(nanosMax)
                            + " s)");
        }
    }

    /**
     * Has each agent get ready for its part of the run that is next, with the check before the load where the plan says so.
     *
     * @throws CommandFailure when one refuses
     */
    public void prepare(Scenario scenario, Plan plan) throws InterruptedException {
        int agents = roster.seats().size();
        if (scenario.threads() < agents) {
            throw new CommandFailure(
                    new Refusal("connections", scenario.threads(), agents + " at least: one for each process"));
        }
        send(plan.files.values());
        roster.asksReady();
        Map<String, String> files = new LinkedHashMap<>();
        plan.files.forEach((name, content) -> files.put(name, FileSender.digest(content)));
        for (Seat seat : roster.seats()) {
            ShardRange range = ShardRange.part(scenario.threads(), seat.number(), agents);
            seat.tell(new ToAgent.Prepare(new Order(
                    scenario.mix().runId(),
                    plan.scenario,
                    files,
                    plan.options,
                    plan.sink,
                    new Order.Shards(range.first(), range.count(), range.all()),
                    AgentLoad.plan(scenario),
                    plan.checks)));
        }
        await(READY_NANOS_MAX, () -> roster.ready() == agents, () -> roster.ready() + " were ready");
    }

    /** Has all agents have them. */
    private void send(Collection<byte[]> files) throws InterruptedException {
        if (files.isEmpty()) {
            return;
        }
        FileSender sender = new FileSender(files);
        roster.sends(sender);
        roster.seats().forEach(seat -> sender.offer(seat.number(), seat::tell));
        await(READY_NANOS_MAX, sender::isDone, () -> "not all have the scenario's files");
    }

    /** Where agents of its own keep what they measure in the next run, a folder for each; null: nowhere. */
    public void keepIn(@Nullable Path folder) {
        roster.keepIn(folder);
    }

    @Override
    public LoadRun run(Scenario scenario, RunInfo info, List<RunObserver> observers) {
        return new ClusterRun(roster, scenario, info, observers, goesOn);
    }

    /** Says nothing any more, as one that was killed. */
    void vanish() {
        node.close();
    }

    @Override
    public void close() {
        roster.seats().stream()
                .filter(seat -> !seat.isLost())
                .forEach(seat -> seat.tell(new ToAgent.Leave())); // Others know it.
        processes.close();
        node.close();
    }
}
