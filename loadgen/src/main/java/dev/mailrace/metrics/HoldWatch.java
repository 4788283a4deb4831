package dev.mailrace.metrics;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Sees that the whole process is held: stopped by a signal, frozen, in a virtual machine that was paused, or, which comes
 * to the same, while garbage is collected.
 *
 * <p>A thread that does nothing but sleep, and notes how late it wakes. A loop's own timers cannot tell: they are late
 * behind the loop's work as well. Nor are they late for longer than a hold, and one that is short beside what a closed loop
 * allows goes unseen, however often it comes. What the thread spent waiting for a processor is taken off, for a machine
 * whose processors are all in use is {@link LoopLoad}'s to judge, and that is an ordinary thing: beside a server, other
 * programs and 16 threads that burned two processors such a thread was late for a fifth of the time. Held by a quota of
 * processor time, threads wait as well; see {@link CpuQuota}.
 *
 * <p>Owned by its own thread; any thread may ask.
 */
final class HoldWatch implements AutoCloseable {
    private static final long SLEEP_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    /* Who waits for a processor wakes late; so what is punctual need not be asked how long it waited. */
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    /** Waking takes so long where nothing is wrong, ... */
    static final long LATE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    /** ... or, where nobody says how long the thread waited for a processor, so long. */
    static final long LATE_NANOS_WAIT_UNKNOWN = TimeUnit.MILLISECONDS.toNanos(50);

    private final AtomicLong heldNanos = new AtomicLong();
    private volatile boolean over;
    private long waitedNanos;

    static HoldWatch start() {
        HoldWatch watch = new HoldWatch();
        Thread thread = new Thread(watch::watch, "mailrace-hold-watch");
        thread.setDaemon(true);
        thread.start();
        return watch;
    }

    private void watch() {
        LoopThread self = LoopThread.current();
        long tolerance = self.knowsWaiting() ? LATE_NANOS : LATE_NANOS_WAIT_UNKNOWN;
        waitedNanos = self.waitNanos();
        long now = System.nanoTime();
        while (!over) {
            long due = now + SLEEP_NANOS;
            now = sleepUntil(due);
            if (now - due > LOOK_NANOS) {
                late(now - due, self.waitNanos(), tolerance);
            }
        }
    }

    private long sleepUntil(long due) {
        long now = System.nanoTime();
        while (now - due < 0 && !over) {
            LockSupport.parkNanos(due - now);
            now = System.nanoTime();
        }
        return now;
    }

    /**
     * Woke late.
     *
     * @param waited how long the thread had waited for a processor by then, since it began
     */
    void late(long lateNanos, long waited, long tolerance) {
        long held = lateNanos - Math.max(0, waited - waitedNanos);
        waitedNanos = waited;
        if (held > tolerance) {
            heldNanos.addAndGet(held);
        }
    }

    /** For how long the process was held so far. */
    long heldNanos() {
        return heldNanos.get();
    }

    @Override
    public void close() {
        over = true;
    }
}
