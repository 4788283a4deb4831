package dev.mailrace.engine;

import dev.mailrace.metrics.Recorder;
import dev.mailrace.metrics.Timing;
import dev.mailrace.pacing.Pacing;
import dev.mailrace.pacing.Schedule;
import dev.mailrace.scenario.Mix;
import dev.mailrace.scenario.Scenario;
import dev.mailrace.scenario.Work;
import dev.mailrace.session.Outcome;
import dev.mailrace.session.Phase;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * One event loop and all it owns: its slots, its share of the arrivals, its recorder. Nothing is shared, nothing locked.
 *
 * <p>Arrivals are numbered over all shards: this one has every n-th, so the plan is the same for any number of shards.
 */
final class Shard {
    private static final long LAG_PROBE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final EventLoop loop;
    private final Scenario scenario;
    private final RunEvents events;
    private final int index;
    private final int shards;
    private final Recorder recorder;
    private final List<Route> routes;
    private final boolean mixed;
    private final Retries retries;
    private RunClock clock;
    private final ArrivalSource source;
    private final List<Slot> slots = new ArrayList<>();
    private final ConnectGate gate;
    private long sequenceNext;
    private final long sequenceEnd;
    private int connections;
    private boolean allOpened;
    private long sessions; // the number of the next, over all shards
    private long lastOutcomeNanos;
    private boolean holdersRetired;
    private boolean cut;
    private boolean done;

    Shard(EventLoop loop, Scenario scenario, RunClock clock, RunEvents events, int index, int shards) {
        this.loop = loop;
        this.scenario = scenario;
        this.clock = clock;
        this.events = events;
        this.index = index;
        this.shards = shards;
        this.recorder = new Recorder(loop, scenario.work().isWholeSession() ? Phase.SESSION : Phase.TRANSACTION);
        this.routes = IntStream.range(0, scenario.mix().kinds().size())
                .mapToObj(number -> new Route(loop, scenario, number))
                .toList();
        this.mixed = routes.size() > 1;
        this.retries = new Retries(loop, scenario.retry(), recorder, this::retryDue);
        this.gate = new ConnectGate(loop, scenario.connections().perSecondMax() / shards);
        this.sequenceNext = index;
        this.sequenceEnd = scenario.stop().messagesMax() == 0
                ? Long.MAX_VALUE
                : scenario.stop().messagesMax();
        this.sessions = index;
        for (int number = index; number < scenario.connections().count(); number += shards) {
            slots.add(new Slot(this, recorder, number));
        }
        this.source = source(scenario.pacing());
    }

    private ArrivalSource source(Pacing pacing) {
        long rampNanos = scenario.connections().ramp().toNanos();
        if (pacing instanceof Pacing.OpenLoop open) {
            Schedule schedule = new Schedule(open.profile(), open.spacing(), scenario.seed(), index, shards);
            int backlogMax = Math.max(1, scenario.backlogMax() / shards);
            return new Pacer(
                    this, schedule, rampNanos, backlogMax, messagesPerConnection() != 1 && !work().isWholeSession());
        }
        return new ClosedLoop(this, ((Pacing.ClosedLoop) pacing).think().toNanos(), rampNanos);
    }

    // From the engine's thread.

    Recorder recorder() {
        return recorder;
    }

    /** @param from when the run really begins */
    void start(RunClock from) {
        loop.execute(() -> {
            clock = from;
            lastOutcomeNanos = from.originNanos();
            recorder.measuresFrom(from.originNanos() + from.warmupNanos());
            source.start();
            probeLag(now() + LAG_PROBE_NANOS);
        });
    }

    /** No new arrivals; what is due is still served, and idle sessions leave. */
    void stop() {
        loop.execute(() -> {
            source.stop();
            retireFreeSlots();
        });
    }

    /** Ends what is still under way. */
    void cutOff() {
        loop.execute(() -> {
            cut = true;
            source.cutOff();
            retries.cutOff(arrival -> ended(arrival, Outcome.CUT_OFF));
            gate.clear();
            slots.forEach(Slot::cutOff);
            checkDone();
        });
    }

    // For slots and sources, on the loop.

    EventLoop loop() {
        return loop;
    }

    RunClock clock() {
        return clock;
    }

    ArrivalSource source() {
        return source;
    }

    List<Slot> slots() {
        return slots;
    }

    long now() {
        return loop.ticker().nanoTime();
    }

    Work work() {
        return scenario.work();
    }

    long messagesPerConnection() {
        return scenario.connections().messagesEach();
    }

    /** The slot's part of a time over which all slots are spread evenly. */
    long share(long nanos, Slot slot) {
        return (long) ((double) nanos * slot.number() / scenario.connections().count());
    }

    boolean hasMoreSequences() {
        return sequenceNext < sequenceEnd;
    }

    long nextSequence() {
        long sequence = sequenceNext;
        sequenceNext += shards;
        return sequence;
    }

    /** A new arrival, counted as due. */
    Arrival arrival(Slot slot, long sequence, long intendedNanos) {
        Arrival arrival = arrivalAlreadyCounted(slot, sequence, intendedNanos);
        recorder.arrived(arrival.stage());
        return arrival;
    }

    Arrival arrivalAlreadyCounted(Slot slot, long sequence, long intendedNanos) {
        Arrival arrival = slot.route().arrival(clock);
        arrival.due(sequence, intendedNanos);
        return arrival;
    }

    /** An arrival's transaction was accepted so long after it was due. */
    void answered(Arrival arrival, long nanos) {
        recorder.time(arrival.stage(), Timing.RESPONSE, Phase.TRANSACTION, nanos);
        if (mixed) {
            recorder.kindAnswered(arrival.stage(), arrival.route().number(), nanos);
        }
    }

    /** An arrival ended, unless it is to be tried again. */
    void endedOrRetried(Arrival arrival, Outcome outcome) {
        if (!retries.keep(arrival, outcome, now())) {
            ended(arrival, outcome);
        }
    }

    void ended(Arrival arrival, Outcome outcome) {
        recorder.ended(arrival.stage(), outcome);
        if (mixed) {
            recorder.kindEnded(arrival.stage(), arrival.route().number(), outcome);
        }
        if (outcome.kind() == Outcome.Kind.ACCEPTED) {
            recorder.acceptedInStage(arrival.stage());
        }
        if (outcome.kind() == Outcome.Kind.ACCEPTED && scenario.retry().times() > 0) {
            recorder.acceptedAfter(arrival.stage(), arrival.tries());
        }
        arrival.route().recycle(arrival);
        lastOutcomeNanos = now();
    }

    /** One that waited to be tried again, for a session of the route, null: of any; null when there is none. */
    @Nullable
    Arrival nextRetry(@Nullable Route route) {
        return retries.next(route);
    }

    /** A session that has nothing else to do takes it at once; else the next of its kind that comes free. */
    private void retryDue(Arrival arrival) {
        Slot unconnected = null;
        for (Slot slot : slots) {
            if (slot.route() == arrival.route() && slot.isReady()) {
                retries.take(arrival);
                slot.take(arrival);
                return;
            }
            if (slot.isIdle() && !slot.thinking() && !slot.holds()) {
                unconnected = slot;
            }
        }
        if (unconnected != null) {
            retries.take(arrival);
            unconnected.takeAgain(arrival);
        }
    }

    /** Those that only hold a connection have nobody else to tell them that the backlog is empty at last. */
    void retireHolders() {
        if (!holdersRetired) {
            holdersRetired = true;
            slots.stream().filter(Slot::holds).forEach(Slot::leave);
        }
    }

    void retireFreeSlots() {
        if (source.finished()) {
            slots.forEach(Slot::leave);
        }
        checkDone();
    }

    /** When arrivals end, from the origin; {@link Long#MAX_VALUE} when only a count ends them. */
    long endNanos() {
        return scenario.stop().endNanos();
    }

    // Connecting.

    void connectInTurn(Slot slot) {
        gate.admit(slot);
    }

    /** The number of the next session to be opened, over all shards. */
    long nextSession() {
        long number = sessions;
        sessions += shards;
        return number;
    }

    Mix mix() {
        return scenario.mix();
    }

    List<Route> routes() {
        return routes;
    }

    void connectEnded(boolean positive) {
        if (positive) {
            recorder.connections(++connections);
            if (connections == slots.size() && !allOpened) {
                allOpened = true;
                recorder.allOpened(now() - clock.originNanos());
            }
        }
        gate.ended();
    }

    void connectionClosed() {
        recorder.connections(--connections);
    }

    // Ends.

    void checkDone() {
        if (done || !source.finished() || !retries.isEmpty()) {
            return;
        }
        for (Slot slot : slots) {
            if (!slot.isIdle() && !(cut && slot.isFree())) {
                return;
            }
        }
        done = true;
        events.shardDone(lastOutcomeNanos);
    }

    void broken(Throwable fault) {
        events.broken(fault);
    }

    /** Runs a timer and sees how late it comes: whatever delays it delays replies as much. */
    private void probeLag(long dueNanos) {
        if (done) {
            return;
        }
        loop.schedule(
                () -> {
                    lagged(now() - dueNanos);
                    probeLag(now() + LAG_PROBE_NANOS);
                },
                Math.max(0, dueNanos - now()),
                TimeUnit.NANOSECONDS);
    }

    /** One stall delays all probes that would have been due in it, not only the one that was waiting. */
    private void lagged(long lagNanos) {
        recorder.loopLag(lagNanos);
        for (long late = lagNanos - LAG_PROBE_NANOS; late > 0; late -= LAG_PROBE_NANOS) {
            recorder.loopLag(late);
        }
    }
}
