package dev.mailrace.engine;

import dev.mailrace.pacing.RateProfile;
import dev.mailrace.pacing.Schedule;
import dev.mailrace.session.Outcome;
import io.netty.util.concurrent.Future;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * An open loop: arrivals are due by the schedule, whatever the server does; those without a free connection wait in the
 * {@link Backlog} with their intended start.
 *
 * <p>Owned by the shard's loop.
 */
final class Pacer implements ArrivalSource {
    private final Shard shard;
    private final Schedule schedule;
    private final long rampNanos;
    private final boolean opensAhead;
    private final Backlog backlog;
    private final ArrayDeque<Slot> idle = new ArrayDeque<>(); // connected; may have closed since
    private final ArrayDeque<Slot> unconnected = new ArrayDeque<>();
    private @Nullable Future<?> timer;
    private boolean exhausted;

    /** @param opensAhead whether connections are opened before an arrival needs them */
    Pacer(Shard shard, Schedule schedule, long rampNanos, int backlogMax, boolean opensAhead) {
        this.shard = shard;
        this.schedule = schedule;
        this.rampNanos = rampNanos;
        this.opensAhead = opensAhead;
        this.backlog = new Backlog(backlogMax);
    }

    @Override
    public void start() {
        for (Slot slot : shard.slots()) {
            long delay = shard.share(rampNanos, slot);
            if (!opensAhead && !slot.holds()) {
                unconnected.add(slot);
            } else if (delay == 0) {
                slot.open();
            } else {
                shard.loop().schedule(() -> openAhead(slot), delay, TimeUnit.NANOSECONDS);
            }
        }
        arm();
    }

    private void openAhead(Slot slot) {
        if (exhausted && backlog.isEmpty()) {
            shard.checkDone();
        } else {
            slot.open();
        }
    }

    private void arm() {
        long due = schedule.peekNanos();
        boolean timed = shard.endNanos() != Long.MAX_VALUE;
        if (!shard.hasMoreSequences() || (due == RateProfile.NEVER && !timed)) {
            exhausted = true;
            shard.retireFreeSlots();
            return;
        }
        if (due >= shard.endNanos()) {
            return; // The time goes on without arrivals until it is up: a rate is a count over the whole of it.
        }
        long delay = shard.clock().originNanos() + due - shard.now();
        timer = shard.loop().schedule(this::strike, Math.max(0, delay), TimeUnit.NANOSECONDS);
    }

    private void strike() {
        if (exhausted) {
            return;
        }
        noticeDue();
        dispatch();
        arm();
    }

    /**
     * A transport may serve many sessions before it comes to its timers; what becomes due meanwhile must not wait for
     * them.
     */
    @Override
    public void notice() {
        if (!exhausted && schedule.peekNanos() <= shard.now() - shard.clock().originNanos()) {
            noticeDue();
            dispatch();
        }
    }

    private void noticeDue() {
        long now = shard.now();
        long origin = shard.clock().originNanos();
        while (schedule.peekNanos() < shard.endNanos()
                && origin + schedule.peekNanos() <= now
                && shard.hasMoreSequences()) {
            arrived(shard.nextSequence(), origin + schedule.peekNanos(), now);
            schedule.advance();
        }
    }

    private void arrived(long sequence, long intendedNanos, long now) {
        shard.recorder().slip(now - intendedNanos);
        shard.recorder().arrived(shard.clock().stageAt(intendedNanos));
        if (backlog.isFull()) {
            dispatch(); // A loop that comes late has many at once, and connections may be free.
        }
        if (!backlog.offer(sequence, intendedNanos)) {
            shard.recorder().ended(shard.clock().stageAt(intendedNanos), Outcome.DROPPED);
        }
    }

    private void dispatch() {
        while (!backlog.isEmpty()) {
            Slot slot = freeSlot();
            if (slot == null) {
                break;
            }
            slot.take(takeOldest(slot));
        }
        shard.recorder().backlog(backlog.size());
    }

    private @Nullable Slot freeSlot() {
        for (Slot slot = idle.poll(); slot != null; slot = idle.poll()) {
            slot.listed(false);
            if (slot.isReady()) {
                return slot;
            }
        }
        Slot slot = unconnected.poll();
        while (slot != null && slot.hasWork()) {
            slot = unconnected.poll(); // Meanwhile it was given something else.
        }
        return slot;
    }

    private Arrival takeOldest(Slot slot) {
        Arrival arrival = shard.arrivalAlreadyCounted(slot, backlog.sequence(), backlog.intendedNanos());
        backlog.remove();
        shard.recorder().backlogWait(shard.now() - arrival.intendedNanos());
        return arrival;
    }

    @Override
    public @Nullable Arrival next(Slot slot) {
        if (!backlog.isEmpty()) {
            Arrival arrival = takeOldest(slot);
            shard.recorder().backlog(backlog.size());
            return arrival;
        }
        if (!exhausted && slot.isFree() && !slot.isListed()) {
            slot.listed(true);
            idle.add(slot);
        }
        return null;
    }

    @Override
    public void disconnected(Slot slot, boolean failed) {
        if (failed && !finished()) {
            shard.loop().schedule(() -> free(slot), slot.backoff(), TimeUnit.NANOSECONDS);
        } else {
            shard.loop().execute(() -> free(slot)); // Not at once: the caller is still closing the last session.
        }
    }

    private void free(Slot slot) {
        if (slot.holds()) {
            openAhead(slot);
        } else if (!slot.hasWork()) {
            unconnected.add(slot);
        }
        dispatch();
        shard.checkDone();
    }

    @Override
    public void stop() {
        if (exhausted) {
            return;
        }
        noticeDue(); // A loop that comes late to the end owes what became due before it.
        exhausted = true;
        if (timer != null) {
            timer.cancel(false);
        }
        dispatch();
    }

    @Override
    public void cutOff() {
        stop();
        while (!backlog.isEmpty()) {
            shard.recorder().ended(shard.clock().stageAt(backlog.intendedNanos()), Outcome.CUT_OFF);
            backlog.remove();
        }
        shard.recorder().backlog(0);
    }

    @Override
    public boolean finished() {
        return exhausted && backlog.isEmpty();
    }
}
