package dev.mailrace.sink;

import dev.mailrace.fault.Refusal;
import dev.mailrace.fuzzing.FuzzTest;
import dev.mailrace.fuzzing.Input;
import dev.mailrace.mail.Feed;
import dev.mailrace.wire.CommandWriter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;

/** Addresses, patterns and lists of them: what the client may send, the sink takes for the same. */
class AddressesFuzzTest extends FuzzTest {
    @Override
    protected void fuzz(byte[] input) {
        Input in = new Input(input);
        boolean sender = in.flag();
        long last = in.below(200);
        String text = in.text();
        if (text.startsWith("@")) {
            return; // A file.
        }
        Feed feed;
        try {
            feed = sender ? Feed.ofSenders(text, 0, last) : Feed.ofAddresses(text, 0, last);
        } catch (Refusal e) {
            assertPlain(e.getMessage());
            return;
        }
        assertTrue(feed.size() >= 1, "a size");
        for (long i = 0; i < Math.min(feed.size(), 12); i++) {
            sent(feed, i == 11 ? feed.size() - 1 : i, sender);
        }
    }

    private static void sent(Feed feed, long index, boolean sender) {
        ByteBuf line = Unpooled.buffer();
        if (sender) {
            CommandWriter.startMail(line);
        } else {
            CommandWriter.startRcpt(line);
        }
        int before = line.writerIndex();
        feed.write(index, line);
        assertSame(line.writerIndex() - before, feed.bytesAt(index), "bytes of " + index);
        String written = line.toString(before, line.writerIndex() - before, StandardCharsets.UTF_8);
        assertSame(
                written, new String(feed.text(index).getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8), "text");
        CommandWriter.endPath(line);
        if (sender) {
            line.writeBytes(" SMTPUTF8".getBytes(StandardCharsets.US_ASCII));
        }
        CommandWriter.endLine(line);
        CommandDecoder decoder = new CommandDecoder(new byte[4_096]);
        assertSame(decoder.decode(line), CommandDecoder.Result.LINE, "a line");
        assertTrue(!line.isReadable(), "one line");
        byte[] bytes = decoder.bytes();
        int start = decoder.argumentStart();
        if (sender) {
            assertSame(new MailArguments(1_000).judge(bytes, start, decoder.end(), true), SinkReply.MAIL_OK, written);
        } else {
            assertSame(RcptArguments.judge(bytes, start, decoder.end(), true, false), SinkReply.RCPT_OK, written);
        }
    }
}
