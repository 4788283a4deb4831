package dev.mailrace.engine;

import dev.mailrace.engine.RunEvents.Event;
import dev.mailrace.metrics.Collector;
import dev.mailrace.metrics.DeliveryWatch;
import dev.mailrace.metrics.Interval;
import dev.mailrace.metrics.LoopThread;
import dev.mailrace.metrics.Recorder;
import dev.mailrace.metrics.RunInfo;
import dev.mailrace.metrics.RunObserver;
import dev.mailrace.metrics.RunResult;
import dev.mailrace.metrics.RunResult.Ending;
import dev.mailrace.metrics.SelfHealth;
import dev.mailrace.metrics.SideWatch;
import dev.mailrace.metrics.Stage;
import dev.mailrace.scenario.Scenario;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.EventExecutor;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Runs a scenario: warm-up, measured stage, drain.
 *
 * <p>{@link #run} belongs to the calling thread, which collects an interval each second; {@link #interrupt} may come from
 * any thread.
 */
public final class Engine implements LoadRun {
    private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** An interrupted run does not wait for the whole drain. */
    private static final long INTERRUPTED_DRAIN_NANOS_MAX = TimeUnit.SECONDS.toNanos(2);

    /** Closing sockets after the cut needs a moment; nothing waits for ever. */
    private static final long CUT_NANOS_MAX = TimeUnit.SECONDS.toNanos(5);

    private final Scenario scenario;
    private RunInfo info;
    private final RunEvents events;
    private RunClock clock;
    private final ShardRange range;
    private final Crew crew;
    private final Collector collector;
    private final ServerWatch watch;
    private final @Nullable DeliveryWatch deliveries; // null: nobody waits for what was accepted
    private final List<Shard> shards = new ArrayList<>();
    private final EventLoopGroup group;
    private int shardsDone;
    private @Nullable Ending ending;
    private long collectedNanos; // end of the last interval, from the origin
    private @Nullable StartTime startTime; // null: at once

    /**
     * @param observers see each interval and the result
     */
    public Engine(Scenario scenario, RunInfo info, List<RunObserver> observers) {
        this(scenario, info, observers, (DeliveryWatch) null);
    }

    /** @param deliveries follows what the server accepts to where it arrives; null: nobody does */
    public Engine(Scenario scenario, RunInfo info, List<RunObserver> observers, @Nullable DeliveryWatch deliveries) {
        this(scenario, info, observers, Basis.of(scenario, ShardRange.whole(scenario.threads()), deliveries));
    }

    /**
     * Has a part of a run whose other shards are elsewhere.
     *
     * @param info as of a run with the sessions of these shards alone
     */
    public Engine(Scenario scenario, RunInfo info, List<RunObserver> observers, ShardRange range) {
        this(scenario, info, observers, Basis.of(scenario, range, null));
    }

    Engine(Scenario scenario, RunInfo info, List<RunObserver> observers, ServerWatch watch) {
        this(
                scenario,
                info,
                observers,
                new Basis(
                        scenario.transport().group(scenario.threads(), "mailrace"),
                        RunEvents::new,
                        watch,
                        null,
                        ShardRange.whole(scenario.threads())));
    }

    /**
     * What a run lives on.
     *
     * @param group an event loop a shard
     * @param events made with the run's beginning: where the engine waits
     * @param watch sees when the server has gone
     * @param deliveries follows what the server accepts; null: nobody does
     * @param range which of the run's shards these loops have
     */
    record Basis(
            EventLoopGroup group,
            LongFunction<RunEvents> events,
            ServerWatch watch,
            @Nullable DeliveryWatch deliveries,
            ShardRange range) {
        static Basis of(Scenario scenario, ShardRange range, @Nullable DeliveryWatch deliveries) {
            return new Basis(
                    scenario.transport().group(range.count(), "mailrace"),
                    RunEvents::new,
                    new ServerWatch(ServerWatch.INTERVALS_MAX),
                    deliveries,
                    range);
        }
    }

    /** On loops whose time may be simulated. */
    Engine(Scenario scenario, RunInfo info, List<RunObserver> observers, Basis basis) {
        this.scenario = scenario;
        this.info = info;
        this.watch = basis.watch;
        this.deliveries = basis.deliveries;
        this.group = basis.group;
        this.range = basis.range;
        this.clock = beginning();
        this.events = basis.events.apply(clock.originNanos());
        this.crew = new Crew(
                range,
                new Backlog(scenario.mix().kinds().size(), (int) Math.max(1, range.share(scenario.backlogMax()))),
                Shard.shares(scenario, range),
                Shard.numbersEnd(scenario));
        int index = 0;
        for (EventExecutor loop : group) {
            shards.add(new Shard((EventLoop) loop, scenario, clock, events, crew, index++));
        }
        List<Recorder> recorders = shards.stream().map(Shard::recorder).toList();
        if (deliveries != null) {
            recorders.forEach(Recorder::followSent);
        }
        this.collector = new Collector(recorders, observers, deliveries);
    }

    private RunClock beginning() {
        return RunClock.beginning(
                group.next().ticker(),
                scenario.stop().warmupNanos(),
                scenario.stop().endNanos());
    }

    @Override
    public void interrupt() {
        events.interrupted();
    }

    @Override
    public void abandon() {
        events.sloBroken();
    }

    @Override
    public void outputLost() {
        events.outputLost();
    }

    /** From now on each interval goes on to others; set before the run. */
    public void relay(Collector.Relay to) {
        collector.relay(to);
    }

    /** The load begins then, and not when {@link #run} is called, which has to be before it. */
    public void startAt(StartTime time) {
        startTime = time;
    }

    /** It is not run after all: lets go of its loops. */
    public void forgo() {
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }

    @Override
    public void beside(SideWatch watch) {
        collector.beside(watch);
    }

    /** How many intervals were collected. */
    public long intervals() {
        return collector.intervals();
    }

    /** What kept observers from their work: one line each. */
    public List<String> observerFaults() {
        return collector.observerFaults();
    }

    /**
     * Runs to the end. An internal error, or one of the machine below, ends it early: observers see what was measured until then, and
     * {@link #fault} tells.
     */
    @Override
    public RunResult run() throws InterruptedException {
        try (SelfHealth health = new SelfHealth(threads())) {
            info = info.startingAt(Instant.now());
            collector.started(info, health);
            // Only now: what it took to get here must not make the first arrivals late, nor the wall clock early.
            clock = startTime == null ? beginning() : RunClock.at(startTime, scenario.stop());
            awaitUntil(0);
            info = info.startingAt(clock.start());
            if (deliveries != null) {
                deliveries.begins(clock.originNanos(), clock.start());
            }
            shards.forEach(shard -> shard.start(clock));
            try {
                warmUpAndMeasure(health);
            } catch (RuntimeException | Error e) {
                brokenHere(e);
                shards.forEach(Shard::stop);
            }
            long measuredNanos = Math.max(0, measuredEnd() - clock.warmupNanos());
            health.end(clock.originNanos() + collectedNanos);
            try {
                drain();
            } catch (RuntimeException | Error e) {
                brokenHere(e);
            }
            return collector.ended(info, new Collector.End(ending(), measuredNanos / 1e9, arrivalsLeast()), health);
        } finally {
            group.shutdownGracefully(0, 1, TimeUnit.SECONDS).await(2, TimeUnit.SECONDS);
        }
    }

    private Ending ending() {
        Ending known = ending;
        return events.fault() != null ? Ending.BROKEN : known == null ? Ending.COMPLETED : known;
    }

    /** Which shard has an arrival is not known before; a part of a run is judged with the others. */
    private long arrivalsLeast() {
        return range.isWhole() ? AskedArrivals.least(scenario.pacing(), scenario.stop()) : 0;
    }

    private void brokenHere(Throwable fault) {
        events.broken(fault);
        ending = Ending.BROKEN;
    }

    @Override
    public void broken(Throwable fault) {
        events.broken(fault);
    }

    @Override
    public @Nullable Throwable fault() {
        return events.fault();
    }

    List<Shard> shards() {
        return shards;
    }

    private List<LoopThread> threads() throws InterruptedException {
        List<LoopThread> threads = new ArrayList<>();
        for (EventExecutor loop : group) {
            threads.add(loop.submit(LoopThread::current).await().getNow());
        }
        return threads;
    }

    private void warmUpAndMeasure(SelfHealth health) throws InterruptedException {
        long end = scenario.stop().endNanos();
        boolean measuring = false;
        while (ending == null && shardsDone < shards.size() && collectedNanos < end) {
            if (!measuring && collectedNanos >= clock.warmupNanos()) {
                measuring = true;
                health.begin(clock.originNanos() + collectedNanos);
            }
            long next = collectedNanos + INTERVAL_NANOS;
            if (!measuring) {
                next = Math.min(next, clock.warmupNanos());
            }
            awaitUntil(Math.min(next, end));
            collect(measuring ? Stage.MEASURE : Stage.WARMUP);
        }
        shards.forEach(Shard::stop);
    }

    /** When the measured stage ended, from the origin: by the plan, by an interrupt, or with the last of a count. */
    private long measuredEnd() {
        if (collectedNanos >= scenario.stop().endNanos()) {
            return scenario.stop().endNanos(); // Nothing became due after it.
        }
        return shardsDone == shards.size() && ending == null && scenario.stop().messagesMax() > 0
                ? Math.min(collectedNanos, events.lastOutcomeNanos() - clock.originNanos())
                : collectedNanos;
    }

    private void drain() throws InterruptedException {
        long drainNanos = scenario.drain().toNanos();
        if (ending != null) {
            drainNanos = Math.min(drainNanos, INTERRUPTED_DRAIN_NANOS_MAX);
        }
        drainUntil(collectedNanos + drainNanos);
        if (shardsDone < shards.size()) {
            // An interrupt or a full disk is not the server's failure: what was under way is no error.
            boolean ours = ending == Ending.INTERRUPTED || ending == Ending.OUTPUT_LOST;
            long slowestNanos = ours ? Long.MAX_VALUE : collector.slowestAcceptedNanos();
            shards.forEach(shard -> shard.cutOff(slowestNanos));
            drainUntil(collectedNanos + CUT_NANOS_MAX);
        }
        if (deliveries != null) {
            awaitDeliveries(deliveries);
        }
        collect(Stage.DRAIN); // What ended since the last interval.
    }

    /** The load is over; what the server accepted may still be on its way. */
    private void awaitDeliveries(DeliveryWatch expected) throws InterruptedException {
        long endNanos = collectedNanos + expected.waitNanos();
        while (ending == null && collectedNanos < endNanos && !expected.isSettled(nowNanos())) {
            awaitUntil(Math.min(collectedNanos + INTERVAL_NANOS, endNanos));
            collect(Stage.DRAIN);
        }
        expected.closes(collectedNanos >= endNanos, nowNanos());
    }

    private long nowNanos() {
        return group.next().ticker().nanoTime();
    }

    private void drainUntil(long endNanos) throws InterruptedException {
        while (shardsDone < shards.size() && collectedNanos < endNanos) {
            Ending before = ending;
            awaitUntil(Math.min(collectedNanos + INTERVAL_NANOS, endNanos));
            collect(Stage.DRAIN);
            if (ending != before) {
                return; // The run was interrupted, or there is nothing to wait for.
            }
        }
    }

    /** Waits, from the origin, until {@code nanos}, or until something ends the stage. */
    private void awaitUntil(long nanos) throws InterruptedException {
        long remaining = nanos - sinceOrigin();
        while (remaining > 0) {
            Event event = events.await(remaining);
            if (event == Event.SHARD_DONE && ++shardsDone == shards.size()) {
                return;
            }
            if (event != null && event != Event.SHARD_DONE) {
                ending = ending == null ? endingOf(event) : ending;
                return;
            }
            remaining = nanos - sinceOrigin();
        }
    }

    private static Ending endingOf(Event event) {
        return switch (event) {
            case SHARD_DONE -> Ending.COMPLETED;
            case INTERRUPTED -> Ending.INTERRUPTED;
            case SLO_BROKEN -> Ending.SLO_BROKEN;
            case OUTPUT_LOST -> Ending.OUTPUT_LOST;
            case BROKEN -> Ending.BROKEN;
        };
    }

    private long sinceOrigin() {
        return nowNanos() - clock.originNanos();
    }

    private void collect(Stage stage) throws InterruptedException {
        long endNanos = Math.max(sinceOrigin(), collectedNanos + 1);
        Instant start = clock.start().plusNanos(collectedNanos);
        Interval interval = collector.collect(start, collectedNanos, endNanos, stage);
        collectedNanos = endNanos;
        if (watch.isGone(interval) && ending == null) {
            ending = Ending.SERVER_GONE;
        }
    }
}
