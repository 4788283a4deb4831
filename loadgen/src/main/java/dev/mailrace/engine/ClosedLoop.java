package dev.mailrace.engine;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A closed loop: each slot's next transaction is due a think time after its last one ended.
 *
 * <p>Owned by the shard's loop. A slot whose session is gone has its next arrival at once and connects for it; after a
 * failed connect it waits a little longer each time.
 */
final class ClosedLoop implements ArrivalSource {
    private final Shard shard;
    private final long thinkNanos;
    private final long rampNanos;
    private boolean stopped;

    ClosedLoop(Shard shard, long thinkNanos, long rampNanos) {
        this.shard = shard;
        this.thinkNanos = thinkNanos;
        this.rampNanos = rampNanos;
    }

    @Override
    public void start() {
        for (Slot slot : shard.slots()) {
            arriveIn(slot, shard.share(rampNanos, slot));
        }
    }

    @Override
    public @Nullable Arrival next(Slot slot) {
        if (thinkNanos == 0) {
            long now = shard.now();
            return mayArrive(now) ? shard.arrival(slot, shard.nextSequence(), now) : null;
        }
        if (!slot.thinking() && slot.isFree() && mayArrive(shard.now())) {
            arriveIn(slot, thinkNanos);
        }
        return null;
    }

    @Override
    public void notice() {
        // What is due here is due because a session was answered.
    }

    @Override
    public void disconnected(Slot slot, boolean failed) {
        if (!slot.thinking() && mayArrive(shard.now())) {
            arriveIn(slot, failed ? slot.backoff() : thinkNanos);
        }
    }

    private void arriveIn(Slot slot, long nanos) {
        slot.thinking(true);
        if (nanos == 0) {
            shard.loop().execute(() -> arrive(slot)); // Not at once: the caller may still be closing the last session.
        } else {
            shard.loop().schedule(() -> arrive(slot), nanos, TimeUnit.NANOSECONDS);
        }
    }

    private void arrive(Slot slot) {
        slot.thinking(false);
        long now = shard.now();
        if (mayArrive(now) && slot.holds()) {
            slot.open();
        } else if (mayArrive(now)) {
            slot.take(shard.arrival(slot, shard.nextSequence(), now));
            if (!shard.hasMoreSequences()) {
                shard.retireFreeSlots(); // Those that think would think in vain.
            }
        } else {
            slot.leave();
        }
        shard.checkDone();
    }

    private boolean mayArrive(long now) {
        return !stopped && shard.hasMoreSequences() && now - shard.clock().originNanos() < shard.endNanos();
    }

    @Override
    public void stop() {
        stopped = true;
    }

    @Override
    public void cutOff() {
        // Nothing waits here: an arrival of a closed loop is with its slot from the start.
        stopped = true;
    }

    @Override
    public boolean finished() {
        return !mayArrive(shard.now());
    }
}
