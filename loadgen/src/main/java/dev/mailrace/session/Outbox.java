package dev.mailrace.session;

import dev.mailrace.net.Transport;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What a session has to say in one turn of its loop, collected into one write.
 *
 * <p>Owned by the session's loop. Small things are copied, because a copy runs at the cache's speed and a second write
 * does not; a large shared body goes out as a slice between two buffers. Writes are numbered, so that a command knows
 * which of them carries its last byte. Of a number {@link #NUMBER_BITS} bits count; they wrap around.
 */
final class Outbox {
    /** What goes out at once: as much as a channel takes before it says that it is full. */
    static final int PIECE_BYTES = 64 * 1024;

    static final int NUMBER_BITS = 24; // a session has few writes under way

    /** Above this a slice costs less than the copy. */
    private static final int COPIED_BYTES_MAX = 32 * 1024;

    private static final int BUFFER_BYTES_MIN = 256;

    private @Nullable ByteBuf buffer;
    private int unflushedBytes; // in the channel, besides the buffer
    private int writes;
    private int flushed; // of these
    private int taken; // of these; they end in their order
    private int stood; // of these; the last that was left waiting for the kernel to take more

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

    /** Appends {@code bytes} of {@code body} from {@code index} on; it is borrowed and shared. */
    void append(ChannelHandlerContext ctx, ByteBuf body, int index, int bytes) {
        if (bytes <= COPIED_BYTES_MAX) {
            buffer(ctx, bytes).writeBytes(body, index, bytes);
            return;
        }
        write(ctx);
        writes++;
        ctx.write(body.retainedSlice(index, bytes)).addListener(writeEnded);
        unflushedBytes += bytes;
    }

    /** The number of the write that carries what was appended last. */
    int lastWrite() {
        return buffer == null ? writes : writes + 1;
    }

    /**
     * Whether what that write carries may be answered: the kernel took all writes before it, and so has begun with this
     * one, which may carry more behind what is answered.
     */
    boolean isOut(ChannelHandlerContext ctx, int write) {
        return isAtLeast(taken, write)
                || (isAtLeast(flushed, write) && (isAtLeast(taken, write - 1) || isConfirmedLate(ctx)));
    }

    /** Whether the kernel took that write, or of the last bytes that it took none can tell. */
    boolean mayBeTaken(ChannelHandlerContext ctx, int write) {
        if (isAtLeast(taken, write)) {
            return true;
        }
        ChannelOutboundBuffer pending = ctx.channel().unsafe().outboundBuffer();
        if (pending == null) {
            return mayBeTakenByTheLost(ctx, write);
        }
        return isAtLeast(flushed, write)
                && ((isAtLeast(taken, write - 1) && pending.currentProgress() > 0) || isConfirmedLate(ctx));
    }

    /**
     * A channel that closes, or whose write failed, has forgotten how far the kernel got with what it was taking. What
     * failed within the flush that handed it over was not begun; what had stood since then may have been.
     */
    private boolean mayBeTakenByTheLost(ChannelHandlerContext ctx, int write) {
        return isAtLeast(stood, write) && (isAtLeast(taken, write - 1) || Transport.confirmsLate(ctx.channel()));
    }

    /**
     * io_uring tells what the kernel took by a completion, and no rule puts that before the arrival of the answer: there
     * what was handed over counts, as long as it is little.
     */
    private static boolean isConfirmedLate(ChannelHandlerContext ctx) {
        ChannelOutboundBuffer pending = ctx.channel().unsafe().outboundBuffer();
        return pending != null
                && pending.totalPendingWriteBytes() <= 3 * PIECE_BYTES
                && Transport.confirmsLate(ctx.channel());
    }

    private static boolean isAtLeast(int number, int write) {
        return (number - write) << (Integer.SIZE - NUMBER_BITS) >= 0;
    }

    /** Whether the kernel took all that was written. */
    boolean isAllTaken() {
        return taken == writes && buffer == null;
    }

    /** Changes whenever the kernel takes a byte of what waits in the channel. */
    long progress(ChannelHandlerContext ctx) {
        ChannelOutboundBuffer pending = ctx.channel().unsafe().outboundBuffer();
        long left = pending == null ? 0 : pending.totalPendingWriteBytes() - pending.currentProgress();
        return ((long) taken << Integer.SIZE) + left;
    }

    /** Whether so much waits for a flush that nothing should be added before it. */
    boolean isFull() {
        ByteBuf current = buffer;
        return unflushedBytes + (current == null ? 0 : current.readableBytes()) >= PIECE_BYTES;
    }

    void flush(ChannelHandlerContext ctx) {
        ByteBuf last = buffer;
        if (last != null) {
            buffer = null;
            unflushedBytes = 0;
            flushed = ++writes;
            ctx.writeAndFlush(last).addListener(writeEnded);
        } else if (unflushedBytes > 0) {
            unflushedBytes = 0;
            flushed = writes;
            ctx.flush();
        } else {
            return;
        }
        if (ctx.channel().unsafe().outboundBuffer() != null) {
            stood = flushed;
        }
    }

    private void write(ChannelHandlerContext ctx) {
        ByteBuf current = buffer;
        if (current != null) {
            buffer = null;
            writes++;
            unflushedBytes += current.readableBytes();
            ctx.write(current).addListener(writeEnded);
        }
    }

    void release() {
        if (buffer != null) {
            buffer.release();
            buffer = null;
        }
    }
}
