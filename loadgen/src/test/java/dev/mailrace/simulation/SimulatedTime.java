package dev.mailrace.simulation;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.ManualIoEventLoop;
import io.netty.channel.local.LocalIoHandler;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/**
 * Event loops on the calling thread and one clock that only goes on when somebody lets it. What happens, and in which
 * order, depends on nothing else.
 */
public final class SimulatedTime {
    /** Tasks that follow one another without any time between them; more is a loop that never ends. */
    private static final int ROUNDS_MAX = 200_000;

    private final MockTicker ticker = Ticker.newMockTicker();
    private final List<Loop> loops = new ArrayList<>();
    private boolean running;

    public SimulatedTime() {
        ticker.advance(1, TimeUnit.HOURS); // No clock begins with a run.
    }

    public long nanoTime() {
        return ticker.nanoTime();
    }

    public EventLoop newLoop() {
        Loop loop = new Loop();
        loops.add(loop);
        return loop;
    }

    public EventLoopGroup newGroup(int threads) {
        List<EventLoop> members = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            members.add(newLoop());
        }
        return new SimulatedGroup(members);
    }

    /** Runs what is due, on all loops, until nothing is. */
    public void settle() {
        running = true;
        try {
            boolean busy = true;
            for (int rounds = 0; busy; rounds++) {
                if (rounds > ROUNDS_MAX) {
                    throw new IllegalStateException("something goes on and on at " + ticker.nanoTime() + " ns");
                }
                busy = false;
                for (Loop loop : loops) {
                    busy |= loop.runNow() > 0;
                }
            }
        } finally {
            running = false;
        }
    }

    /** Goes on to what comes next, or to {@code untilNanos} if that is earlier, and runs it; whether there was anything. */
    public boolean step(long untilNanos) {
        long next = loops.stream().mapToLong(Loop::nextNanos).min().orElse(Long.MAX_VALUE);
        ticker.advance(Math.max(0, Math.min(next, untilNanos) - ticker.nanoTime()), TimeUnit.NANOSECONDS);
        settle();
        return next <= untilNanos;
    }

    private final class Loop extends ManualIoEventLoop {
        Loop() {
            super(null, Thread.currentThread(), LocalIoHandler.newFactory(), ticker);
        }

        long nextNanos() {
            long deadline = nextScheduledTaskDeadlineNanos();
            return deadline < 0 ? Long.MAX_VALUE : deadline;
        }

        /** Who asks from outside waits for the answer, on the thread that would have to give it: so it is given now. */
        @Override
        public <T> Future<T> submit(Callable<T> task) {
            if (running) {
                return super.submit(task);
            }
            try {
                return newSucceededFuture(task.call());
            } catch (Exception e) {
                return newFailedFuture(e);
            }
        }
    }
}
