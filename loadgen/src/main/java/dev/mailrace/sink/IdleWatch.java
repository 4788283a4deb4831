package dev.mailrace.sink;

import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Notices that a client has been silent for too long. Owned by one session, on its event loop.
 *
 * <p>By quarters of the limit: that costs a read one store, and no look at the clock.
 */
final class IdleWatch {
    private static final int QUARTERS = 4;

    private final Runnable silent;
    private @Nullable ScheduledFuture<?> timer;
    private int silentQuarters;

    /** Has {@code silent} run at the limit, and every quarter of it from then on. */
    IdleWatch(Runnable silent) {
        this.silent = silent;
    }

    void start(EventExecutor loop, Duration limit) {
        long quarterNanos = limit.toNanos() / QUARTERS;
        timer = loop.scheduleWithFixedDelay(this::quarterPassed, quarterNanos, quarterNanos, TimeUnit.NANOSECONDS);
    }

    private void quarterPassed() {
        if (++silentQuarters > QUARTERS) {
            silent.run();
        }
    }

    /** The client has said something. */
    void heard() {
        silentQuarters = 0;
    }

    void stop() {
        if (timer != null) {
            timer.cancel(false);
        }
    }
}
