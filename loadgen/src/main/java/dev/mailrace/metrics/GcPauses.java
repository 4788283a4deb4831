package dev.mailrace.metrics;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import javax.management.ListenerNotFoundException;
import javax.management.NotificationEmitter;
import javax.management.NotificationListener;
import javax.management.openmbean.CompositeData;

/** The pauses of the garbage collector. Told of them by a thread of the JVM; any thread may ask. */
final class GcPauses implements AutoCloseable {
    private final AtomicLong longestMillis = new AtomicLong();
    private final NotificationListener listener = (notification, handback) -> {
        if (notification.getUserData() instanceof CompositeData data
                && data.containsKey("gcInfo")
                && data.get("gcInfo") instanceof CompositeData gc
                && gc.get("duration") instanceof Long millis
                && !String.valueOf(data.get("gcName")).contains("Cycles")) { // Cycles run beside us; pauses stop us.
            longestMillis.accumulateAndGet(millis, Math::max);
        }
    };

    GcPauses() {
        for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
            if (collector instanceof NotificationEmitter emitter) {
                emitter.addNotificationListener(listener, null, null);
            }
        }
    }

    /** Forgets the longest so far. */
    void begin() {
        longestMillis.set(0);
    }

    /** The longest since {@link #begin}. */
    long longestNanos() {
        return TimeUnit.MILLISECONDS.toNanos(longestMillis.get());
    }

    @Override
    public void close() {
        for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
            if (collector instanceof NotificationEmitter emitter) {
                stopListening(emitter);
            }
        }
    }

    private void stopListening(NotificationEmitter emitter) {
        try {
            emitter.removeNotificationListener(listener);
        } catch (ListenerNotFoundException e) {
            throw new IllegalStateException("closed twice (expected: once)", e);
        }
    }
}
