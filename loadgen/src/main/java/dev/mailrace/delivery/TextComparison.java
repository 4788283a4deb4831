package dev.mailrace.delivery;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Finds the first place where two texts differ, relaxed. A line that begins with {@code From } is the same with a
 * {@code >} in front: so mbox files keep it. Owned by one thread, for one comparison.
 */
final class TextComparison {
    private static final int BEFORE_BYTES_MAX = 24;
    private static final int SHOWN_BYTES_MAX = 4 * Difference.CHARACTERS_MAX; // UTF-8 has up to four for a character.
    private static final byte[] FROM = "From ".getBytes(StandardCharsets.US_ASCII);

    private final RelaxedText sent;
    private final RelaxedText received;

    /** The last bytes that were the same, the one before last at one less, and so on. */
    private final byte[] before = new byte[BEFORE_BYTES_MAX];

    private long count;
    private long line = 1;
    private int column;

    /** Whether the line has been nothing but quotes so far. */
    private boolean isStart = true;

    /** How many bytes of {@link #FROM} have been seen behind a quote that one text has more than the other; -1: no such quote. */
    private int quoted = -1;

    private boolean sentIsQuoted;

    /**
     * Where two texts part.
     *
     * @param line in what was sent, from 1; blank lines at the end are none
     * @param offset of the byte, from 1, in the relaxed text
     */
    record Place(long line, long offset, String sent, String received) {}

    TextComparison(RelaxedText sent, RelaxedText received) {
        this.sent = sent;
        this.received = received;
    }

    /** Null: they are the same. */
    @Nullable
    Place first() {
        for (; ; ) {
            int a = sent.next();
            int b = received.next();
            if (a != b && isStart && quoted < 0) {
                sentIsQuoted = a == '>' && b == 'F';
                if (sentIsQuoted) {
                    quoted = 0;
                    a = sent.next();
                } else if (b == '>' && a == 'F') {
                    quoted = 0;
                    b = received.next();
                }
            }
            if (a != b || (quoted >= 0 && a != FROM[quoted])) {
                return place(a, b);
            }
            if (a == RelaxedText.END) {
                return null;
            }
            passed(a);
        }
    }

    private void passed(int b) {
        if (quoted >= 0) {
            quoted = quoted == FROM.length - 1 ? -1 : quoted + 1;
        }
        before[(int) (count++ % BEFORE_BYTES_MAX)] = (byte) b;
        if (b == '\n') {
            line++;
            column = 0;
            isStart = true;
        } else {
            column++;
            isStart &= b == '>';
        }
    }

    private Place place(int sentByte, int receivedByte) {
        int a = sentByte;
        int b = receivedByte;
        if (a == RelaxedText.END
                || b == RelaxedText.END) { // The lines that follow are what one has and the other has not.
            for (; a == '\n' || b == '\n'; line++) {
                a = a == '\n' ? sent.next() : a;
                b = b == '\n' ? received.next() : b;
                column = 0;
            }
        }
        boolean hasQuote = quoted >= 0;
        return new Place(
                line,
                count + 1,
                (hasQuote && sentIsQuoted ? ">" : "") + shown(a, sent),
                (hasQuote && !sentIsQuoted ? ">" : "") + shown(b, received));
    }

    /** What the line began with, or the end of that, and how it goes on. */
    private String shown(int first, RelaxedText rest) {
        byte[] bytes = new byte[BEFORE_BYTES_MAX + SHOWN_BYTES_MAX];
        int length = Math.min(column, BEFORE_BYTES_MAX);
        for (int i = 0; i < length; i++) {
            bytes[i] = before[(int) ((count - length + i) % BEFORE_BYTES_MAX)];
        }
        int start = 0;
        while (column > length && start < length && (bytes[start] & 0xc0) == 0x80) {
            start++; // A character of UTF-8 that was cut.
        }
        for (int b = first; b != RelaxedText.END && b != '\n' && length < bytes.length; b = rest.next()) {
            bytes[length++] = (byte) b;
        }
        if (length == 0) {
            return first == RelaxedText.END ? Difference.NOTHING : "";
        }
        return (column > BEFORE_BYTES_MAX ? "…" : "")
                + new String(bytes, start, length - start, StandardCharsets.UTF_8);
    }
}
