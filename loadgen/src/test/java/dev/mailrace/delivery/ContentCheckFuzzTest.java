package dev.mailrace.delivery;

import dev.mailrace.fuzzing.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Whatever a message holds: it is the same as itself, with other line ends, and with a field added; with another byte it is not. */
class ContentCheckFuzzTest extends FuzzTest {
    private static final byte[] FIELD = "X-Added: by a server\r\n".getBytes(StandardCharsets.US_ASCII);

    @Override
    protected void fuzz(byte[] input) {
        String text = new String(input, StandardCharsets.ISO_8859_1);
        same(input, input, "itself");
        String lines =
                text.replaceAll("\r(?!\n)", "\n"); // A CR alone would become one line end with the LF that follows.
        same(bytes(lines), bytes(lines.replace("\r\n", "\n")), "with LF");
        same(bytes(lines), bytes(lines.replaceAll("\r?\n", "\r\n")), "with CRLF");
        if (!text.startsWith("From ") && !text.startsWith(">From ") && !text.matches("(?s)[ \t].*")) {
            byte[] added = Arrays.copyOf(FIELD, FIELD.length + input.length);
            System.arraycopy(input, 0, added, FIELD.length, input.length);
            same(input, added, "with a field");
        }
        byte[] plain = bytes("Subject: x\r\n\r\n" + text);
        flipped(plain);
        int half = input.length / 2;
        show(ContentCheck.compare(Arrays.copyOf(input, half), Arrays.copyOfRange(input, half, input.length)));
    }

    /** In the body of a message that says nothing of how it is encoded, each byte stands for itself. */
    private static void flipped(byte[] plain) {
        int header = "Subject: x\r\n\r\n".length();
        if (plain.length == header) {
            return;
        }
        int at = header + Math.floorMod(Arrays.hashCode(plain), plain.length - header);
        if (" \t\r\n".indexOf(plain[at]) >= 0) {
            return;
        }
        byte[] other = plain.clone();
        other[at] ^= 1;
        if (other[at] == '\n' || other[at] == '\r' || other[at] == '\t' || other[at] == ' ') {
            other[at] = 'x';
        }
        Difference difference = ContentCheck.compare(plain, other);
        assertTrue(difference != null, "byte " + at + " is another one");
        show(difference);
    }

    private static void show(@Nullable Difference difference) {
        if (difference != null) {
            for (String words : new String[] {difference.what(), difference.sent(), difference.received()}) {
                assertPlain(words);
                assertTrue(words.length() <= Difference.CHARACTERS_MAX, "short words");
            }
        }
    }

    private static void same(byte[] sent, byte[] received, String how) {
        Difference difference = ContentCheck.compare(sent, received);
        assertTrue(difference == null, how + ": " + difference);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
