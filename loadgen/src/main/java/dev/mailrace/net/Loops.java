package dev.mailrace.net;

import io.netty.channel.IoEventLoop;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SingleThreadIoEventLoop;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * Event loops that end behind their channels.
 *
 * <p>A channel of io_uring is closed when the kernel has done with all that was asked of it. A loop without a quiet period does
 * not wait for that: it frees memory that the kernel still writes to, and the process may crash. Time is what it gives here,
 * up to the limit that its owner has for the end.
 */
final class Loops extends MultiThreadIoEventLoopGroup {
    private static final long LOOK_MILLIS = 1;

    Loops(int threads, String name, IoHandlerFactory handlers) {
        super(threads, new DefaultThreadFactory(name, true), handlers);
    }

    @Override
    protected IoEventLoop newChild(Executor executor, IoHandlerFactory handlers, Object... more) {
        return new Loop(this, executor, handlers);
    }

    private static final class Loop extends SingleThreadIoEventLoop {
        Loop(Loops all, Executor executor, IoHandlerFactory handlers) {
            super(all, executor, handlers);
        }

        boolean hasChannels() {
            return getNumOfRegisteredChannels() > 0;
        }
    }

    @Override
    public Future<?> shutdownGracefully(long quietPeriod, long timeout, TimeUnit unit) {
        endBehindChannels(
                unit.toMillis(timeout) / LOOK_MILLIS, () -> super.shutdownGracefully(quietPeriod, timeout, unit));
        return terminationFuture();
    }

    private void endBehindChannels(long looks, Runnable end) {
        if (looks > 0 && hasChannels()) {
            GlobalEventExecutor.INSTANCE.schedule(
                    () -> endBehindChannels(looks - 1, end), LOOK_MILLIS, TimeUnit.MILLISECONDS);
        } else {
            end.run();
        }
    }

    private boolean hasChannels() {
        for (EventExecutor each : this) {
            if (((Loop) each).hasChannels()) {
                return true;
            }
        }
        return false;
    }
}
