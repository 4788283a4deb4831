package dev.mailrace.wire;

import dev.mailrace.fuzzing.FuzzTest;
import dev.mailrace.fuzzing.Input;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;

/** Replies are the same however their bytes are cut, and what breaks one is told in plain words. */
class ReplyDecoderFuzzTest extends FuzzTest {
    @Override
    protected void fuzz(byte[] input) {
        List<Object> whole = null;
        for (List<byte[]> pieces : Input.cuts(input)) {
            List<Object> read = read(pieces);
            if (whole == null) {
                whole = read;
            }
            assertSame(read, whole, "in " + pieces.size() + " pieces");
        }
    }

    private static List<Object> read(List<byte[]> pieces) {
        List<Object> read = new ArrayList<>();
        ReplyDecoder decoder = new ReplyDecoder();
        for (byte[] piece : pieces) {
            ByteBuf in = Unpooled.wrappedBuffer(piece);
            while (in.isReadable()) {
                int code = decoder.decode(in);
                if (code == ReplyDecoder.MALFORMED) {
                    String violation = String.valueOf(decoder.violation());
                    assertPlain(violation);
                    read.add(violation);
                    return read;
                }
                if (code != ReplyDecoder.INCOMPLETE) {
                    Reply reply = decoder.reply();
                    assertSame(reply.code(), code, "code");
                    read.add(reply);
                    reply.enhancedStatus();
                    offered(Capabilities.of(reply));
                }
            }
        }
        read.add(decoder.inReply());
        return read;
    }

    private static void offered(Capabilities offered) {
        assertTrue(offered.sizeMax() >= 0, "SIZE");
        assertSame(offered.pipelining(), offered.has("PIPELINING"), "PIPELINING");
        assertTrue(offered.authMechanisms().isEmpty() || offered.has("AUTH"), "AUTH");
        for (String keyword : offered.keywords().keySet()) {
            assertTrue(!keyword.contains(" "), "a keyword without blanks");
        }
    }
}
