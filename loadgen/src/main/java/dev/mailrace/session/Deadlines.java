package dev.mailrace.session;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Ends sessions whose reply is overdue.
 *
 * <p>One sweep over all sessions of a loop instead of a timer a reply: moving a deadline is a store, and ten thousand
 * comparisons a sweep cost some microseconds. Owned by its loop. A timeout strikes at most an eighth late, that of
 * content a quarter.
 */
public final class Deadlines {
    /** After a failed write, how long a reply that explains it may still arrive. */
    static final long LAST_WORDS_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final long SWEEP_NANOS_MIN = TimeUnit.MILLISECONDS.toNanos(2);
    private static final long SWEEP_NANOS_MAX = TimeUnit.SECONDS.toNanos(1);

    private final EventExecutor loop;
    private final long sweepNanos;
    private SmtpSession[] sessions = new SmtpSession[16];
    private int size;
    private @Nullable Future<?> sweep;

    public Deadlines(EventExecutor loop, Timeouts timeouts) {
        this.loop = loop;
        this.sweepNanos = Math.max(SWEEP_NANOS_MIN, Math.min(SWEEP_NANOS_MAX, timeouts.shortestNanos() / 8));
    }

    void add(SmtpSession session) {
        if (size == sessions.length) {
            sessions = Arrays.copyOf(sessions, size * 2);
        }
        session.deadlineSlot = size;
        sessions[size++] = session;
        if (sweep == null) {
            sweep = loop.scheduleAtFixedRate(this::sweep, sweepNanos, sweepNanos, TimeUnit.NANOSECONDS);
        }
    }

    @SuppressWarnings("NullAway") // The slot behind the last session may hold null: nobody reads it.
    void remove(SmtpSession session) {
        int slot = session.deadlineSlot;
        SmtpSession last = sessions[--size];
        sessions[slot] = last;
        last.deadlineSlot = slot;
        sessions[size] = null;
        if (size == 0 && sweep != null) {
            sweep.cancel(false);
            sweep = null;
        }
    }

    private void sweep() {
        long now = loop.ticker().nanoTime();
        for (int i = size - 1; i >= 0; i--) {
            if (i >= size) {
                continue; // An owner that is told of one end may end others.
            }
            SmtpSession session = sessions[i]; // From the end: one that times out is replaced by one already seen.
            if (session.watchesContent) {
                session.transactions.content().watch(now);
            }
            if (now - session.deadlineNanos > 0) {
                session.timedOut();
            }
        }
    }
}
