package dev.mailrace.mail;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reads a stamp back from the header of a message that others may have touched: lines may end with LF only, the field
 * may have been folded, and anything may be missing or forged. Owned by one thread, for one field.
 */
final class MarkReader {
    private static final int HEADER_BYTES_MAX = 64 * 1024;
    private static final byte[] FIELD = ascii(Stamp.FIELD_NAME + ":");
    private static final byte[] RUN = ascii("run=");
    private static final byte[] SEQUENCE = ascii("seq=");
    private static final byte[] DUE = ascii("due=");

    private final ByteBuf in;
    private final int end;
    private int index;

    private MarkReader(ByteBuf in, int index, int end) {
        this.in = in;
        this.index = index;
        this.end = end;
    }

    /** See {@link Stamp#find}. */
    static Stamp.@Nullable Mark find(ByteBuf message) {
        int line = message.readerIndex();
        int end = line + Math.min(message.readableBytes(), HEADER_BYTES_MAX);
        while (line < end) {
            if (isField(message, line, end)) {
                return new MarkReader(message, line + FIELD.length, end).read();
            }
            int lineEnd = message.indexOf(line, end, (byte) '\n');
            if (lineEnd < 0 || isBlank(message, line, lineEnd)) {
                return null;
            }
            line = lineEnd + 1;
        }
        return null;
    }

    private static boolean isField(ByteBuf message, int line, int end) {
        if (end - line < FIELD.length) {
            return false;
        }
        for (int i = 0; i < FIELD.length; i++) {
            if (lower(message.getByte(line + i)) != lower(FIELD[i])) {
                return false;
            }
        }
        return true;
    }

    private static int lower(byte b) {
        return b >= 'A' && b <= 'Z' ? b + ('a' - 'A') : b;
    }

    private static boolean isBlank(ByteBuf message, int line, int lineEnd) {
        return lineEnd == line || (lineEnd == line + 1 && message.getByte(line) == '\r');
    }

    private Stamp.@Nullable Mark read() {
        if (!skip(RUN)) {
            return null;
        }
        String runId = runId();
        if (runId.isEmpty() || !skip(';') || !skip(SEQUENCE)) {
            return null;
        }
        long sequence = number();
        if (sequence < 0 || !skip(';') || !skip(DUE)) {
            return null;
        }
        long dueEpochMicros = number();
        return dueEpochMicros < 0 || dueEpochMicros > Stamp.DUE_MICROS_MAX
                ? null
                : new Stamp.Mark(runId, sequence, dueEpochMicros);
    }

    private boolean skip(byte[] word) {
        while (index < end && isSpace(in.getByte(index))) {
            index++;
        }
        for (byte b : word) {
            if (!skip(b)) {
                return false;
            }
        }
        return true;
    }

    private boolean skip(int b) {
        return index < end && in.getByte(index++) == b;
    }

    /** Folded lines count as space. */
    private static boolean isSpace(byte b) {
        return b == ' ' || b == '\t' || b == '\r' || b == '\n';
    }

    /** Empty when there is none, or one that is too long. */
    private String runId() {
        int start = index;
        while (index < end && isInRunId(in.getByte(index))) {
            index++;
        }
        int length = index - start;
        return length > Stamp.RUN_ID_CHARACTERS_MAX ? "" : in.toString(start, length, StandardCharsets.US_ASCII);
    }

    private static boolean isInRunId(byte b) {
        return (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z') || (b >= '0' && b <= '9') || b == '-' || b == '_';
    }

    /** -1 when there is none, or one that a long cannot hold. */
    private long number() {
        long number = -1;
        while (index < end && in.getByte(index) >= '0' && in.getByte(index) <= '9') {
            int digit = in.getByte(index++) - '0';
            long before = Math.max(number, 0);
            if (before > (Long.MAX_VALUE - digit) / 10) {
                return -1;
            }
            number = before * 10 + digit;
        }
        return number;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
