package dev.mailrace.mail;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** A message's X-Mailrace, Message-ID and Date, ten thousand messages a second; a copy of the finished bytes is the limit. */
@State(Scope.Thread)
public class StampBenchmark {
    private static final long FIRST_DUE_MICROS = 1_767_225_600_000_000L; // 2026-01-01
    private static final long SPACING_MICROS = 100;

    private final Stamp stamp = new Stamp("bench");
    private final ByteBuf out = Unpooled.directBuffer(512);
    private final ByteBuf finished = Unpooled.directBuffer(512);
    private long sequence = 100_000;

    public StampBenchmark() {
        stamp.writeFields(finished);
    }

    @Benchmark
    public int fields() {
        stamp.set(sequence, FIRST_DUE_MICROS + sequence * SPACING_MICROS);
        sequence++;
        stamp.writeFields(out.clear());
        return out.writerIndex();
    }

    @Benchmark
    public int fieldsByPlainCopy() {
        out.clear().writeBytes(finished, 0, finished.writerIndex());
        return out.writerIndex();
    }
}
