package dev.mailrace.cluster;

import dev.mailrace.cluster.CoordinatorActor.Event;
import io.netty.util.concurrent.Ticker;
import java.util.Queue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** What happened, until the one thread that waits for it takes it; {@link #queue} is any's. */
final class Inbox {
    /* Signals come by way of a flag that is looked at so often. */
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final LinkedBlockingQueue<Event> events = new LinkedBlockingQueue<>();

    /** Where it is put. */
    Queue<Event> queue() {
        return events;
    }

    /** Has {@code take} get what comes, until that is so or the time is up; whether it is so. */
    boolean await(long nanosMax, BooleanSupplier until, Consumer<Event> take) throws InterruptedException {
        long endNanos = Ticker.systemTicker().nanoTime() + nanosMax;
        while (!until.getAsBoolean()) {
            long left = endNanos - Ticker.systemTicker().nanoTime();
            if (left <= 0) {
                return false;
            }
            Event event = events.poll(Math.min(left, LOOK_NANOS), TimeUnit.NANOSECONDS);
            if (event != null) {
                take.accept(event);
            }
        }
        return true;
    }
}
