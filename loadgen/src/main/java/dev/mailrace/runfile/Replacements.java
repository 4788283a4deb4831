package dev.mailrace.runfile;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * The files of this process that are being replaced: each has a copy beside it for a moment, which a process that ends then
 * would leave there. Any thread may ask.
 */
public final class Replacements {
    private static final Object LOCK = new Object();
    private static int underWay;
    private static boolean ended;

    private Replacements() {}

    /** Waits for ever where the process ends. */
    static void begin() throws InterruptedException {
        synchronized (LOCK) {
            while (ended) {
                LOCK.wait();
            }
            underWay++;
        }
    }

    static void end() {
        synchronized (LOCK) {
            underWay--;
            LOCK.notifyAll();
        }
    }

    /** The process ends: waits for those under way, and lets no other begin. */
    public static void finish(Duration max) throws InterruptedException {
        long endNanos = System.nanoTime() + max.toNanos();
        synchronized (LOCK) {
            ended = true;
            for (long left = max.toNanos(); underWay > 0 && left > 0; left = endNanos - System.nanoTime()) {
                TimeUnit.NANOSECONDS.timedWait(LOCK, left);
            }
        }
    }
}
