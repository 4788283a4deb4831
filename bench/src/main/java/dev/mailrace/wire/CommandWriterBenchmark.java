package dev.mailrace.wire;

import dev.mailrace.bench.Rounds;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.smtp.LastSmtpContent;
import io.netty.handler.codec.smtp.SmtpRequestEncoder;
import io.netty.handler.codec.smtp.SmtpRequests;
import java.nio.charset.StandardCharsets;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * MAIL, RCPT, DATA and the final dot of an empty message, which Netty's encoder insists on before the next MAIL.
 *
 * <p>That encoder is final and lives only in a channel, so it is compared with ours in one: an in-memory channel that
 * takes one buffer of ours, and one a command of Netty's, which is its way. Its requests are made anew, as the addresses
 * differ from message to message.
 */
@State(Scope.Thread)
public class CommandWriterBenchmark {

    /** Not final: javac would make one string of them and the words around them. */
    private String senderText = "load@mailrace.example";

    private String recipientText = "user000042@mailrace.example";

    private final byte[] sender = CommandWriter.argument(senderText);
    private final byte[] recipient = CommandWriter.argument(recipientText);
    private final ByteBuf out = Unpooled.directBuffer(256);
    private final EmbeddedChannel channel = Rounds.channel();
    private final EmbeddedChannel nettyChannel = Rounds.channel(new SmtpRequestEncoder());

    @Benchmark
    public int envelope() {
        out.clear();
        write(out);
        return out.writerIndex();
    }

    private void write(ByteBuf to) {
        CommandWriter.startMail(to);
        to.writeBytes(sender);
        CommandWriter.endPath(to);
        CommandWriter.endLine(to);
        CommandWriter.startRcpt(to);
        to.writeBytes(recipient);
        CommandWriter.endPath(to);
        CommandWriter.endLine(to);
        CommandWriter.data(to);
        DotStuffer.endOfContent(to);
    }

    @Benchmark
    public int envelopeByStrings() {
        out.clear();
        String text = "MAIL FROM:<" + senderText + ">\r\nRCPT TO:<" + recipientText + ">\r\nDATA\r\n.\r\n";
        out.writeCharSequence(text, StandardCharsets.US_ASCII);
        return out.writerIndex();
    }

    @Benchmark
    public boolean envelopeInChannel() {
        ByteBuf buffer = PooledByteBufAllocator.DEFAULT.directBuffer(256);
        write(buffer);
        channel.writeOutbound(buffer);
        return channel.releaseOutbound();
    }

    @Benchmark
    public boolean envelopeInChannelByNetty() {
        nettyChannel.writeOutbound(
                SmtpRequests.mail(senderText),
                SmtpRequests.rcpt(recipientText),
                SmtpRequests.data(),
                LastSmtpContent.EMPTY_LAST_CONTENT);
        return nettyChannel.releaseOutbound();
    }
}
