package dev.mailrace.engine;

import dev.mailrace.metrics.Collector;
import dev.mailrace.metrics.Interval;
import dev.mailrace.metrics.RunObserver;
import dev.mailrace.metrics.Stage;
import dev.mailrace.metrics.Tally;
import dev.mailrace.scenario.Scenario;
import io.netty.channel.Channel;
import io.netty.channel.ManualIoEventLoop;
import io.netty.channel.local.LocalAddress;
import io.netty.channel.local.LocalIoHandler;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.HdrHistogram.Histogram;

/**
 * A whole run in simulated time: shards, connections and a server on one thread and one clock. What happens depends on
 * nothing but the scenario and the server's seed.
 */
final class SimulatedRun implements AutoCloseable {
    private static final long CUT_NANOS_MAX = TimeUnit.SECONDS.toNanos(5);
    private static final int TURNS_MAX = 5_000_000;

    /** Lets the asker have the processor, for there may be no other that is free. */
    private static final long PAUSE_NANOS = 10_000;

    final Tally measured = new Tally();
    final Tally warmup = new Tally();
    final Histogram backlogWait = Tally.histogram();
    final RunEvents events;
    boolean finished; // every shard said that it is done
    boolean cut;

    private final MockTicker ticker = Ticker.newMockTicker();
    private final List<Loop> loops = new ArrayList<>();
    private final List<Shard> shards = new ArrayList<>();
    private final Scenario scenario;
    private final Collector collector;
    private final ExecutorService asker = Executors.newSingleThreadExecutor();
    private final RunClock clock;
    private final Channel listening;
    private int done;
    private long collectedNanos;

    /** @param scenarioFor makes the scenario for an address of the server */
    SimulatedRun(SimulatedMailServer server, Function<LocalAddress, Scenario> scenarioFor) {
        LocalAddress own = new LocalAddress(SimulatedRun.class);
        Loop serverLoop = loop();
        listening = server.listen(serverLoop, own);
        this.scenario = scenarioFor.apply(own);
        settle();
        this.clock = new RunClock(
                ticker.nanoTime(),
                Instant.EPOCH,
                scenario.stop().warmupNanos(),
                scenario.stop().endNanos());
        this.events = new RunEvents(clock.originNanos());
        Crew crew = new Crew(
                scenario.threads(),
                new Backlog(scenario.mix().kinds().size(), scenario.backlogMax()),
                Shard.shares(scenario),
                Shard.numbersEnd(scenario));
        for (int index = 0; index < scenario.threads(); index++) {
            shards.add(new Shard(loop(), scenario, clock, events, crew, index));
        }
        RunObserver sums = new RunObserver() {
            @Override
            public void interval(Interval interval) {
                measured.add(interval.measured());
                warmup.add(interval.warmup());
                backlogWait.add(interval.backlogWait());
            }
        };
        this.collector = new Collector(shards.stream().map(Shard::recorder).toList(), List.of(sums));
    }

    private Loop loop() {
        Loop loop = new Loop(ticker);
        loops.add(loop);
        return loop;
    }

    /** Runs to the end, or until somebody interrupts it. */
    SimulatedRun run(long interruptedAfterNanos) throws InterruptedException {
        shards.forEach(shard -> shard.start(clock));
        boolean interrupted =
                pump(Math.min(interruptedAfterNanos, scenario.stop().endNanos()))
                        && interruptedAfterNanos < scenario.stop().endNanos();
        shards.forEach(Shard::stop);
        pump(sinceOrigin() + scenario.drain().toNanos());
        collect(Stage.DRAIN);
        if (!isDone()) {
            cut = true;
            long slowest = interrupted ? Long.MAX_VALUE : collector.slowestAcceptedNanos();
            shards.forEach(shard -> shard.cutOff(slowest));
            pump(sinceOrigin() + CUT_NANOS_MAX);
        }
        collect(Stage.DRAIN);
        finished = isDone();
        return this;
    }

    private boolean isDone() {
        return done == shards.size();
    }

    private long sinceOrigin() {
        return ticker.nanoTime() - clock.originNanos();
    }

    /** Lets time go on until then, from the origin, or until all shards are done; whether it was up. */
    private boolean pump(long untilNanos) throws InterruptedException {
        for (int turns = 0; turns < TURNS_MAX; turns++) {
            settle();
            countDone();
            if (isDone()) {
                return false;
            }
            long next = loops.stream().mapToLong(Loop::nextNanos).min().orElse(Long.MAX_VALUE);
            long until = untilNanos == Long.MAX_VALUE ? Long.MAX_VALUE : clock.originNanos() + untilNanos;
            if (next >= until) {
                ticker.advance(until - ticker.nanoTime(), TimeUnit.NANOSECONDS);
                settle();
                countDone();
                return true;
            }
            ticker.advance(Math.max(0, next - ticker.nanoTime()), TimeUnit.NANOSECONDS);
        }
        throw new IllegalStateException("after " + TURNS_MAX + " turns it still goes on");
    }

    private void countDone() throws InterruptedException {
        while (events.await(0) == RunEvents.Event.SHARD_DONE) {
            done++;
        }
    }

    /** Runs what is due until nothing is. */
    private void settle() {
        boolean busy = true;
        while (busy) {
            busy = false;
            for (Loop loop : loops) {
                busy |= loop.runNow() > 0;
            }
        }
    }

    private void collect(Stage stage) throws InterruptedException {
        long now = Math.max(sinceOrigin(), collectedNanos + 1);
        Future<Interval> asked = asker.submit(() -> collector.collect(Instant.EPOCH, collectedNanos, now, stage));
        while (!asked.isDone()) {
            settle();
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        settle();
        collectedNanos = now;
    }

    @Override
    public void close() {
        asker.shutdownNow();
        listening.close(); // The loops have no thread of their own, and nothing to give back.
        settle();
    }

    private static final class Loop extends ManualIoEventLoop {
        Loop(MockTicker ticker) {
            super(null, Thread.currentThread(), LocalIoHandler.newFactory(), ticker);
        }

        long nextNanos() {
            long deadline = nextScheduledTaskDeadlineNanos();
            return deadline < 0 ? Long.MAX_VALUE : deadline;
        }
    }
}
