package dev.mailrace.engine;

import org.jspecify.annotations.Nullable;

/** Decides when a shard's arrivals are due and which connection takes them. Owned by the shard's loop. */
interface ArrivalSource {
    /** The run begins now. */
    void start();

    /** The connection's session could start a transaction: the arrival for it, or null when none is due. */
    @Nullable
    Arrival next(Connection connection);

    /** The loop has handled something else: what has become due meanwhile may start. */
    void notice();

    /** Another shard has arrivals that it has no connection for. */
    void serve();

    /**
     * The connection is closed; it may be opened again.
     *
     * @param failed whether its session was never established, or turned away at once
     */
    void disconnected(Connection connection, boolean failed);

    /** No arrival becomes due from now on; those that are may still be served. */
    void stop();

    /** Arrivals that are due and wait end now. */
    void cutOff();

    /** Whether nothing is due and nothing will be, in no shard. */
    boolean finished();
}
