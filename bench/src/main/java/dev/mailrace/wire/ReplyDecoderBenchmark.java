package dev.mailrace.wire;

import dev.mailrace.bench.Rounds;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.smtp.SmtpResponse;
import io.netty.handler.codec.smtp.SmtpResponseDecoder;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * One reply to its code, out of a direct buffer.
 *
 * <p>Netty's decoder makes an object and strings of every reply, which ours does not until somebody wants them. It is made
 * to live in a channel: {@code decodeInChannelByNetty} shows it there, with the pipeline and the queue of bytes that came
 * before, beside ours in one. {@code decodeByNetty} is the most favourable that can be made of it: only its method that
 * takes the next line off a buffer, which nobody but its own channel handler calls, on a buffer that is already gathered.
 */
@State(Scope.Thread)
public class ReplyDecoderBenchmark {
    private static final String EHLO_REPLY = """
            250-mx.mailrace.example
            250-PIPELINING
            250-SIZE 36700160
            250-VRFY
            250-ETRN
            250-STARTTLS
            250-AUTH PLAIN LOGIN SCRAM-SHA-256
            250-ENHANCEDSTATUSCODES
            250-8BITMIME
            250-DSN
            250-SMTPUTF8
            250-CHUNKING
            250-REQUIRETLS
            250 LIMITS RCPTMAX=100
            """.replace("\n", "\r\n");

    private static final MethodHandle NETTY_DECODE = nettyDecode();

    private static MethodHandle nettyDecode() {
        MethodType type = MethodType.methodType(SmtpResponse.class, ChannelHandlerContext.class, ByteBuf.class);
        try {
            return MethodHandles.privateLookupIn(SmtpResponseDecoder.class, MethodHandles.lookup())
                    .findVirtual(SmtpResponseDecoder.class, "decode", type);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("SmtpResponseDecoder has no method decode" + type, e);
        }
    }

    /** What arrives, and in how many reads. */
    public enum Arriving {
        ONE_LINE,
        EHLO,
        EHLO_BY_BYTES;

        private ByteBuf[] reads() {
            return switch (this) {
                case ONE_LINE -> new ByteBuf[] {Rounds.read("250 2.1.0 Ok\r\n")};
                case EHLO -> new ByteBuf[] {Rounds.read(EHLO_REPLY)};
                case EHLO_BY_BYTES ->
                    EHLO_REPLY
                            .chars()
                            .mapToObj(c -> Rounds.read(Character.toString(c)))
                            .toArray(ByteBuf[]::new);
            };
        }
    }

    @Param
    Arriving arriving;

    private final ReplyDecoder decoder = new ReplyDecoder();
    private final Ours ours = new Ours();
    private final Theirs theirs = new Theirs();
    private final EmbeddedChannel ourChannel = Rounds.channel(ours);
    private final EmbeddedChannel nettyChannel =
            Rounds.channel(new SmtpResponseDecoder(ReplyDecoder.LINE_BYTES_MAX), theirs);
    private final SmtpResponseDecoder netty = new SmtpResponseDecoder(ReplyDecoder.LINE_BYTES_MAX);
    private final ByteBuf gathered = Unpooled.directBuffer(512);
    private ByteBuf[] reads;

    @Setup
    public void setUp() {
        reads = arriving.reads();
        for (ByteBuf read : reads) {
            gathered.writeBytes(read, 0, read.writerIndex());
        }
    }

    @Benchmark
    public int decode() {
        int code = ReplyDecoder.INCOMPLETE;
        for (ByteBuf read : reads) {
            code = decoder.decode(read.readerIndex(0));
        }
        return checked(code);
    }

    @Benchmark
    public int decodeByNetty() throws Throwable {
        gathered.setIndex(0, 0);
        SmtpResponse response = null;
        for (ByteBuf read : reads) {
            gathered.writerIndex(gathered.writerIndex() + read.writerIndex());
            int before = -1;
            while (response == null && gathered.readerIndex() != before) {
                before = gathered.readerIndex();
                response = (SmtpResponse) NETTY_DECODE.invokeExact(netty, (ChannelHandlerContext) null, gathered);
            }
        }
        return checked(response == null ? 0 : response.code());
    }

    @Benchmark
    public int decodeInChannel() {
        ours.code = 0;
        feed(ourChannel);
        return checked(ours.code);
    }

    @Benchmark
    public int decodeInChannelByNetty() {
        theirs.code = 0;
        feed(nettyChannel);
        return checked(theirs.code);
    }

    private void feed(EmbeddedChannel channel) {
        for (ByteBuf read : reads) {
            Rounds.give(channel, read);
        }
    }

    private static int checked(int code) {
        if (code != 250) {
            throw new IllegalStateException("code: " + code + " (expected: 250)");
        }
        return code;
    }

    private static final class Ours extends ChannelInboundHandlerAdapter {
        private final ReplyDecoder decoder = new ReplyDecoder();
        private int code;

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            ByteBuf in = (ByteBuf) message;
            code = decoder.decode(in);
            in.release();
        }
    }

    private static final class Theirs extends ChannelInboundHandlerAdapter {
        private int code;

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            code = ((SmtpResponse) message).code();
        }
    }
}
