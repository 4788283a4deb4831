package dev.mailrace.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.Test;

class OutboxTest {
    private static final int LARGE = 100_000;

    private final ChannelInboundHandlerAdapter handler = new ChannelInboundHandlerAdapter();
    private final EmbeddedChannel channel = new EmbeddedChannel(handler);
    private final ChannelHandlerContext ctx = channel.pipeline().context(handler);
    private final Outbox outbox = new Outbox();

    @Test
    void aBodyWithNothingBehindItIsFlushedToo() {
        ByteBuf body = Unpooled.buffer().writeZero(LARGE);
        outbox.append(ctx, body, 0, LARGE - 1);
        assertThat(channel.outboundMessages()).isEmpty();
        outbox.flush(ctx);
        ByteBuf out = channel.readOutbound();
        assertThat(out.readableBytes()).isEqualTo(LARGE - 1);
        out.release();
        assertThat(body.refCnt()).isEqualTo(1);
        assertThat(body.readableBytes()).as("the shared body's indices").isEqualTo(LARGE);
    }

    @Test
    void aFlushWithNothingToSaySaysNothing() {
        outbox.flush(ctx);
        assertThat(channel.outboundMessages()).isEmpty();
    }

    @Test
    void aWriteIsTakenOnceItHasLeftAndNotBefore() {
        outbox.buffer(ctx, 1).writeByte('a');
        int first = outbox.lastWrite();
        assertThat(outbox.isOut(ctx, first)).isFalse();
        outbox.flush(ctx);
        assertThat(outbox.isOut(ctx, first)).isTrue();
        assertThat(outbox.lastWrite()).as("with nothing behind it").isEqualTo(first);
        outbox.buffer(ctx, 1).writeByte('b');
        assertThat(outbox.isOut(ctx, outbox.lastWrite())).isFalse();
        outbox.release();
        channel.releaseOutbound();
    }
}
