package dev.mailrace.wire;

import io.netty.buffer.ByteBuf;

/**
 * Finds the end of content after DATA: {@code CRLF . CRLF}, split anywhere (RFC 5321 §4.1.1.4).
 *
 * <p>Owned by one thread. Only the exact sequence ends the content: a lone LF around the dot is content, so that nothing
 * can be smuggled past the end. Looks at one byte in five where no line ends (Boyer, Moore and Horspool's skip).
 */
public final class ContentEnd {
    /** The piece held no end. */
    public static final int NOT_FOUND = -1;

    private static final byte[] END = {'\r', '\n', '.', '\r', '\n'};

    /** How much of {@link #END} stands at the end of what was seen; DATA's own line counts as CRLF. */
    private int matched = 2;

    /**
     * Searches the next piece.
     *
     * @param in borrowed; indices stay
     * @return the index just behind the end, or {@link #NOT_FOUND}
     */
    public int find(ByteBuf in) {
        int index = in.readerIndex();
        int end = in.writerIndex();
        while (index < end && matched > 0) {
            matched = step(in.getByte(index++));
            if (matched == END.length) {
                matched = 2;
                return index;
            }
        }
        int last = index + END.length - 1;
        while (last < end) {
            byte b = in.getByte(last);
            if (b == '\n') {
                if (isEndAt(in, last - 4)) {
                    matched = 2;
                    return last + 1;
                }
                last += in.getByte(last - 1) == '\r' ? 3 : 5;
            } else {
                last += b == '\r' ? 1 : b == '.' ? 2 : 5;
            }
        }
        for (int i = Math.max(index, end - END.length + 1); i < end; i++) {
            matched = step(in.getByte(i));
        }
        return NOT_FOUND;
    }

    private static boolean isEndAt(ByteBuf in, int start) {
        return in.getByte(start) == '\r'
                && in.getByte(start + 1) == '\n'
                && in.getByte(start + 2) == '.'
                && in.getByte(start + 3) == '\r';
    }

    /** The automaton's next state: how much of END is matched after {@code b}. */
    private int step(byte b) {
        if (b == END[matched]) {
            return matched + 1;
        }
        return b == '\r' ? 1 : 0;
    }
}
