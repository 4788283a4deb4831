package dev.mailrace.net;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.FastThreadLocal;
import io.netty.util.concurrent.Future;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Has every {@link ResetWatch} of a loop look a few times a second. Owned by its loop.
 *
 * <p>One sweep for all: ten thousand watches that have nothing to do cost it some microseconds.
 */
final class ResetPatrol {
    /** The third look after the last bytes tells, so a reset is known within a second. */
    private static final long ROUND_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private static final FastThreadLocal<ResetPatrol> OF_LOOP = new FastThreadLocal<>();

    private final EventExecutor loop;
    private ResetWatch[] watches = new ResetWatch[16];
    private int size;
    private @Nullable Future<?> rounds;
    private long roundNanos; // when the last began

    private ResetPatrol(EventExecutor loop) {
        this.loop = loop;
    }

    /** That of the loop, which is the caller's own. */
    static ResetPatrol ofLoop(EventExecutor loop) {
        if (!loop.inEventLoop()) {
            throw new IllegalStateException("called from another thread (expected: the channel's loop)");
        }
        ResetPatrol known = OF_LOOP.get();
        if (known == null) {
            known = new ResetPatrol(loop);
            OF_LOOP.set(known);
        }
        return known;
    }

    void add(ResetWatch watch) {
        if (size == watches.length) {
            watches = Arrays.copyOf(watches, size * 2);
        }
        watch.patrolSlot = size;
        watches[size++] = watch;
        if (rounds == null) {
            roundNanos = loop.ticker().nanoTime();
            rounds = loop.scheduleAtFixedRate(this::round, ROUND_NANOS, ROUND_NANOS, TimeUnit.NANOSECONDS);
        }
    }

    @SuppressWarnings("NullAway") // The slot behind the last watch may hold null: nobody reads it.
    void remove(ResetWatch watch) {
        int slot = watch.patrolSlot;
        ResetWatch last = watches[--size];
        watches[slot] = last;
        last.patrolSlot = slot;
        watches[size] = null;
        if (size == 0 && rounds != null) {
            rounds.cancel(false);
            rounds = null;
        }
    }

    private void round() {
        long now = loop.ticker().nanoTime();
        if (now - roundNanos < ROUND_NANOS / 2) {
            return; // A busy loop catches up: between two looks it must have had time to read.
        }
        roundNanos = now;
        for (int i = size - 1; i >= 0; i--) {
            if (i < size) { // One that hears of its end may end others.
                watches[i].look();
            }
        }
    }
}
