package dev.mailrace.session;

import dev.mailrace.net.ResetWatch;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Ends sessions whose reply is overdue, and has them look for resets where the transport may not tell.
 *
 * <p>One sweep over all sessions of a loop instead of a timer a reply: moving a deadline is a store, and ten thousand
 * comparisons a sweep cost some microseconds. Owned by its loop. A timeout strikes at most an eighth late.
 */
public final class Deadlines {
    private static final long SWEEP_NANOS_MIN = TimeUnit.MILLISECONDS.toNanos(2);
    private static final long SWEEP_NANOS_MAX = TimeUnit.SECONDS.toNanos(1);

    private final EventExecutor loop;
    private final long sweepNanos;
    private final boolean looksForResets;
    private SmtpSession[] sessions = new SmtpSession[16];
    private int size;
    private @Nullable Future<?> sweep;
    private long lookedNanos;

    /** Of sessions whose transport tells of every reset. */
    public Deadlines(EventExecutor loop, Timeouts timeouts) {
        this(loop, timeouts, false);
    }

    /** @param looksForResets whether sessions need their {@link ResetWatch} */
    Deadlines(EventExecutor loop, Timeouts timeouts, boolean looksForResets) {
        long sweepNanosMax = looksForResets ? ResetWatch.LOOK_NANOS : SWEEP_NANOS_MAX;
        this.loop = loop;
        this.looksForResets = looksForResets;
        this.sweepNanos = Math.max(SWEEP_NANOS_MIN, Math.min(sweepNanosMax, timeouts.shortestNanos() / 8));
        this.lookedNanos = loop.ticker().nanoTime();
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
        boolean looks = looksForResets && isLookDue(now);
        for (int i = size - 1; i >= 0; i--) {
            if (i >= size) {
                continue; // An owner that hears of one end may end others.
            }
            SmtpSession session = sessions[i]; // From the end: one that times out is replaced by one already seen.
            if (now - session.deadlineNanos > 0) {
                session.timedOut();
            } else if (looks) {
                session.lookForReset();
            }
        }
    }

    /** Sweeps that a busy loop is late with come in one go, and two looks must have a turn of the loop between them. */
    private boolean isLookDue(long now) {
        boolean due = now - lookedNanos >= ResetWatch.LOOK_NANOS * 3 / 4;
        if (due) {
            lookedNanos = now;
        }
        return due;
    }
}
