package dev.mailrace.engine;

/**
 * Arrivals that are due but not started: their numbers and intended starts, oldest first.
 *
 * <p>Keeps times, not a count: the arrivals that waited are the very ones whose response time must show it. Owned by the
 * shard's loop; a ring that grows up to its limit.
 */
final class Backlog {
    private final int limit;
    private long[] sequences = new long[64];
    private long[] intendedNanos = new long[64];
    private int head;
    private int size;

    /** @param limit how many may wait */
    Backlog(int limit) {
        this.limit = limit;
    }

    /** Adds one, or returns false when the limit is reached. */
    boolean offer(long sequence, long atNanos) {
        if (isFull()) {
            return false;
        }
        if (size == sequences.length) {
            grow();
        }
        int index = (head + size++) & (sequences.length - 1);
        sequences[index] = sequence;
        intendedNanos[index] = atNanos;
        return true;
    }

    private void grow() {
        int capacity = sequences.length;
        long[] moreSequences = new long[capacity * 2];
        long[] moreIntended = new long[capacity * 2];
        for (int i = 0; i < size; i++) {
            moreSequences[i] = sequences[(head + i) & (capacity - 1)];
            moreIntended[i] = intendedNanos[(head + i) & (capacity - 1)];
        }
        sequences = moreSequences;
        intendedNanos = moreIntended;
        head = 0;
    }

    boolean isFull() {
        return size >= limit;
    }

    boolean isEmpty() {
        return size == 0;
    }

    int size() {
        return size;
    }

    /** The oldest one's number; there must be one. */
    long sequence() {
        return sequences[head];
    }

    /** The oldest one's intended start. */
    long intendedNanos() {
        return intendedNanos[head];
    }

    /** Forgets the oldest. */
    void remove() {
        head = (head + 1) & (sequences.length - 1);
        size--;
    }
}
