package dev.mailrace.session;

import org.jspecify.annotations.Nullable;

/**
 * The commands whose replies are awaited, oldest first: replies come in the order of commands (RFC 2920 §3.1).
 *
 * <p>A ring of parallel arrays, so that a command in flight costs no object. Owned by the session's loop.
 */
final class Flight {
    private static final int CAPACITY_INITIAL = 8; // a power of two, as every capacity here

    private byte[] phases = new byte[CAPACITY_INITIAL];
    private long[] sentNanos = new long[CAPACITY_INITIAL];
    private @Nullable Transaction[] transactions = new @Nullable Transaction[CAPACITY_INITIAL];
    private int head;
    private int size;

    boolean isEmpty() {
        return size == 0;
    }

    int size() {
        return size;
    }

    void add(Phase phase, long nowNanos, @Nullable Transaction transaction) {
        if (size == phases.length) {
            grow();
        }
        int index = (head + size++) & (phases.length - 1);
        phases[index] = (byte) phase.ordinal();
        sentNanos[index] = nowNanos;
        transactions[index] = transaction;
    }

    Phase phase() {
        return Phase.ofOrdinal(phases[head]);
    }

    long sentNanos() {
        return sentNanos[head];
    }

    @Nullable
    Transaction transaction() {
        return transactions[head];
    }

    /** Forgets the oldest command. */
    void remove() {
        transactions[head] = null;
        head = (head + 1) & (phases.length - 1);
        size--;
    }

    private void grow() {
        int capacity = phases.length;
        byte[] morePhases = new byte[capacity * 2];
        long[] moreSent = new long[capacity * 2];
        @Nullable Transaction[] moreTransactions = new @Nullable Transaction[capacity * 2];
        for (int i = 0; i < size; i++) {
            int from = (head + i) & (capacity - 1);
            morePhases[i] = phases[from];
            moreSent[i] = sentNanos[from];
            moreTransactions[i] = transactions[from];
        }
        phases = morePhases;
        sentNanos = moreSent;
        transactions = moreTransactions;
        head = 0;
    }
}
