package dev.mailrace.mail;

import dev.mailrace.fault.Refusal;
import dev.mailrace.fuzzing.FuzzTest;
import dev.mailrace.fuzzing.Input;

/** Sizes of messages: what is written of a distribution is read as the same, and all that is drawn lies within it. */
class SizeFuzzTest extends FuzzTest {
    @Override
    protected void fuzz(byte[] input) {
        SizeDistribution sizes;
        try {
            sizes = SizeDistribution.parse(new Input(input).text());
        } catch (Refusal e) {
            assertPlain(e.getMessage());
            return;
        }
        assertPlain(sizes.words());
        SizeDistribution again = SizeDistribution.parse(sizes.toString());
        assertSame(again.toString(), sizes.toString(), "again");
        assertSame(again.bytesMean(), sizes.bytesMean(), "the mean again");
        assertTrue(sizes.bytesMean() >= 0 && sizes.bytesMean() <= sizes.bytesMax(), "a mean");
        for (long i = 0; i < 8; i++) {
            long bytes = sizes.bytesAt(1, i);
            assertTrue(bytes >= 0 && bytes <= sizes.bytesMax() && bytes <= SizeDistribution.BYTES_MAX, "a size");
            assertSame(again.bytesAt(1, i), bytes, "a size again");
        }
    }
}
