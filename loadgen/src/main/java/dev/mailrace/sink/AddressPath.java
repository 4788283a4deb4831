package dev.mailrace.sink;

import org.jspecify.annotations.Nullable;

/**
 * The path of MAIL and RCPT (RFC 5321 §4.1.2): lenient about what stands in the brackets, strict about the brackets.
 * Pure; allocates nothing. All methods borrow the line.
 */
final class AddressPath {
    static final int NONE = -1;

    private AddressPath() {}

    /**
     * Where the bracket opens, behind {@code FROM:} or {@code TO:}; {@link #NONE} when it does not. Many clients put a
     * blank before it, which RFC 5321 §4.1.1 forbids and servers take.
     */
    static int open(byte[] line, int start, int end, byte[] keyword) {
        if (!LineBytes.startsWith(line, start, end, keyword)) {
            return NONE;
        }
        int index = LineBytes.skipBlanks(line, start + keyword.length, end);
        return index < end && line[index] == '<' ? index : NONE;
    }

    /** Just behind the closing bracket, which is followed by a blank or nothing; quoted brackets close nothing. */
    static int close(byte[] line, int open, int end) {
        boolean quoted = false;
        for (int i = open + 1; i < end; i++) {
            byte b = line[i];
            if (b >= 0 && b < ' ') {
                return NONE;
            } else if (b == '\\') {
                i++;
            } else if (b == '"') {
                quoted = !quoted;
            } else if (!quoted && b == ' ') {
                return NONE;
            } else if (!quoted && b == '>') {
                return i + 1 == end || LineBytes.isBlank(line[i + 1]) ? i + 1 : NONE;
            }
        }
        return NONE;
    }

    /** What is wrong with the characters of an address (RFC 6531 §3.5); null when nothing is. */
    static @Nullable SinkReply characters(byte[] line, int start, int end, boolean utf8) {
        if (LineBytes.isAscii(line, start, end)) {
            return null;
        }
        if (!utf8) {
            return SinkReply.NOT_ASCII;
        }
        return LineBytes.isUtf8(line, start, end) ? null : SinkReply.NOT_UTF8;
    }
}
