package dev.mailrace.session;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import org.jspecify.annotations.Nullable;

/**
 * What a session has to say in one turn of its loop, collected into one write.
 *
 * <p>Owned by the session's loop. Small things are copied, because a copy runs at the cache's speed and a second write
 * does not; a large shared body goes out as a slice between two buffers.
 */
final class Outbox {
    /** Above this a slice costs less than the copy. */
    private static final int COPIED_BYTES_MAX = 32 * 1024;

    private static final int BUFFER_BYTES_MIN = 256;

    private @Nullable ByteBuf buffer;
    private boolean written; // something waits in the channel for a flush
    private long writes;
    private long taken; // of these; they end in their order

    /** Counts what the kernel took, and lets a failure arrive. */
    private final ChannelFutureListener writeEnded = future -> {
        if (future.isSuccess()) {
            taken++;
        } else {
            future.channel().pipeline().fireExceptionCaught(future.cause());
        }
    };

    /** The buffer to append to: borrowed until the next call, with room for {@code bytes}. */
    ByteBuf buffer(ChannelHandlerContext ctx, int bytes) {
        ByteBuf current = buffer;
        if (current == null) {
            current = ctx.alloc().directBuffer(Math.max(bytes, BUFFER_BYTES_MIN));
            buffer = current;
        }
        return current;
    }

    /** Appends the first {@code bytes} of {@code body}, which is borrowed and shared. */
    void append(ChannelHandlerContext ctx, ByteBuf body, int bytes) {
        if (bytes <= COPIED_BYTES_MAX) {
            buffer(ctx, bytes).writeBytes(body, 0, bytes);
            return;
        }
        write(ctx);
        writes++;
        ctx.write(body.retainedSlice(0, bytes)).addListener(writeEnded);
        written = true;
    }

    /** The number of the write that will carry what was appended last. */
    long writeInProgress() {
        return writes + 1;
    }

    /** Whether the kernel took that write as a whole. */
    boolean isTaken(long write) {
        return taken >= write;
    }

    void flush(ChannelHandlerContext ctx) {
        ByteBuf last = buffer;
        if (last != null) {
            buffer = null;
            written = false;
            writes++;
            ctx.writeAndFlush(last).addListener(writeEnded);
        } else if (written) {
            written = false;
            ctx.flush();
        }
    }

    private void write(ChannelHandlerContext ctx) {
        ByteBuf current = buffer;
        if (current != null) {
            buffer = null;
            writes++;
            ctx.write(current).addListener(writeEnded);
            written = true;
        }
    }

    void release() {
        if (buffer != null) {
            buffer.release();
            buffer = null;
        }
    }
}
