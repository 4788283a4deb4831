package dev.mailrace.delivery;

import dev.mailrace.fuzzing.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Whatever arrives is a bounce or none; what it says is short and printable, and is said again of the same with LF. */
class BounceFuzzTest extends FuzzTest {
    @Override
    protected void fuzz(byte[] input) {
        Bounce bounce = Bounce.read(input);
        if (bounce == null) {
            return;
        }
        assertTrue(bounce.recipients().size() <= Bounce.RECIPIENTS_MAX, "few recipients");
        for (Bounce.Recipient recipient : bounce.recipients()) {
            assertPlain(recipient.address());
            assertPlain(recipient.diagnostic());
            assertTrue(!recipient.address().isBlank(), "an address");
            assertTrue(recipient.diagnostic().length() <= 200, "a short diagnostic");
        }
        assertPlain(bounce.envelopeId());
        byte[] stamped = "X-Mailrace: run=r; seq=1; due=1\r\n".getBytes(StandardCharsets.US_ASCII);
        byte[] delivered = Arrays.copyOf(stamped, stamped.length + input.length);
        System.arraycopy(input, 0, delivered, stamped.length, input.length);
        assertTrue(Bounce.read(delivered) == null, "what bears a stamp is delivered");
    }
}
