package dev.mailrace.engine;

import java.util.BitSet;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A closed loop: each connection's next transaction is due a think time after its last one ended.
 *
 * <p>Owned by the shard's loop. Numbers are claimed from one count of all shards, so that none ends early while another has
 * much left. A connection whose session is gone has its next arrival at once and connects for it; after a failed connect
 * it waits a little longer each time.
 */
final class ClosedLoop implements ArrivalSource {
    private final Shard shard;
    private final Crew crew;
    private final long thinkNanos;
    private final long rampNanos;
    private final BitSet thinking = new BitSet(); // by number of the connection: its next arrival has a timer
    private boolean stopped;

    ClosedLoop(Shard shard, Crew crew, long thinkNanos, long rampNanos) {
        this.shard = shard;
        this.crew = crew;
        this.thinkNanos = thinkNanos;
        this.rampNanos = rampNanos;
    }

    @Override
    public void start() {
        for (Connection connection : shard.pool().all()) {
            arriveIn(connection, shard.share(rampNanos, connection));
        }
    }

    @Override
    public @Nullable Arrival next(Connection connection) {
        if (thinkNanos == 0) {
            return connection.state() == ConnectionState.IDLE ? null : arrivalNow(connection);
        }
        if (!isThinking(connection) && connection.isFree() && mayArrive(shard.now())) {
            arriveIn(connection, thinkNanos);
        }
        return null;
    }

    private @Nullable Arrival arrivalNow(Connection connection) {
        long now = shard.now();
        long number = mayArrive(now) ? crew.claimNumber() : -1;
        if (number < 0) {
            return null;
        }
        int kind = connection.route().number();
        shard.arrivals().due(kind, now);
        return shard.arrivals().take(connection.route(), number, now);
    }

    @Override
    public void notice() {
        // What is due here is due because a session was answered.
    }

    @Override
    public void serve() {
        // Only its own arrivals wait here.
    }

    @Override
    public void disconnected(Connection connection, boolean failed) {
        if (isThinking(connection)) {
            return;
        }
        if (!mayArrive(shard.now())) {
            shard.pool().becameFree(connection); // For what is tried again.
            return;
        }
        arriveIn(connection, failed ? connection.rest() : thinkNanos);
    }

    private boolean isThinking(Connection connection) {
        return thinking.get(connection.number());
    }

    private void arriveIn(Connection connection, long nanos) {
        thinking.set(connection.number());
        if (nanos == 0) {
            shard.loop()
                    .execute(() -> turnCame(connection)); // Not at once: the caller may still be closing the session.
        } else {
            shard.loop().schedule(() -> turnCame(connection), nanos, TimeUnit.NANOSECONDS);
        }
    }

    private void turnCame(Connection connection) {
        try {
            arrive(connection);
        } catch (RuntimeException | Error e) { // The loop would keep it to itself.
            shard.broken(e);
        }
    }

    private void arrive(Connection connection) {
        thinking.clear(connection.number());
        connection.rested();
        if (mayArrive(shard.now())) {
            connection.seat().claim();
            Arrival arrival = connection.seat().holds() ? null : arrivalNow(connection);
            if (arrival != null) {
                connection.take(arrival);
            } else if (connection.seat().holds()) {
                connection.open();
            }
        }
        if (finished()) {
            connection.leave();
            if (connection.isGone()) {
                connection.seat().release();
                shard.pool().becameFree(connection);
            }
            crew.tellFinished(); // Those that think would think in vain.
        }
        shard.checkDone();
    }

    private boolean mayArrive(long now) {
        return !stopped
                && crew.hasNumbers()
                && now - shard.clock().originNanos() < shard.clock().endNanos();
    }

    @Override
    public void stop() {
        stopped = true;
    }

    @Override
    public void cutOff() {
        // Nothing waits here: an arrival of a closed loop is with its connection from the start.
        stopped = true;
    }

    @Override
    public boolean finished() {
        return !mayArrive(shard.now());
    }
}
