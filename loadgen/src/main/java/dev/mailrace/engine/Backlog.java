package dev.mailrace.engine;

import java.util.concurrent.atomic.AtomicInteger;
import org.HdrHistogram.Histogram;

/**
 * Arrivals that are due but not started: their numbers and intended starts, by session class, oldest first.
 *
 * <p>Keeps times, not a count: the arrivals that waited are the very ones whose response time must show it. One backlog
 * serves all shards, so that none waits behind a stuck connection while a connection of another shard is idle. Thread-safe
 * by a lock, which only arrivals that wait take: sizes are read without it. Each class has a ring that grows up to the
 * common limit.
 */
final class Backlog {
    /** An arrival taken out; owned by the taker, reused. */
    static final class Due {
        int kind;
        long sequence;
        long intendedNanos;
    }

    /** How many ages are looked at in one go; of more, every n-th stands for n. */
    private static final int AGES_MAX = 4_096;

    private final int limit;
    private final Ring[] rings;
    private final AtomicInteger size = new AtomicInteger(); // written under the lock

    /**
     * @param kinds how many session classes there are
     * @param limit how many may wait in all
     */
    Backlog(int kinds, int limit) {
        this.limit = limit;
        rings = new Ring[kinds];
        for (int kind = 0; kind < kinds; kind++) {
            rings[kind] = new Ring();
        }
    }

    /** Adds one, or returns false when the limit is reached. */
    synchronized boolean offer(int kind, long sequence, long intendedNanos) {
        if (size.get() >= limit) {
            return false;
        }
        rings[kind].add(sequence, intendedNanos);
        size.set(size.get() + 1);
        return true;
    }

    /** Takes the oldest of a class out; false when there is none. */
    boolean poll(int kind, Due into) {
        return !isEmpty(kind) && pollLocked(kind, into);
    }

    private synchronized boolean pollLocked(int kind, Due into) {
        Ring ring = rings[kind];
        if (ring.count == 0) {
            return false;
        }
        into.kind = kind;
        into.sequence = ring.sequences[ring.head];
        into.intendedNanos = ring.intendedNanos[ring.head];
        ring.remove();
        size.set(size.get() - 1);
        return true;
    }

    /** Takes the oldest of all classes out; false when there is none. */
    boolean pollOldest(Due into) {
        return !isEmpty() && pollOldestLocked(into);
    }

    private synchronized boolean pollOldestLocked(Due into) {
        int oldest = -1;
        for (int kind = 0; kind < rings.length; kind++) {
            if (rings[kind].count > 0 && (oldest < 0 || rings[kind].first() - rings[oldest].first() < 0)) {
                oldest = kind;
            }
        }
        return oldest >= 0 && pollLocked(oldest, into);
    }

    boolean isEmpty() {
        return size.get() == 0;
    }

    boolean isEmpty(int kind) {
        return rings[kind].count == 0;
    }

    int size() {
        return size.get();
    }

    /**
     * Adds the ages of those that wait.
     *
     * @param sinceNanos those intended before it are left out
     * @param into takes nanoseconds
     */
    synchronized void addAges(long nowNanos, long sinceNanos, Histogram into) {
        for (Ring ring : rings) {
            int stride = Math.max(1, ring.count / AGES_MAX);
            for (int i = 0; i < ring.count; i += stride) {
                long intended = ring.intendedNanos[ring.index(i)];
                if (intended - sinceNanos >= 0) {
                    into.recordValueWithCount(Math.max(0, nowNanos - intended), Math.min(stride, ring.count - i));
                }
            }
        }
    }

    /** Guarded by the backlog; only the count may be read without it. */
    private static final class Ring {
        private long[] sequences = new long[64];
        private long[] intendedNanos = new long[64];
        private int head;
        private volatile int count;

        long first() {
            return intendedNanos[head];
        }

        int index(int place) {
            return (head + place) & (sequences.length - 1);
        }

        @SuppressWarnings("NonAtomicVolatileUpdate") // Written under the lock.
        void add(long sequence, long atNanos) {
            if (count == sequences.length) {
                grow();
            }
            int index = index(count);
            sequences[index] = sequence;
            intendedNanos[index] = atNanos;
            count++;
        }

        @SuppressWarnings("NonAtomicVolatileUpdate") // Written under the lock.
        void remove() {
            head = index(1);
            count--;
        }

        private void grow() {
            int capacity = sequences.length;
            long[] moreSequences = new long[capacity * 2];
            long[] moreIntended = new long[capacity * 2];
            for (int i = 0; i < count; i++) {
                moreSequences[i] = sequences[index(i)];
                moreIntended[i] = intendedNanos[index(i)];
            }
            sequences = moreSequences;
            intendedNanos = moreIntended;
            head = 0;
        }
    }
}
