package dev.mailrace.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("jdk")
class ReplyDecoderAllocationTest {
    private static final int REPLIES = 100_000;

    @Test
    void aPlainReplyCostsNoObject() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        ReplyDecoder decoder = new ReplyDecoder();
        // Without leak detection: its records are the allocator's, not the decoder's.
        ByteBuf in = new UnpooledByteBufAllocator(true, true).directBuffer();
        in.writeCharSequence("250 2.1.5 Recipient OK\r\n", StandardCharsets.US_ASCII);
        decodeOften(decoder, in);

        long before = threads.getCurrentThreadAllocatedBytes();
        decodeOften(decoder, in);
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;

        in.release();
        assertThat(allocated / REPLIES).as("bytes a reply").isZero();
    }

    private static void decodeOften(ReplyDecoder decoder, ByteBuf in) {
        for (int i = 0; i < REPLIES; i++) {
            in.readerIndex(0);
            if (decoder.decode(in) != 250 || decoder.decode(in) != ReplyDecoder.INCOMPLETE) {
                throw new AssertionError("not read as one 250");
            }
        }
    }
}
