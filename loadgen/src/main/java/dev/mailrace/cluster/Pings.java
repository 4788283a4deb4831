package dev.mailrace.cluster;

import io.netty.util.concurrent.Ticker;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;

/** Measures by how much clocks elsewhere differ from this process's, one after the other. Owned by one thread. */
final class Pings {
    /** Of so many round trips the shortest counts. */
    private static final int COUNT = 16;

    private final ActorRef<ToCoordinator> answers;
    private final Patience patience;
    private long number;
    private long sentNanos;
    private boolean ponged;
    private ClockOffset monotonic = ClockOffset.UNKNOWN;
    private ClockOffset wall = ClockOffset.UNKNOWN;

    /** Takes messages until something is so, or the time is up. */
    interface Patience {
        boolean await(long nanosMax, BooleanSupplier until) throws InterruptedException;
    }

    /**
     * @param answers who gets them, and calls {@link #ponged}
     * @param patience waits for them
     */
    Pings(ActorRef<ToCoordinator> answers, Patience patience) {
        this.answers = answers;
        this.patience = patience;
    }

    /** Has the clock of one measured, as far as it answers. */
    void measure(int place, Consumer<ToAgent> to, BooleanSupplier gone) throws InterruptedException {
        monotonic = ClockOffset.UNKNOWN;
        wall = ClockOffset.UNKNOWN;
        for (int i = 0; i < COUNT && !gone.getAsBoolean(); i++) {
            ponged = false;
            sentNanos = Ticker.systemTicker().nanoTime();
            to.accept(new ToAgent.Ping(place, ++number, answers));
            patience.await(Pulse.SILENCE_MAX.toNanos(), () -> ponged || gone.getAsBoolean());
            if (!ponged) {
                return; // It is silent, which others notice.
            }
        }
    }

    /** @param nanos when the answer came */
    void ponged(ToCoordinator.Pong pong, long nanos) {
        if (pong.number() == number) { // Else it came too late.
            monotonic = monotonic.or(ClockOffset.of(sentNanos, pong.nanos(), nanos));
            long behindNanos = wallNanos() - Ticker.systemTicker().nanoTime();
            wall = wall.or(ClockOffset.of(sentNanos + behindNanos, pong.wallNanos(), nanos + behindNanos));
            ponged = true;
        }
    }

    /** The wall clock, since 1970. */
    static long wallNanos() {
        Instant now = Instant.now();
        return TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
    }

    /** Of the one that was measured last. */
    ClockOffset monotonic() {
        return monotonic;
    }

    /** The same of the clock that people read. */
    ClockOffset wall() {
        return wall;
    }
}
