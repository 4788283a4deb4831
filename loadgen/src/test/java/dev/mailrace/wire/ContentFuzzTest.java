package dev.mailrace.wire;

import dev.mailrace.fuzzing.FuzzTest;
import dev.mailrace.fuzzing.Input;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/** Content ends where its final dot is and nowhere else, and comes out of the dots as it went in. */
class ContentFuzzTest extends FuzzTest {
    private static final String END = "\r\n.\r\n";

    @Override
    protected void fuzz(byte[] input) {
        String text = new String(input, StandardCharsets.ISO_8859_1);
        int found = ("\r\n" + text).indexOf(END);
        int expected = found < 0 ? ContentEnd.NOT_FOUND : found + END.length() - 2;
        String stuffed = stuffed(List.of(input));
        for (List<byte[]> pieces : Input.cuts(input)) {
            assertSame(end(pieces), expected, "the end in " + pieces.size() + " pieces");
            assertSame(stuffed(pieces), stuffed, "stuffed in " + pieces.size() + " pieces");
        }
        byte[] sent = stuffed.getBytes(StandardCharsets.ISO_8859_1);
        for (List<byte[]> pieces : Input.cuts(sent)) {
            assertSame(end(pieces), sent.length, "the end of what was stuffed");
        }
        String lines = text.replace("\r\n", "\n").replace('\r', '\n').replace("\n", "\r\n");
        String whole = lines.isEmpty() || lines.endsWith("\r\n") ? lines : lines + "\r\n";
        String received = ("\r\n" + stuffed.substring(0, stuffed.length() - 3)).replace("\r\n.", "\r\n");
        assertSame(received.substring(2), whole, "without the dots");
        base64(input);
    }

    private static int end(List<byte[]> pieces) {
        ContentEnd end = new ContentEnd();
        int before = 0;
        for (byte[] piece : pieces) {
            int found = end.find(Unpooled.wrappedBuffer(piece));
            if (found >= 0) {
                return before + found;
            }
            before += piece.length;
        }
        return ContentEnd.NOT_FOUND;
    }

    private static String stuffed(List<byte[]> pieces) {
        ByteBuf out = Unpooled.buffer();
        DotStuffer stuffer = new DotStuffer();
        for (byte[] piece : pieces) {
            stuffer.stuff(Unpooled.wrappedBuffer(piece), out);
        }
        stuffer.finish(out);
        return out.toString(StandardCharsets.ISO_8859_1);
    }

    private static void base64(byte[] plain) {
        byte[] out = new byte[(int) Base64Lines.encodedBytes(plain.length)];
        assertSame(Base64Lines.encode(plain, out), out.length, "bytes of base64");
        assertTrue(Arrays.equals(Base64.getMimeDecoder().decode(out), plain), "base64 back");
    }
}
