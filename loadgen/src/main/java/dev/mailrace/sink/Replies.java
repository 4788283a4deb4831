package dev.mailrace.sink;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
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
        if (messages == null) {
            ctx.writeAndFlush(replies).addListener(listener);
            return;
        }
        messages.leave(replies, !secure, listener);
        ChannelFuture written = ctx.writeAndFlush(replies);
        written.addListener(messages);
    }

    /** Discards replies that will not be sent. */
    void drop() {
        if (out != null) {
            out.release();
            out = null;
        }
        acceptances = null;
    }
}
