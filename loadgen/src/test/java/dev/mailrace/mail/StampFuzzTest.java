package dev.mailrace.mail;

import dev.mailrace.fuzzing.FuzzTest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;

/** A stamp is found in whatever header it stands in, and what is found elsewhere can be written and found again. */
class StampFuzzTest extends FuzzTest {
    @Override
    protected void fuzz(byte[] input) {
        Stamp.Mark found = Stamp.find(Unpooled.wrappedBuffer(input));
        if (found != null) {
            assertTrue(!found.runId().isEmpty(), "a run id");
            assertSame(again(new byte[0], found), found, "again");
        }
        Stamp.Mark own = new Stamp.Mark(
                "run-7", Integer.toUnsignedLong(java.util.Arrays.hashCode(input)), 1_700_000_000_000_000L);
        assertSame(again(field(input), own), own, "behind another field");
    }

    /** A field of these bytes that is no stamp and ends no header. */
    private static byte[] field(byte[] input) {
        String text = new String(input, 0, Math.min(input.length, 10_000), StandardCharsets.ISO_8859_1);
        // Only now: cut behind a line end, it would end the header.
        return ("Subject: " + text.replaceAll("[\r\n]+", "\r\n ") + "\r\n").getBytes(StandardCharsets.ISO_8859_1);
    }

    private static Stamp.Mark again(byte[] before, Stamp.Mark mark) {
        Stamp stamp = new Stamp(mark.runId());
        stamp.set(mark.sequence(), mark.dueEpochMicros());
        ByteBuf out = Unpooled.buffer().writeBytes(before);
        stamp.writeFields(out);
        assertSame(
                out.writerIndex() - before.length,
                Stamp.fieldsBytes(Stamp.Fields.ALL, mark.runId(), mark.sequence()),
                "bytes of the fields");
        Stamp.Mark found = Stamp.find(out);
        if (found == null) {
            throw new AssertionError("no stamp behind " + before.length + " bytes");
        }
        return found;
    }
}
