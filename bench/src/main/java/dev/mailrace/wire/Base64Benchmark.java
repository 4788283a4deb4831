package dev.mailrace.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Base64;
import java.util.SplittableRandom;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * Base64 of credentials, of a small body and of a large one: {@code encode} and {@code decode} are the JDK's into an array
 * that is there, {@code lines} are ours; a copy of as many bytes as are read is the limit.
 */
@State(Scope.Thread)
public class Base64Benchmark {
    @Param({"24", "1024", "65536"})
    int bytes;

    private final Base64.Encoder encoder = Base64.getEncoder();
    private final Base64.Encoder mimeEncoder = Base64.getMimeEncoder();
    private final Base64.Decoder decoder = Base64.getDecoder();
    private byte[] plain;
    private byte[] encoded;
    private byte[] out;
    private ByteBuf plainBuffer;
    private ByteBuf encodedBuffer;

    @Setup
    public void setUp() {
        plain = new byte[bytes];
        new SplittableRandom(1).nextBytes(plain);
        encoded = encoder.encode(plain);
        out = new byte[(int) Base64Lines.encodedBytes(bytes)];
        plainBuffer = Unpooled.directBuffer(bytes).writeBytes(plain);
        encodedBuffer = Unpooled.directBuffer(encoded.length).writeBytes(encoded);
    }

    @Benchmark
    public int encode() {
        return encoder.encode(plain, out);
    }

    @Benchmark
    public int encodeByNetty() {
        ByteBuf result = io.netty.handler.codec.base64.Base64.encode(plainBuffer, 0, bytes, false);
        int length = result.readableBytes();
        result.release();
        return length;
    }

    @Benchmark
    public byte[] encodeByCommonsCodec() {
        return org.apache.commons.codec.binary.Base64.encodeBase64(plain);
    }

    @Benchmark
    public byte[] encodeByArrayCopy() {
        System.arraycopy(plain, 0, out, 0, plain.length);
        return out;
    }

    @Benchmark
    public int lines() {
        return Base64Lines.encode(plain, out);
    }

    @Benchmark
    public int linesByJdkMime() {
        return mimeEncoder.encode(plain, out);
    }

    @Benchmark
    public int linesByNetty() {
        ByteBuf result = io.netty.handler.codec.base64.Base64.encode(plainBuffer, 0, bytes, true);
        int length = result.readableBytes();
        result.release();
        return length;
    }

    @Benchmark
    public int decode() {
        return decoder.decode(encoded, out);
    }

    @Benchmark
    public int decodeByNetty() {
        ByteBuf result = io.netty.handler.codec.base64.Base64.decode(encodedBuffer, 0, encoded.length);
        int length = result.readableBytes();
        result.release();
        return length;
    }

    @Benchmark
    public byte[] decodeByCommonsCodec() {
        return org.apache.commons.codec.binary.Base64.decodeBase64(encoded);
    }
}
