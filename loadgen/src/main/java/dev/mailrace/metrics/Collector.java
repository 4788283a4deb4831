package dev.mailrace.metrics;

import dev.mailrace.fault.SystemWords;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Merges what the shards recorded, once an interval, and shows it to the observers.
 *
 * <p>Owned by the thread that runs the engine. A loop that does not answer in time keeps its numbers: they arrive with a
 * later interval.
 */
public final class Collector {
    private static final long SWAP_MILLIS_MAX = 2_000;

    private final List<IntervalSource> sources;
    private final List<@Nullable Future<ShardInterval>> pending = new ArrayList<>();
    private final List<RunObserver> observers;
    private final List<String> observerFaults = new ArrayList<>();
    private final @Nullable DeliveryWatch deliveries;
    private final StageDeliveries stageDeliveries = new StageDeliveries();

    private final Tally measuredTotal = new Tally();
    private final Tally warmupTotal = new Tally();
    private final SessionCounts sessionTotal = new SessionCounts();
    private final Histogram slipTotal = Tally.histogram();
    private final Histogram backlogWaitTotal = Tally.histogram();
    private final Histogram loopLagTotal = Tally.histogram();
    private double inUseNanos;
    private int inUseAtStart;
    private int connectionsMax;
    private long endNanos; // Of the last interval, from the start.
    private long waiting; // At the end of the measured stage's last interval by now.
    private boolean measuring; // from the measured stage's first interval on
    private long number;
    private Limits limits = new Limits(false, 0);
    private @Nullable GeneratorHealth health;
    private @Nullable Relay relay;
    private final SideTotals side = new SideTotals();
    private SideWatch sideWatch = SideWatch.NONE;

    private final ShardInterval merged = new ShardInterval();
    private final TallyBuilder toMeasured = new TallyBuilder(merged.measured);
    private final TallyBuilder toWarmup = new TallyBuilder(merged.warmup);

    /** Takes each interval before the observers do, with what they need not know. */
    public interface Relay {
        /** Both are borrowed until it returns. */
        void merged(Interval interval, ShardInterval shards);
    }

    public Collector(List<? extends IntervalSource> sources, List<RunObserver> observers) {
        this(sources, observers, null);
    }

    /** @param deliveries follows what was sent; null: nobody does */
    public Collector(
            List<? extends IntervalSource> sources, List<RunObserver> observers, @Nullable DeliveryWatch deliveries) {
        this.deliveries = deliveries;
        this.sources = List.copyOf(sources);
        this.observers = new ArrayList<>(observers);
        sources.forEach(source -> pending.add(null));
    }

    /** From now on each interval holds what {@code watch} sees in it; set before the start. */
    public void beside(SideWatch watch) {
        sideWatch = watch;
    }

    /** From now on each interval goes on to others; set before the start. */
    public void relay(Relay to) {
        relay = to;
    }

    /** Something an observer does; it may fail. */
    private interface Notice {
        void give(RunObserver observer) throws IOException;
    }

    /** As {@link #started(RunInfo)}; each interval's condition is then judged by all that the generator sees of itself. */
    public void started(RunInfo info, GeneratorHealth of) {
        health = of;
        started(info);
    }

    public void started(RunInfo info) {
        limits = new Limits(info.ratePerSecond() > 0, info.connections() / sources.size());
        tell(observer -> observer.started(info));
        sideWatch.begin();
    }

    /**
     * Merges one interval and shows it.
     *
     * @param stage the stage at its end; lag counts toward the run's only in {@link Stage#MEASURE}, slip also after it
     * @return the interval: borrowed until the next call
     */
    public Interval collect(Instant start, long startNanos, long endNanos, Stage stage) throws InterruptedException {
        measuring |= stage == Stage.MEASURE;
        merged.reset();
        for (int i = 0; i < sources.size(); i++) {
            ShardInterval shard = take(i);
            if (shard == null) {
                continue;
            }
            merged.add(shard);
            if (deliveries != null) {
                deliveries.sent(shard.sent, toWarmup, toMeasured);
            }
            sources.get(i).recycle(shard);
        }
        if (deliveries != null) {
            deliveries.arrived(toWarmup, toMeasured);
            stageDeliveries.add(stage, merged.warmup, merged.measured);
        }
        Interval interval = new Interval(
                number++,
                start,
                startNanos,
                endNanos,
                stage,
                merged.warmup,
                merged.measured,
                merged.connections,
                merged.backlog,
                merged.slip,
                merged.backlogWait,
                merged.loopLag,
                merged.unanswered,
                merged.sessions,
                condition(stage, endNanos - startNanos),
                sideWatch.seen(startNanos, endNanos));
        addToTotals(interval);
        this.endNanos = endNanos;
        if (relay != null) {
            relay.merged(interval, merged);
        }
        tell(observer -> observer.interval(interval));
        return interval;
    }

    private void addToTotals(Interval interval) {
        inUseNanos += merged.inUseNanos;
        inUseAtStart = Math.max(inUseAtStart, merged.inUseAtStart);
        measuredTotal.add(merged.measured);
        warmupTotal.add(merged.warmup);
        sessionTotal.add(merged.sessions);
        backlogWaitTotal.add(merged.backlogWait);
        if (measuring) {
            slipTotal.add(merged.slip);
        }
        if (interval.stage() == Stage.MEASURE) {
            loopLagTotal.add(merged.loopLag);
            waiting = merged.unanswered.getTotalCount();
        }
        connectionsMax = Math.max(connectionsMax, merged.connectionsMax);
        side.add(interval);
    }

    private Condition condition(Stage stage, long lengthNanos) {
        return health == null
                ? Condition.of(limits.closest(merged.slip, merged.loopLag))
                : health.interval(limits, stage, lengthNanos, merged.slip, merged.loopLag);
    }

    /** What a shard recorded; what it owes from before is part of it, so that nothing stays behind at the end. */
    private @Nullable ShardInterval take(int i) throws InterruptedException {
        Future<ShardInterval> owed = pending.get(i);
        ShardInterval late = owed == null ? null : await(i, owed);
        if (owed != null && late == null) {
            return null;
        }
        ShardInterval latest = await(i, sources.get(i).swap());
        if (latest == null) {
            return late;
        }
        if (late != null) {
            latest.addEarlier(late);
        }
        return latest;
    }

    private @Nullable ShardInterval await(int i, Future<ShardInterval> future) throws InterruptedException {
        if (!future.await(SWAP_MILLIS_MAX, TimeUnit.MILLISECONDS)) {
            pending.set(i, future);
            return null;
        }
        pending.set(i, null);
        return future.getNow();
    }

    /** How many there were by now. */
    public long intervals() {
        return number;
    }

    /** How long the slowest of what was accepted by now took since it was due, in nanoseconds; 0 when nothing was. */
    public long slowestAcceptedNanos() {
        Histogram response =
                measuredTotal.histogram(Timing.RESPONSE, sources.get(0).whole());
        return response == null ? 0 : response.getMaxValue();
    }

    /**
     * How a run ended.
     *
     * @param arrivalsLeast how many arrivals the measured stage of a run that was completed must have at least
     */
    public record End(RunResult.Ending ending, double measuredSeconds, long arrivalsLeast) {}

    /** Judges the run, and shows the result to the observers. */
    public RunResult ended(RunInfo info, End end, GeneratorHealth judge) {
        double measuredSeconds = end.measuredSeconds();
        LittlesLaw little = LittlesLaw.of(
                measuredSeconds,
                inUseNanos,
                inUseAtStart,
                measuredTotal,
                sources.get(0).whole());
        List<Shortfall> shortfalls = new Shortfalls(
                        info, sources.get(0).whole(), measuredTotal, sessionTotal, connectionsMax)
                .of(end.ending(), measuredSeconds, end.arrivalsLeast());
        List<String> further = new ArrayList<>();
        if (!little.holds()) {
            further.add(little.complaint());
        }
        shortfalls.stream().filter(Shortfall::spoils).map(Shortfall::what).forEach(further::add);
        SelfHealth.Verdict verdict = judge.judge(limits, slipTotal, loopLagTotal, RunResult.wholeTimes(measuredTotal))
                .with(little, further);
        RunResult result = new RunResult(
                info,
                info.start().plusNanos(endNanos),
                end.ending(),
                measuredSeconds,
                measuredTotal,
                warmupTotal,
                sessionTotal,
                connectionsMax,
                slipTotal,
                backlogWaitTotal,
                verdict,
                shortfalls,
                waiting,
                side.result());
        tell(observer -> observer.ended(result));
        return result;
    }

    /** An error ends the run after the other observers were called; the one that failed is not called again. */
    private void tell(Notice notice) {
        Error met = null;
        for (RunObserver observer : List.copyOf(observers)) {
            try {
                notice.give(observer);
            } catch (IOException | RuntimeException e) {
                observers.remove(observer);
                observerFaults.add(e instanceof IOException ? SystemWords.named(e) : String.valueOf(e.getMessage()));
            } catch (Error e) {
                observers.remove(observer);
                met = e;
            }
        }
        if (met != null) {
            throw met;
        }
    }

    /** What kept observers from their work: one line each. */
    public List<String> observerFaults() {
        return List.copyOf(observerFaults);
    }
}
