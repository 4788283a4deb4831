package dev.mailrace.engine;

import dev.mailrace.mail.Stamp;
import dev.mailrace.metrics.Recorder;
import dev.mailrace.pacing.Pacing;
import dev.mailrace.pacing.Schedule;
import dev.mailrace.scenario.Logins;
import dev.mailrace.scenario.Scenario;
import dev.mailrace.scenario.Work;
import dev.mailrace.session.Connector;
import dev.mailrace.session.Outcome;
import dev.mailrace.session.SmtpSession;
import io.netty.channel.EventLoop;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

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
    private final Connector connector;
    private RunClock clock;
    private final Stamp stamp;
    private final ArrivalSource source;
    private final List<Slot> slots = new ArrayList<>();
    private final ConnectGate gate;
    private final ArrayDeque<Arrival> spareArrivals = new ArrayDeque<>();
    private long sequenceNext;
    private final long sequenceEnd;
    private int connections;
    private boolean allOpened;
    private long logins;
    private long lastOutcomeNanos;
    private boolean cut;
    private boolean done;

    Shard(
            EventLoop loop,
            Scenario scenario,
            InetSocketAddress address,
            RunClock clock,
            RunEvents events,
            int index,
            int shards) {
        this.loop = loop;
        this.scenario = scenario;
        this.clock = clock;
        this.events = events;
        this.index = index;
        this.shards = shards;
        this.recorder = new Recorder(loop);
        this.connector = new Connector(loop, scenario.transport(), address, scenario.session());
        this.connector.from(scenario.connections().sources().addresses());
        this.gate = new ConnectGate(loop, scenario.connections().perSecondMax() / shards);
        this.stamp = scenario.mail().newStamp();
        this.sequenceNext = index;
        this.sequenceEnd = scenario.stop().messagesMax() == 0
                ? Long.MAX_VALUE
                : scenario.stop().messagesMax();
        this.logins = index;
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
            return new Pacer(this, schedule, rampNanos, backlogMax, messagesPerConnection() != 1 && !logsInOnly());
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

    boolean logsInOnly() {
        return scenario.work() == Work.LOGIN;
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
    Arrival arrival(long sequence, long intendedNanos) {
        Arrival arrival = arrivalAlreadyCounted(sequence, intendedNanos);
        recorder.arrived(arrival.stage());
        return arrival;
    }

    Arrival arrivalAlreadyCounted(long sequence, long intendedNanos) {
        Arrival arrival = spareArrivals.poll();
        if (arrival == null) {
            arrival = new Arrival(scenario.mail(), stamp, clock);
        }
        arrival.due(sequence, intendedNanos);
        return arrival;
    }

    void ended(Arrival arrival, Outcome outcome) {
        recorder.ended(arrival.stage(), outcome);
        spareArrivals.push(arrival);
        lastOutcomeNanos = now();
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

    SmtpSession connect(Slot slot) {
        Logins feed = scenario.logins();
        SmtpSession session = connector.connect(slot, feed == null ? null : feed.at(logins));
        logins += shards;
        return session;
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
        if (done || !source.finished()) {
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
