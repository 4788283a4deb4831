package dev.mailrace.delivery;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * A text in DKIM's relaxed canonicalisation (RFC 6376 §3.4.4), byte by byte: every line ends with LF, each run of white space
 * is one space, there is none at a line's end, and no blank line at the text's. Owned by one thread; holds no more than a
 * buffer of the text.
 */
final class RelaxedText {
    /** What {@link #next} returns at the end. */
    static final int END = -1;

    private static final int CHUNK_BYTES = 8_192;

    private final @Nullable InputStream in; // null: all of it is in bytes
    private final byte[] bytes;
    private int index;
    private int end;

    /** What was read behind line ends or white space, which are told first; none. */
    private int held = END;

    private int lineEnds;
    private boolean space;

    /** Bytes of an array, which is borrowed. */
    RelaxedText(byte[] bytes, int start, int end) {
        this.bytes = bytes;
        this.end = end;
        index = start;
        in = null;
    }

    /** What a decoder makes, which reads an array and so never fails. */
    RelaxedText(InputStream in) {
        this.in = in;
        bytes = new byte[CHUNK_BYTES];
    }

    int next() {
        if (held != END) {
            return nextHeld();
        }
        for (; ; ) {
            int b = read();
            if (b == '\n' || b == '\r') {
                if (b == '\r' && peek() == '\n') {
                    index++;
                }
                lineEnds++;
                space = false;
            } else if (b == ' ' || b == '\t') {
                space = true;
            } else if (b < 0 || (lineEnds == 0 && !space)) {
                return b;
            } else {
                held = b;
                return nextHeld();
            }
        }
    }

    private int nextHeld() {
        if (lineEnds > 0) {
            lineEnds--;
            return '\n';
        }
        if (space) {
            space = false;
            return ' ';
        }
        int b = held;
        held = END;
        return b;
    }

    private int read() {
        return index < end || fill() ? bytes[index++] & 0xff : END;
    }

    private int peek() {
        return index < end || fill() ? bytes[index] & 0xff : END;
    }

    private boolean fill() {
        if (in == null) {
            return false;
        }
        try {
            int read = in.read(bytes, 0, bytes.length);
            index = 0;
            end = Math.max(read, 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return end > 0;
    }
}
