package dev.mailrace.engine;

import io.netty.channel.EventLoop;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;

/**
 * Limits how many connections are opened at once and per second.
 *
 * <p>Owned by the shard's loop. Those that may not yet wait in the order in which they came.
 */
final class ConnectGate {
    /** Connects under way at once: more would only queue in the server's backlog, where they cannot be timed. */
    private static final int UNDER_WAY_MAX = 256;

    /** A loop that comes late may catch up by this much, and no more: a burst is not what a rate asks for. */
    private static final long BURST_NANOS_MAX = TimeUnit.MILLISECONDS.toNanos(10);

    private final EventLoop loop;
    private final long gapNanos; // between two connects; 0 without a rate
    private final ArrayDeque<Connection> waiting = new ArrayDeque<>();
    private int underWay;
    private long nextNanos = Long.MIN_VALUE; // when the next may begin
    private boolean armed;

    /** @param perSecondMax of this shard; 0: no limit */
    ConnectGate(EventLoop loop, double perSecondMax) {
        this.loop = loop;
        this.gapNanos = perSecondMax == 0 ? 0 : Math.round(TimeUnit.SECONDS.toNanos(1) / perSecondMax);
    }

    /** Connects it, now or in its turn. */
    void admit(Connection connection) {
        waiting.add(connection);
        pass();
    }

    /** A connect came to its end, good or bad. */
    void ended() {
        underWay--;
        pass();
    }

    void clear() {
        waiting.clear();
    }

    private void pass() {
        while (!waiting.isEmpty() && underWay < UNDER_WAY_MAX && isTime()) {
            underWay++;
            waiting.remove().connectNow();
        }
    }

    /** Whether the rate allows another connect, which is then counted; if not, a timer comes back to it. */
    private boolean isTime() {
        if (gapNanos == 0) {
            return true;
        }
        long now = loop.ticker().nanoTime();
        if (nextNanos > now) {
            if (!armed) {
                armed = true;
                loop.schedule(this::timeCame, nextNanos - now, TimeUnit.NANOSECONDS);
            }
            return false;
        }
        nextNanos = Math.max(nextNanos, now - BURST_NANOS_MAX) + gapNanos;
        return true;
    }

    private void timeCame() {
        armed = false;
        pass();
    }
}
