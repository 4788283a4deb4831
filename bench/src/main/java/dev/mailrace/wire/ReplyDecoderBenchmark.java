package dev.mailrace.wire;

import dev.mailrace.bench.Rounds;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.smtp.SmtpResponse;
import io.netty.handler.codec.smtp.SmtpResponseDecoder;
import io.netty.util.ReferenceCountUtil;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * One reply to its code.
 *
 * <p>Netty's decoder is final and lives only in a channel, so it is compared with ours in one: both get the same reads
 * on an in-memory channel, and a handler that throws them away shows what the channel costs. Netty's makes an object and
 * strings of every reply, which ours does not; that is the difference to be seen.
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
    private final EmbeddedChannel emptyChannel = Rounds.channel(new Nothing());
    private ByteBuf[] reads;

    @Setup
    public void setUp() {
        reads = arriving.reads();
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

    @Benchmark
    public void decodeInChannelByNobody() {
        feed(emptyChannel);
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

    private static final class Nothing extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            ReferenceCountUtil.release(message);
        }
    }
}
