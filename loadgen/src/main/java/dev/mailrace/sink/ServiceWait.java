package dev.mailrace.sink;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.util.concurrent.EventExecutor;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What one session waits for while a worker of the {@link ServiceDesk} has its message or its login, or while a reply is
 * held back, and the bytes that its client sends meanwhile: nobody reads them before. Owned by the session, on its event loop.
 *
 * <p>Once it holds bytes, its owner reads no more from the connection, so they are those of one batch of reads. Before,
 * it goes on reading, so that a client that leaves is noticed.
 */
final class ServiceWait {
    private final Runnable served;
    private @Nullable ScheduledFuture<?> timer; // null: nothing is waited for
    private @Nullable ByteBuf held; // owned; null: nothing has come
    private long finishNanos;

    /** A session's, which has {@code served} run each time that a wait is over. */
    ServiceWait(Runnable served) {
        this.served = served;
    }

    boolean isUnderWay() {
        return timer != null;
    }

    /**
     * Begins to wait.
     *
     * @param untilNanos on the loop's clock
     */
    void begin(EventExecutor loop, long untilNanos) {
        finishNanos = untilNanos;
        long delayNanos = Math.max(0, finishNanos - loop.ticker().nanoTime());
        timer = loop.schedule(this::finished, delayNanos, TimeUnit.NANOSECONDS);
    }

    private void finished() {
        timer = null;
        served.run();
    }

    /** When the wait is over, or was: bytes that were held are there since then at the latest. */
    long finishNanos() {
        return finishNanos;
    }

    /** Keeps a copy of the bytes, which are borrowed and used up. */
    void hold(ChannelHandlerContext ctx, ByteBuf in) {
        if (held == null) {
            held = ctx.alloc().buffer(in.readableBytes());
        }
        held.writeBytes(in);
    }

    boolean holdsBytes() {
        return held != null;
    }

    /** What was held, owned by the caller; null when nothing was. */
    @Nullable
    ByteBuf takeHeld() {
        ByteBuf bytes = held;
        held = null;
        return bytes;
    }

    /** The connection is gone. The worker stays occupied, as a real server's would. */
    void stop() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
        if (held != null) {
            held.release();
            held = null;
        }
    }
}
