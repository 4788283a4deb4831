package dev.mailrace.sink;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.ResourceLeakDetector;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("jdk")
class SinkAllocationTest {
    private static final int WARM_UP = 20_000;
    private static final int MESSAGES = 20_000;

    /** What the in-memory channel allocates for a write is no business of the session: a bare handler shows it. */
    @Test
    void aMessageOnAKeptSessionAllocatesNoMoreThanItsWrite() {
        ResourceLeakDetector.Level level = ResourceLeakDetector.getLevel();
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.DISABLED); // It records a stack a buffer.
        ByteBuf message = PooledByteBufAllocator.DEFAULT.directBuffer();
        try {
            message.writeCharSequence(
                    "MAIL FROM:<a@mailrace.example>\r\nRCPT TO:<b@mailrace.example>\r\nDATA\r\n" + "x".repeat(1_000)
                            + "\r\n.\r\n",
                    StandardCharsets.US_ASCII);
            Ledger ledger = new Ledger();
            EmbeddedChannel session =
                    new EmbeddedChannel(new SinkShard(SinkSettings.defaults(), ledger, 0).newSession());
            session.writeInbound(Unpooled.copiedBuffer("HELO client\r\n", StandardCharsets.US_ASCII));
            long bytes = bytesPerMessage(session, message) - bytesPerMessage(new EmbeddedChannel(new Bare()), message);
            assertThat(ledger.totals().messages()).isEqualTo(WARM_UP + MESSAGES);
            assertThat(bytes).as("bytes a message beyond the write").isLessThanOrEqualTo(8);
        } finally {
            message.release();
            ResourceLeakDetector.setLevel(level);
        }
    }

    /** Answers a read with one write and does nothing else. */
    private static final class Bare extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            ReferenceCountUtil.release(message);
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext ctx) {
            ctx.writeAndFlush(PooledByteBufAllocator.DEFAULT.directBuffer().writeByte('x'))
                    .addListener(ChannelFutureListener.FIRE_EXCEPTION_ON_FAILURE);
        }
    }

    private static long bytesPerMessage(EmbeddedChannel channel, ByteBuf message) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long thread = Thread.currentThread().getId();
        serve(channel, message, WARM_UP);
        long before = threads.getThreadAllocatedBytes(thread);
        serve(channel, message, MESSAGES);
        long allocated = threads.getThreadAllocatedBytes(thread) - before;
        channel.finishAndReleaseAll();
        return allocated / MESSAGES;
    }

    private static void serve(EmbeddedChannel channel, ByteBuf message, int count) {
        for (int i = 0; i < count; i++) {
            channel.writeInbound(message.readerIndex(0).retain());
            channel.releaseOutbound();
        }
    }
}
