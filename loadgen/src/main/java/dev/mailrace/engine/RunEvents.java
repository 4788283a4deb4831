package dev.mailrace.engine;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAccumulator;
import org.jspecify.annotations.Nullable;

/** What shards and signals tell the engine's thread. Any thread may write; the engine's thread waits. */
class RunEvents {
    enum Event {
        SHARD_DONE,
        INTERRUPTED,
        SLO_BROKEN,
        OUTPUT_LOST,
        BROKEN
    }

    private final LinkedBlockingQueue<Event> queue = new LinkedBlockingQueue<>();
    private final AtomicReference<@Nullable Throwable> fault = new AtomicReference<>();
    private final LongAccumulator lastOutcomeNanos;

    /** @param originNanos when the run began */
    RunEvents(long originNanos) {
        lastOutcomeNanos = new LongAccumulator((a, b) -> b - a > 0 ? b : a, originNanos);
    }

    /** A shard has nothing left to do; its last arrival ended at {@code lastOutcomeNanos}. */
    void shardDone(long lastNanos) {
        lastOutcomeNanos.accumulate(lastNanos);
        queue.add(Event.SHARD_DONE);
    }

    void interrupted() {
        queue.add(Event.INTERRUPTED);
    }

    void sloBroken() {
        queue.add(Event.SLO_BROKEN);
    }

    void outputLost() {
        queue.add(Event.OUTPUT_LOST);
    }

    void broken(Throwable cause) {
        if (fault.compareAndSet(null, cause)) {
            queue.add(Event.BROKEN);
        }
    }

    /** When the last arrival ended; the run's beginning when none has. */
    long lastOutcomeNanos() {
        return lastOutcomeNanos.get();
    }

    /** The first fault; null when there was none. */
    @Nullable
    Throwable fault() {
        return fault.get();
    }

    /** The next event, or null after {@code nanos} without one. */
    @Nullable
    Event await(long nanos) throws InterruptedException {
        return queue.poll(Math.max(0, nanos), TimeUnit.NANOSECONDS);
    }
}
