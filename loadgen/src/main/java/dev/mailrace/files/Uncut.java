package dev.mailrace.files;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Work that leaves a file behind where the process ends amid it, such as the copy from which a file is replaced, or a native
 * library on its way from the jar: the end waits for it. Any thread may ask.
 */
public final class Uncut {
    private static final Object LOCK = new Object();
    private static int underWay;
    private static boolean ended;

    private Uncut() {}

    /** Waits for ever where the process ends. */
    public static void begin() throws InterruptedException {
        synchronized (LOCK) {
            while (ended) {
                LOCK.wait();
            }
            underWay++;
        }
    }

    public static void end() {
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
