package dev.mailrace.delivery;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/**
 * The fields of a header, one after the other, read in place; lines may end with CRLF, LF or CR. The header ends with a
 * blank line, or where a line is no field (RFC 5322 §2.2): servers put the blank line there.
 *
 * <p>Two fields are the same when they are so in DKIM's relaxed canonicalisation (RFC 6376 §3.4.2). Owned by one thread.
 */
final class HeaderFields {
    private final byte[] bytes;
    private final int end;
    private int next;
    private int nameStart;
    private int nameEnd;
    private int valueStart;
    private int valueEnd;

    /** Before the first field of what begins at {@code start}; an mbox's separator there is stepped over. */
    HeaderFields(byte[] bytes, int start, int end) {
        this.bytes = bytes;
        this.end = end;
        next = start;
        if (isSeparator(start) && !isField(start)) {
            next = nextLine(start);
        }
    }

    private boolean isSeparator(int at) {
        int from = at < end && bytes[at] == '>' ? at + 1 : at;
        return from + 5 <= end
                && bytes[from] == 'F'
                && bytes[from + 1] == 'r'
                && bytes[from + 2] == 'o'
                && bytes[from + 3] == 'm'
                && bytes[from + 4] == ' ';
    }

    /** Moves to the next field; false: the header ends, and {@link #bodyStart} is known. */
    boolean next() {
        if (next >= end || !isField(next)) {
            return false;
        }
        nameStart = next;
        valueEnd = lineEnd(valueStart);
        next = afterLine(valueEnd);
        while (next < end && (bytes[next] == ' ' || bytes[next] == '\t')) {
            valueEnd = lineEnd(next);
            next = afterLine(valueEnd);
        }
        return true;
    }

    /** Whether a field begins there; where its name ends and its value begins is known then. */
    private boolean isField(int at) {
        int i = at;
        while (i < end && bytes[i] > ' ' && bytes[i] < 0x7f && bytes[i] != ':') {
            i++;
        }
        if (i == at) {
            return false;
        }
        int colon = i;
        while (colon < end && (bytes[colon] == ' ' || bytes[colon] == '\t')) {
            colon++;
        }
        if (colon >= end || bytes[colon] != ':') {
            return false;
        }
        nameEnd = i;
        valueStart = colon + 1;
        return true;
    }

    private int lineEnd(int at) {
        int i = at;
        while (i < end && bytes[i] != '\r' && bytes[i] != '\n') {
            i++;
        }
        return i;
    }

    /** Where the line behind the line end at {@code at} begins. */
    private int afterLine(int at) {
        boolean isPair = at + 1 < end && bytes[at] == '\r' && bytes[at + 1] == '\n';
        return Math.min(end, at + (isPair ? 2 : 1));
    }

    private int nextLine(int at) {
        return afterLine(lineEnd(at));
    }

    /** Where the body begins, behind the blank line if there is one; to be asked when no field is left. */
    int bodyStart() {
        return next < end && (bytes[next] == '\r' || bytes[next] == '\n') ? afterLine(next) : next;
    }

    /** Whether the header ends with a blank line that is there; to be asked when no field is left. */
    boolean isEnded() {
        return next < end && (bytes[next] == '\r' || bytes[next] == '\n');
    }

    /** Where the field begins in the bytes. */
    int start() {
        return nameStart;
    }

    int valueStart() {
        return valueStart;
    }

    int valueEnd() {
        return valueEnd;
    }

    /** The byte at an index of the bytes. */
    byte at(int index) {
        return bytes[index];
    }

    /** In the letters that it was written in. */
    String name() {
        return new String(bytes, nameStart, nameEnd - nameStart, StandardCharsets.US_ASCII);
    }

    String lowerName() {
        return name().toLowerCase(Locale.ROOT);
    }

    boolean isNamed(String lower) {
        return nameBytes() == lower.length() && begins(lower);
    }

    boolean begins(String lower) {
        if (nameBytes() < lower.length()) {
            return false;
        }
        for (int i = 0; i < lower.length(); i++) {
            if (lower(bytes[nameStart + i]) != lower.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private static int lower(byte b) {
        return b >= 'A' && b <= 'Z' ? b + ('a' - 'A') : b;
    }

    int nameBytes() {
        return nameEnd - nameStart;
    }

    int valueBytes() {
        return valueEnd - valueStart;
    }

    /** Relaxed: unfolded, each run of white space one space, none at either end; each byte is a character of Latin-1. */
    String value() {
        StringBuilder value = new StringBuilder(Math.min(valueEnd - valueStart, 1_024));
        int i = afterSpace(bytes, valueStart, valueEnd);
        while (i < valueEnd) {
            value.append((char) (bytes[i++] & 0xff));
            int text = afterSpace(bytes, i, valueEnd);
            if (text > i && text < valueEnd) {
                value.append(' ');
            }
            i = text;
        }
        return value.toString();
    }

    /** As {@link #value}, as text in UTF-8. */
    String text() {
        return new String(value().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    /** Whether it is the same field, relaxed; allocates nothing. */
    boolean isSame(HeaderFields other) {
        return hasSameName(other) && hasSameValue(other);
    }

    private boolean hasSameName(HeaderFields other) {
        int length = nameEnd - nameStart;
        if (length != other.nameEnd - other.nameStart) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (lower(bytes[nameStart + i]) != lower(other.bytes[other.nameStart + i])) {
                return false;
            }
        }
        return true;
    }

    private boolean hasSameValue(HeaderFields other) {
        if (Arrays.equals(bytes, valueStart, valueEnd, other.bytes, other.valueStart, other.valueEnd)) {
            return true;
        }
        int i = afterSpace(bytes, valueStart, valueEnd);
        int j = afterSpace(other.bytes, other.valueStart, other.valueEnd);
        while (i < valueEnd && j < other.valueEnd) {
            if (bytes[i++] != other.bytes[j++]) {
                return false;
            }
            int text = afterSpace(bytes, i, valueEnd);
            int otherText = afterSpace(other.bytes, j, other.valueEnd);
            boolean atEnd = text == valueEnd || otherText == other.valueEnd;
            if ((text > i) != (otherText > j) && !atEnd) {
                return false;
            }
            i = text;
            j = otherText;
        }
        return i == valueEnd && j == other.valueEnd;
    }

    private static int afterSpace(byte[] bytes, int from, int to) {
        int i = from;
        while (i < to && isSpace(bytes[i])) {
            i++;
        }
        return i;
    }

    /** White space, or of a line end within a field. */
    static boolean isSpace(byte b) {
        return b == ' ' || b == '\t' || b == '\r' || b == '\n';
    }
}
