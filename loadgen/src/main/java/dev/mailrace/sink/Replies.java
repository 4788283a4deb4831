package dev.mailrace.sink;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * What a session is about to say: the replies to a batch of reads in one buffer, for one write, and the messages that they
 * accept. Owned by its session, on its event loop. Allocates its pooled buffers, nothing else.
 */
final class Replies {
    private final SinkShard shard;
    private @Nullable ByteBuf out; // owned; null when there is nothing to say
    private @Nullable Acceptances acceptances; // null: they accept no message
    private @Nullable Acceptances spare; // null: all are on their way, or there never were any
    private @Nullable SplittableRandom cuts; // null: what there is leaves in one write

    Replies(SinkShard shard) {
        this.shard = shard;
    }

    /** Where more is to be said, behind what there is; borrowed. */
    ByteBuf output() {
        ByteBuf replies = out;
        if (replies == null) {
            replies = shard.newOutput();
            out = replies;
        }
        return replies;
    }

    /** How much there is to say. */
    int bytes() {
        return out == null ? 0 : out.writerIndex();
    }

    /** Has what is to be written next leave in several writes, cut at random places; in one, for null. */
    void cut(@Nullable SplittableRandom random) {
        cuts = random;
    }

    boolean isCut() {
        return cuts != null;
    }

    /** What has been said last accepts a message. */
    void accept(int recipients, long contentBytes) {
        Acceptances messages = acceptances;
        if (messages == null) {
            messages = spare == null ? new Acceptances(this, shard.ledger) : spare;
            spare = null;
            acceptances = messages;
        }
        messages.add(output().writerIndex(), recipients, contentBytes);
    }

    void takeBack(Acceptances done) {
        spare = done;
    }

    /**
     * Writes and flushes what there is, if there is anything.
     *
     * @param secure whether the connection is TLS
     * @param listener is called after the write
     */
    void flush(ChannelHandlerContext ctx, boolean secure, ChannelFutureListener listener) {
        ByteBuf replies = out;
        if (replies == null) {
            return;
        }
        Acceptances messages = acceptances;
        out = null;
        acceptances = null;
        if (cuts != null) {
            writePieces(ctx, replies, cuts);
            cuts = null;
        }
        if (messages == null) {
            ctx.writeAndFlush(replies).addListener(listener);
            return;
        }
        messages.leave(replies, !secure, listener);
        ChannelFuture written = ctx.writeAndFlush(replies);
        written.addListener(messages);
    }

    /** All but the last piece, which stays in {@code replies}; most pieces are of one byte. */
    private static void writePieces(ChannelHandlerContext ctx, ByteBuf replies, SplittableRandom random) {
        while (replies.readableBytes() > 1) {
            int count = random.nextBoolean() ? 1 : random.nextInt(1, replies.readableBytes() + 1);
            if (count == replies.readableBytes()) {
                return;
            }
            ctx.writeAndFlush(replies.readRetainedSlice(count));
        }
    }

    /** Discards replies that will not be sent; messages that they would have accepted are unconfirmed. */
    void drop() {
        if (out != null) {
            out.release();
            out = null;
        }
        if (acceptances != null) {
            shard.ledger.unconfirmed(acceptances.count());
        }
        acceptances = null;
    }
}
