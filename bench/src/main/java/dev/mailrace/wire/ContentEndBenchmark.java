package dev.mailrace.wire;

import dev.mailrace.mail.Corpus;
import dev.mailrace.mail.SizeDistribution;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** 4 KiB of text in lines, then the end. Netty's search finds the line feeds, and looks at nothing else. */
@State(Scope.Thread)
public class ContentEndBenchmark {
    private static final int BYTES = 4_096;

    private final ContentEnd contentEnd = new ContentEnd();
    private final ByteBuf content = Unpooled.directBuffer(BYTES + 5);

    public ContentEndBenchmark() {
        ByteBuf text = Corpus.generated(SizeDistribution.parse(Integer.toString(BYTES)), 1)
                .at(0)
                .body(true);
        content.writeBytes(text, 0, BYTES - 2).writeShort('\r' << 8 | '\n');
        DotStuffer.endOfContent(content);
    }

    @Benchmark
    public int find() {
        int end = contentEnd.find(content);
        if (end != content.writerIndex()) {
            throw new IllegalStateException("end: " + end + " (expected: " + content.writerIndex() + ")");
        }
        return end;
    }

    @Benchmark
    public int findByIndexOfLineFeeds() {
        int lines = 0;
        int end = content.writerIndex();
        for (int i = content.indexOf(0, end, (byte) '\n'); i >= 0; i = content.indexOf(i + 1, end, (byte) '\n')) {
            lines++;
        }
        return lines;
    }
}
