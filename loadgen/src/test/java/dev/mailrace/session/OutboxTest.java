package dev.mailrace.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.concurrent.Ticker;
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
    void aWriteIsOutOnceItHasLeftAndNotBefore() {
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

    @Test
    void whatComesFirstInAWriteMayBeAnsweredBeforeItsEndIsTaken() {
        SlowWire wire = new SlowWire(Ticker.newMockTicker());
        wire.pipeline().addLast(new ChannelInboundHandlerAdapter());
        ChannelHandlerContext slow = wire.pipeline().lastContext();
        outbox.buffer(slow, 1).writeByte('a');
        outbox.flush(slow);
        wire.stop();
        for (int write = 2; write <= 3; write++) {
            outbox.buffer(slow, 8).writeLong(0);
            outbox.flush(slow);
        }
        wire.take(1);
        assertThat(outbox.isOut(slow, 2)).as("the write under way").isTrue();
        assertThat(outbox.mayBeTaken(slow, 2)).isTrue();
        assertThat(outbox.isOut(slow, 3)).as("the one behind it").isFalse();
        assertThat(outbox.mayBeTaken(slow, 3)).isFalse();
        wire.take(7);
        assertThat(outbox.isOut(slow, 3)).isTrue();
        assertThat(outbox.mayBeTaken(slow, 3)).as("of which nothing is taken").isFalse();
        wire.take(8);
        wire.finishAndReleaseAll();
    }

    @Test
    void numbersOfWritesWrapAround() {
        outbox.buffer(ctx, 1).writeByte('a');
        outbox.flush(ctx);
        int round = 1 << Outbox.NUMBER_BITS;
        assertThat(outbox.isOut(ctx, round + 1)).as("number 1, a round later").isTrue();
        assertThat(outbox.isOut(ctx, round + 2)).isFalse();
        assertThat(outbox.isOut(ctx, round - 1)).as("before the first").isTrue();
        channel.releaseOutbound();
    }
}
