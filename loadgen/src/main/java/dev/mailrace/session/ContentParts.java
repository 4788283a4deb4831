package dev.mailrace.session;

import dev.mailrace.wire.CommandWriter;
import dev.mailrace.wire.DotStuffer;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;

/**
 * Content that goes out by pieces, and how far it got. Owned by the session's loop, for as long as content is left.
 *
 * <p>The body is shared and never copied as a whole; only head and tail are the message's own.
 */
final class ContentParts {
    /**
     * How content is cut.
     *
     * @param isData whether it follows DATA, in one; else it goes in chunks
     * @param chunkBytes of each chunk but the last; 0: one chunk for all
     * @param waits whether each chunk waits for the last one's reply
     */
    record Cut(boolean isData, long chunkBytes, boolean waits) {
        static final Cut DATA = new Cut(true, 0, false);
    }

    private static final int ENDS_BYTES = 1024; // a first guess; buffers grow

    final Transaction transaction;
    final long begunNanos; // when the first piece was written

    private final Cut cut;
    private final ByteBuf ends; // owned: the head, and behind it the tail
    private final int headBytes;
    private final ByteBuf body; // borrowed
    private final int bodyBytes;
    private final long totalBytes;
    private long at; // what was written
    private long chunkEnd; // where the chunk at hand ends
    private boolean waiting; // for the reply to the chunk at hand

    ContentParts(Transaction transaction, Cut cut, ChannelHandlerContext ctx, long now) {
        this.transaction = transaction;
        this.cut = cut;
        begunNanos = now;
        body = transaction.body(cut.isData);
        bodyBytes = transaction.bodyBytes(cut.isData);
        ends = ctx.alloc().directBuffer(ENDS_BYTES);
        transaction.writeHead(ends);
        headBytes = ends.readableBytes();
        transaction.writeTail(ends);
        if (cut.isData) {
            DotStuffer.endOfContent(ends);
        }
        totalBytes = (long) ends.readableBytes() + bodyBytes;
    }

    boolean isLeft() {
        return at < totalBytes;
    }

    boolean isWaiting() {
        return waiting;
    }

    /** The chunk at hand was taken: the next may follow. */
    void chunkTaken() {
        waiting = false;
    }

    /** Whether the next byte begins a chunk. */
    boolean isBetweenChunks() {
        return at == chunkEnd;
    }

    /** Announces the next chunk, where there are chunks; whether it is the last. */
    boolean beginChunk(ByteBuf out) {
        long left = totalBytes - at;
        long bytes = cut.chunkBytes == 0 ? left : Math.min(left, cut.chunkBytes);
        chunkEnd = at + bytes;
        boolean last = bytes == left;
        if (!cut.isData) {
            CommandWriter.bdat(out, bytes, last);
        }
        return last;
    }

    /** Writes of the chunk at hand, at most {@code bytesMax}; how much. */
    int write(Outbox out, ChannelHandlerContext ctx, int bytesMax) {
        long start = at;
        long end = Math.min(chunkEnd, at + bytesMax);
        while (at < end) {
            if (at < headBytes) {
                append(out, ctx, ends, (int) at, Math.min(end, headBytes));
            } else if (at < (long) headBytes + bodyBytes) {
                append(out, ctx, body, (int) (at - headBytes), Math.min(end, (long) headBytes + bodyBytes));
            } else {
                append(out, ctx, ends, (int) (at - bodyBytes), end);
            }
        }
        waiting = cut.waits && at == chunkEnd && isLeft();
        return (int) (end - start);
    }

    private void append(Outbox out, ChannelHandlerContext ctx, ByteBuf from, int index, long end) {
        out.append(ctx, from, index, (int) (end - at));
        at = end;
    }

    void release() {
        ends.release();
    }
}
