package dev.mailrace.delivery;

import java.nio.charset.StandardCharsets;

/**
 * The parts of a multipart body, one after the other, and what stands before and behind them (RFC 2046 §5.1.1). The line
 * end before a boundary belongs to it. Owned by one thread.
 */
final class Parts {
    private final byte[] bytes;
    private final int end;
    private final byte[] boundary;

    private int start; // of the preamble, a part, or the epilogue
    private int stop;
    private int behind; // where what follows the boundary begins
    private boolean isClosed;
    private boolean isOver;

    /** At the preamble. */
    Parts(Entity whole, String boundary) {
        bytes = whole.bytes();
        end = whole.end();
        this.boundary = ("--" + boundary).getBytes(StandardCharsets.ISO_8859_1);
        find(whole.bodyStart());
    }

    /** Moves to the next part; false: there is none, this is the epilogue. */
    boolean next() {
        if (isOver) {
            return false;
        }
        if (isClosed || behind < 0) {
            isOver = true;
            start = isClosed ? behind : end;
            stop = end;
            return false;
        }
        find(behind);
        return true;
    }

    /** Whether there was a last boundary. */
    boolean isClosed() {
        return isClosed;
    }

    /** What there was of it, for people. */
    String closing() {
        return isClosed ? "a last boundary" : Difference.NOTHING;
    }

    /** What stands before, between or behind. */
    RelaxedText text() {
        return new RelaxedText(bytes, start, stop);
    }

    Entity entity() {
        return new Entity(bytes, start, stop);
    }

    /** Finds the next line that is a boundary, from the beginning of a line. */
    private void find(int from) {
        start = from;
        int lineStart = from;
        int before = from; // where the line end before begins
        while (lineStart < end) {
            int lineEnd = lineStart;
            while (lineEnd < end && bytes[lineEnd] != '\r' && bytes[lineEnd] != '\n') {
                lineEnd++;
            }
            boolean isPair = lineEnd + 1 < end && bytes[lineEnd] == '\r' && bytes[lineEnd + 1] == '\n';
            int next = Math.min(end, lineEnd + (isPair ? 2 : 1));
            if (isBoundary(lineStart, lineEnd)) {
                stop = before;
                behind = next;
                return;
            }
            before = lineEnd;
            lineStart = next;
        }
        stop = end;
        behind = -1;
    }

    private boolean isBoundary(int lineStart, int lineEnd) {
        int i = lineStart + boundary.length;
        if (i > lineEnd || !matches(lineStart)) {
            return false;
        }
        boolean isLast = i + 2 <= lineEnd && bytes[i] == '-' && bytes[i + 1] == '-';
        for (i += isLast ? 2 : 0; i < lineEnd; i++) {
            if (bytes[i] != ' ' && bytes[i] != '\t') {
                return false;
            }
        }
        isClosed = isLast;
        return true;
    }

    private boolean matches(int at) {
        for (int i = 0; i < boundary.length; i++) {
            if (bytes[at + i] != boundary[i]) {
                return false;
            }
        }
        return true;
    }
}
