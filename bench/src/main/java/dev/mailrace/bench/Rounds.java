package dev.mailrace.bench;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;

/**
 * The same buffers, read round after round by a handler on an in-memory channel, which must answer each. Owned by one
 * thread; they hold their memory as long as the JVM does.
 */
public final class Rounds {
    private final EmbeddedChannel channel;
    private final ByteBuf[] reads;

    /** @param channel from {@link #channel}, where the handler awaits the first of {@code reads} */
    public Rounds(EmbeddedChannel channel, ByteBuf... reads) {
        this.channel = channel;
        this.reads = reads.clone();
    }

    /** An in-memory channel with the allocator that our channels have. */
    public static EmbeddedChannel channel(ChannelHandler... handlers) {
        EmbeddedChannel channel = new EmbeddedChannel(handlers);
        channel.config().setAllocator(PooledByteBufAllocator.DEFAULT);
        return channel;
    }

    /** Text as one read, which can be given again and again. */
    public static ByteBuf read(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        // No room behind the bytes: else a decoder that collects what comes would write into it.
        return Unpooled.directBuffer(bytes.length, bytes.length).writeBytes(bytes);
    }

    /** Gives each read to the handler and throws its answer away. */
    public void run() {
        for (ByteBuf read : reads) {
            give(channel, read);
            if (!channel.releaseOutbound()) {
                throw new IllegalStateException("answer: none (expected: one to each read)");
            }
        }
    }

    /** One read, from its first byte, as a loop makes it; {@code writeInbound} would make an array of its arguments. */
    public static void give(EmbeddedChannel channel, ByteBuf read) {
        channel.pipeline().fireChannelRead(read.readerIndex(0).retain());
        channel.flushInbound();
    }

    /**
     * The same reads, answered with as many bytes by a handler that does nothing else: what channel, allocator and copy
     * cost. Runs one round of this to see the answers.
     */
    public Rounds bare() {
        ByteBuf[] answers = new ByteBuf[reads.length];
        for (int i = 0; i < reads.length; i++) {
            give(channel, reads[i]);
            ByteBuf answer = channel.readOutbound();
            if (answer == null || !channel.outboundMessages().isEmpty()) {
                throw new IllegalStateException("answer to read " + i + ": not one buffer (expected: one)");
            }
            answers[i] = Unpooled.directBuffer(answer.readableBytes()).writeBytes(answer);
            answer.release();
        }
        return new Rounds(channel(new Bare(answers)), reads);
    }

    private static final class Bare extends ChannelInboundHandlerAdapter {
        private final ByteBuf[] answers;
        private int next;

        Bare(ByteBuf[] answers) {
            this.answers = answers;
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            ReferenceCountUtil.release(message);
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext ctx) {
            ByteBuf answer = answers[next];
            next = next + 1 == answers.length ? 0 : next + 1;
            ByteBuf out = ctx.alloc().directBuffer(answer.readableBytes());
            out.writeBytes(answer, 0, answer.readableBytes());
            ctx.writeAndFlush(out).addListener(ChannelFutureListener.FIRE_EXCEPTION_ON_FAILURE);
        }
    }
}
