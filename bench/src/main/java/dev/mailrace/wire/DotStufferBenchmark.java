package dev.mailrace.wire;

import dev.mailrace.mail.Corpus;
import dev.mailrace.mail.SizeDistribution;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** 4 KiB of text in lines that end with CRLF and need no dot, as most do; the plain copy is the limit. */
@State(Scope.Thread)
public class DotStufferBenchmark {
    private static final int BYTES = 4_096;

    private final DotStuffer stuffer = new DotStuffer();
    private ByteBuf text;
    private ByteBuf out;

    @Setup
    public void setUp() {
        ByteBuf body = Corpus.generated(SizeDistribution.parse(Integer.toString(BYTES)), 1)
                .at(0)
                .body(true);
        text = Unpooled.directBuffer(BYTES).writeBytes(body, 0, BYTES);
        out = Unpooled.directBuffer(2 * BYTES);
    }

    @Benchmark
    public int stuff() {
        text.readerIndex(0);
        out.clear();
        stuffer.stuff(text, out);
        stuffer.finish(out);
        return out.writerIndex();
    }

    @Benchmark
    public int stuffByPlainCopy() {
        out.clear();
        out.writeBytes(text, 0, BYTES);
        return out.writerIndex();
    }
}
