package dev.mailrace.engine;

import org.jspecify.annotations.Nullable;

/** Decides when a shard's arrivals are due and which slot takes them. Owned by the shard's loop. */
interface ArrivalSource {
    /** The run begins now. */
    void start();

    /** The slot's session could start a transaction: the arrival for it, or null when none is due. */
    @Nullable
    Arrival next(Slot slot);

    /** The loop has handled something else: what has become due meanwhile may start. */
    void notice();

    /**
     * The slot has no connection any more.
     *
     * @param failed whether its session was never established
     */
    void disconnected(Slot slot, boolean failed);

    /** No arrival becomes due from now on; those that are may still be served. */
    void stop();

    /** Arrivals that are due and wait end now. */
    void cutOff();

    /** Whether nothing is due and nothing will be. */
    boolean finished();
}
