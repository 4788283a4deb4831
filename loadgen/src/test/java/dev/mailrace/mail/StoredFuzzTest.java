package dev.mailrace.mail;

import dev.mailrace.fault.Refusal;
import dev.mailrace.fuzzing.FuzzTest;
import dev.mailrace.fuzzing.Input;
import dev.mailrace.fuzzing.Scratch;
import dev.mailrace.wire.ContentEnd;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Messages from files, alone and in an mbox: what is sent of one ends where it ends, and is one message when read again. */
class StoredFuzzTest extends FuzzTest {
    private static final int MESSAGES_LOOKED_AT_MAX = 20;

    private final Scratch scratch = new Scratch();

    @Override
    protected void fuzz(byte[] input) throws IOException {
        Input in = new Input(input);
        Corpus.Stored stored = Corpus.Stored.values()[in.below(3)];
        boolean binary = in.flag();
        Path file = scratch.file("in.eml", in.rest());
        FileCorpus corpus;
        try {
            corpus = FileCorpus.read(file, 1, binary, stored);
        } catch (Refusal e) {
            assertPlain(e.getMessage());
            return;
        }
        for (long i = 0; i < MESSAGES_LOOKED_AT_MAX; i++) {
            Template message = corpus.at(i);
            ByteBuf plain = message.body(false).duplicate();
            assertSame((long) plain.readableBytes(), corpus.sizeBytesAt(i), "bytes");
            assertTrue(corpus.sizeBytesAt(i) <= corpus.bytesMax(), "at most the largest");
            if (!binary) {
                sent(message, plain);
            }
        }
        if (!binary && stored == Corpus.Stored.STAMPED) {
            again(corpus);
        }
    }

    private static void sent(Template message, ByteBuf plain) {
        ByteBuf content = Unpooled.buffer().writeBytes(message.body(true).duplicate());
        assertTrue(
                !content.isReadable() || content.getByte(content.writerIndex() - 1) == '\n', "a last line with an end");
        content.writeBytes(".\r\n".getBytes(StandardCharsets.US_ASCII));
        assertSame(new ContentEnd().find(content), content.writerIndex(), "the content's end");
        String text = plain.toString(StandardCharsets.ISO_8859_1);
        assertTrue(!text.replace("\r\n", "").matches("(?s).*[\r\n].*"), "line ends are CRLF");
    }

    /** The stamp stands before what is kept of the message: read from a file, it is kept whole. */
    private void again(FileCorpus corpus) throws IOException {
        ByteBuf body = corpus.at(0).body(false).duplicate();
        Stamp stamp = new Stamp("run");
        ByteBuf sent = Unpooled.buffer();
        stamp.writeFields(sent);
        sent.writeBytes(body.duplicate());
        byte[] bytes = new byte[sent.readableBytes()];
        sent.readBytes(bytes);
        FileCorpus read = FileCorpus.read(scratch.file("again.eml", bytes), 1, false, Corpus.Stored.STAMPED);
        String before = body.toString(StandardCharsets.ISO_8859_1);
        assertSame(read.at(0).body(false).toString(StandardCharsets.ISO_8859_1), before, "again");
    }
}
