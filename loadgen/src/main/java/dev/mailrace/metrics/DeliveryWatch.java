package dev.mailrace.metrics;

import java.time.Instant;

/** Follows what a server accepted to where it arrives. Called on the thread that runs the engine. */
public interface DeliveryWatch {
    /**
     * The load begins.
     *
     * @param originNanos when, on the loops' ticker
     * @param origin the same moment by the wall clock
     */
    void begins(long originNanos, Instant origin);

    /** Counts what is expected from now on; borrowed. */
    void sent(SentLog log, TallyBuilder warmup, TallyBuilder measured);

    /** Counts what has arrived since the last call; what was sent before is known by now. */
    void arrived(TallyBuilder warmup, TallyBuilder measured);

    /**
     * Whether there is nothing to wait for any more, not even a copy or for a server to hear that its last message was taken.
     *
     * @param nowNanos on the loops' ticker
     */
    boolean isSettled(long nowNanos);

    /** How long to wait for deliveries when the load is over, in nanoseconds. */
    long waitNanos();

    /**
     * With the next interval the books are closed: what has not arrived by then is missing.
     *
     * @param waited whether the whole wait is over; otherwise what is missing may still come
     * @param nowNanos on the loops' ticker
     */
    void closes(boolean waited, long nowNanos);
}
