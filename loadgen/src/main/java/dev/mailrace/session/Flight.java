package dev.mailrace.session;

import org.jspecify.annotations.Nullable;

/**
 * The commands whose replies are awaited, oldest first: replies come in the order of commands (RFC 2920 §3.1).
 *
 * <p>A ring of parallel arrays, so that a command in flight costs no object. Owned by the session's loop.
 */
final class Flight {
    private static final int CAPACITY_INITIAL = 8; // a power of two, as every capacity here
    private static final int PHASE_BITS = Integer.SIZE - Outbox.NUMBER_BITS;
    private static final int PHASE_MASK = (1 << PHASE_BITS) - 1;

    /** The phase in the lowest bits, above it the number of the write: together, as ten thousand sessions each have some. */
    private int[] phasesAndWrites = new int[CAPACITY_INITIAL];

    private long[] sentNanos = new long[CAPACITY_INITIAL];
    private @Nullable Transaction[] transactions = new @Nullable Transaction[CAPACITY_INITIAL];
    private int head;
    private int size;
    private boolean newestGoesOn; // its last byte has not been written

    boolean isEmpty() {
        return size == 0;
    }

    int size() {
        return size;
    }

    /** @param write the number of the outbox's write with the command's last byte */
    void add(Phase phase, long nowNanos, @Nullable Transaction transaction, int write) {
        if (newestGoesOn) {
            throw new IllegalStateException(phase + " behind content that still goes out (expected: it waits)");
        }
        if (size == phasesAndWrites.length) {
            grow();
        }
        int index = (head + size++) & (phasesAndWrites.length - 1);
        phasesAndWrites[index] = phase.ordinal() | (write << PHASE_BITS);
        sentNanos[index] = nowNanos;
        transactions[index] = transaction;
    }

    /** More of the newest command is to be written. */
    void newestGoesOn() {
        newestGoesOn = true;
    }

    /** That write has the newest command's last byte. */
    void newestEnds(int write) {
        newestGoesOn = false;
        int index = (head + size - 1) & (phasesAndWrites.length - 1);
        phasesAndWrites[index] = (phasesAndWrites[index] & PHASE_MASK) | (write << PHASE_BITS);
    }

    Phase phase() {
        return Phase.ofOrdinal(phasesAndWrites[head] & PHASE_MASK);
    }

    /** Whether the oldest command's last byte was given to a write, {@link #write}. */
    boolean isWritten() {
        return !newestGoesOn || size > 1;
    }

    /** The number of the write with the oldest command's last byte, as {@link Outbox#isOut} takes it. */
    int write() {
        return phasesAndWrites[head] >>> PHASE_BITS;
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
        head = (head + 1) & (phasesAndWrites.length - 1);
        size--;
        newestGoesOn &= size > 0;
    }

    private void grow() {
        int capacity = phasesAndWrites.length;
        int[] more = new int[capacity * 2];
        long[] moreSent = new long[capacity * 2];
        @Nullable Transaction[] moreTransactions = new @Nullable Transaction[capacity * 2];
        for (int i = 0; i < size; i++) {
            int from = (head + i) & (capacity - 1);
            more[i] = phasesAndWrites[from];
            moreSent[i] = sentNanos[from];
            moreTransactions[i] = transactions[from];
        }
        phasesAndWrites = more;
        sentNanos = moreSent;
        transactions = moreTransactions;
        head = 0;
    }
}
