package dev.mailrace.net;

import io.netty.channel.IoEventLoop;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SingleThreadIoEventLoop;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Event loops that end behind their channels.
 *
 * <p>A channel of io_uring is closed when the kernel has done with all that was asked of it. A loop without a quiet period does
 * not wait for that: it frees memory that the kernel still writes to, and the process may crash. Each loop waits here as long
 * as its channels go one after the other, up to the limit that its owner has for the end. One that is open, and that nobody
 * closes, is not waited for; nor is one that listened by io_uring, which stays in the count.
 */
final class Loops extends MultiThreadIoEventLoopGroup {
    private static final long LOOK_MILLIS = 1;

    /** So many looks without a change: what is left does not go. The loop itself looks, so a busy machine makes none. */
    private static final int SAME_MAX = 20;

    private final AtomicInteger waiting;

    Loops(int threads, String name, IoHandlerFactory handlers) {
        super(threads, new DefaultThreadFactory(name, true), handlers);
        waiting = new AtomicInteger(threads);
    }

    @Override
    protected IoEventLoop newChild(Executor executor, IoHandlerFactory handlers, Object... more) {
        return new Loop(this, executor, handlers);
    }

    @Override
    public Future<?> shutdownGracefully(long quietPeriod, long timeout, TimeUnit unit) {
        long looks = unit.toMillis(timeout) / LOOK_MILLIS;
        for (EventExecutor each : this) {
            if (each.isShuttingDown()) {
                return super.shutdownGracefully(quietPeriod, timeout, unit);
            }
            Loop loop = (Loop) each;
            loop.execute(() -> loop.awaitChannels(looks, 0, 0, () -> {
                if (waiting.decrementAndGet() == 0) {
                    super.shutdownGracefully(quietPeriod, timeout, unit);
                }
            }));
        }
        return terminationFuture();
    }

    private static final class Loop extends SingleThreadIoEventLoop {
        Loop(Loops all, Executor executor, IoHandlerFactory handlers) {
            super(all, executor, handlers);
        }

        /**
         * Does {@code then} when all channels are gone, or no more go.
         *
         * @param before how many there were at the last look
         * @param same for how many looks there have been so many
         */
        void awaitChannels(long looks, int before, int same, Runnable then) {
            int now = getNumOfRegisteredChannels();
            if (now == 0 || looks <= 0 || same > SAME_MAX) {
                then.run();
                return;
            }
            int still = now == before ? same + 1 : 0;
            schedule(() -> awaitChannels(looks - 1, now, still, then), LOOK_MILLIS, TimeUnit.MILLISECONDS);
        }
    }
}
