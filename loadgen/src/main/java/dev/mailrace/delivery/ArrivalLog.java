package dev.mailrace.delivery;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/**
 * What has arrived and was not yet counted. Any thread may add; one reads. An arrival that is as it should be allocates nothing in
 * steady state.
 */
final class ArrivalLog {
    /** The recipient of a message is not known. */
    static final int ANY_RECIPIENT = -1;

    /** A message does not say when it was due. */
    static final long NO_DUE = -1;

    private static final int NUMBERS_EACH = 4;
    private static final Kind[] KINDS = Kind.values();
    private static final int AT_FIRST = 256;
    private static final int KIND_BITS = 3;

    /** What arrived. */
    enum Kind {
        WHOLE,
        ALTERED,
        /** For somebody to whom it was not sent. */
        STRAY,
        /** A notice that a message was given up. */
        BOUNCE,
        /** Nothing of this run. */
        FOREIGN,
        /** Nothing, for a mailbox could not be read. */
        UNREAD
    }

    /** Takes what is read. */
    interface Reader {
        /**
         * One thing has arrived.
         *
         * @param recipient of the message's, from 0; or {@link #ANY_RECIPIENT}
         * @param dueMicros when it was due, as it says itself, since 1970; {@link #NO_DUE}: it does not say
         * @param nanos when it arrived, on the loops' ticker
         * @param remark what is to be said of it; empty: nothing
         */
        void arrived(Kind kind, long sequence, int recipient, long dueMicros, long nanos, String remark);
    }

    private long[] numbers = new long[AT_FIRST * NUMBERS_EACH]; // guarded by this, as the next two
    private int used;
    private Deque<String> remarks = new ArrayDeque<>(); // of those that are not whole
    private long[] spare = new long[AT_FIRST * NUMBERS_EACH]; // the reader's

    synchronized void whole(long sequence, int recipient, long dueMicros, long nanos) {
        add(Kind.WHOLE, sequence, recipient, dueMicros, nanos);
    }

    synchronized void remarkable(Kind kind, long sequence, int recipient, long nanos, String remark) {
        add(kind, sequence, recipient, NO_DUE, nanos);
        remarks.add(remark);
    }

    private void add(Kind kind, long sequence, int recipient, long dueMicros, long nanos) {
        if (used == numbers.length) {
            numbers = Arrays.copyOf(numbers, 2 * used);
        }
        numbers[used++] = (long) recipient << KIND_BITS | kind.ordinal();
        numbers[used++] = sequence;
        numbers[used++] = dueMicros;
        numbers[used++] = nanos;
    }

    /** Reads what was added since the last time, in its order, and forgets it. */
    void drain(Reader reader) {
        long[] full;
        int count;
        Deque<String> said;
        synchronized (this) {
            full = numbers;
            count = used;
            said = remarks;
            numbers = spare;
            used = 0;
            remarks = said.isEmpty() ? said : new ArrayDeque<>();
        }
        spare = full;
        for (int i = 0; i < count; i += NUMBERS_EACH) {
            Kind kind = KINDS[(int) full[i] & (1 << KIND_BITS) - 1];
            String remark = kind == Kind.WHOLE ? "" : said.remove();
            reader.arrived(kind, full[i + 1], (int) (full[i] >> KIND_BITS), full[i + 2], full[i + 3], remark);
        }
    }
}
