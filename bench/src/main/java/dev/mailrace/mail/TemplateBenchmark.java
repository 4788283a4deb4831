package dev.mailrace.mail;

import dev.mailrace.bench.Messages;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** One message of 4 KiB, envelope and content, into a buffer that is there; a copy of the finished bytes is the limit. */
@State(Scope.Thread)
public class TemplateBenchmark {
    private final Messages messages = new Messages();
    private final ByteBuf finished = Unpooled.directBuffer(8_192);
    private final ByteBuf out = Unpooled.directBuffer(8_192);
    private long sequence;

    public TemplateBenchmark() {
        write(finished);
    }

    @Benchmark
    public int message() {
        write(out.clear());
        return out.writerIndex();
    }

    private void write(ByteBuf to) {
        messages.writeEnvelope(sequence, to);
        messages.writeContent(sequence, to);
        sequence++;
    }

    @Benchmark
    public int messageByPlainCopy() {
        out.clear().writeBytes(finished, 0, finished.writerIndex());
        return out.writerIndex();
    }
}
