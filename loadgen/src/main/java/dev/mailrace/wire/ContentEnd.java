package dev.mailrace.wire;

import io.netty.buffer.ByteBuf;

/**
 * Finds the end of content after DATA: {@code CRLF . CRLF}, split anywhere (RFC 5321 §4.1.1.4).
 *
 * <p>Owned by one thread. Only the exact sequence ends the content: a lone LF around the dot is content, so that nothing
 * can be smuggled past the end. Looks at eight bytes at a time and leaves three out: of the end's two line feeds, which
 * stand three bytes apart, one at least is seen.
 */
public final class ContentEnd {
    /** The piece held no end. */
    public static final int NOT_FOUND = -1;

    private static final byte[] END = {'\r', '\n', '.', '\r', '\n'};
    private static final int STRIDE = Long.BYTES + 3;

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
        int word = index;
        for (; word <= end - Long.BYTES; word += STRIDE) {
            long lineFeeds = Words.marks('\n', in.getLongLE(word));
            if (lineFeeds != 0) {
                int start = startAround(lineFeeds, word, in, index);
                if (start >= 0) {
                    matched = 2;
                    return start + END.length;
                }
            }
        }
        // Of what began further back, either a line feed was seen above or the end lies behind this piece.
        for (int i = Math.max(index, Math.min(word, end) - END.length + 1); i < end; i++) {
            matched = step(in.getByte(i));
            if (matched == END.length) {
                matched = 2;
                return i + 1;
            }
        }
        return NOT_FOUND;
    }

    /** Where an end begins whose last or second byte is one of the line feeds of a word, or -1. */
    private static int startAround(long lineFeeds, int word, ByteBuf in, int from) {
        for (long rest = lineFeeds; rest != 0; rest &= rest - 1) {
            int lineFeed = word + Words.firstIndex(rest);
            if (isEndAt(in, lineFeed - 4, from)) {
                return lineFeed - 4;
            }
            if (isEndAt(in, lineFeed - 1, from)) {
                return lineFeed - 1;
            }
        }
        return -1;
    }

    private static boolean isEndAt(ByteBuf in, int start, int from) {
        return start >= from
                && start + END.length <= in.writerIndex()
                && in.getByte(start + 2) == '.'
                && in.getByte(start) == '\r'
                && in.getByte(start + 1) == '\n'
                && in.getByte(start + 3) == '\r'
                && in.getByte(start + 4) == '\n';
    }

    /** The automaton's next state: how much of END is matched after {@code b}. */
    private int step(byte b) {
        if (b == END[matched]) {
            return matched + 1;
        }
        return b == '\r' ? 1 : 0;
    }
}
