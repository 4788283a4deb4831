package dev.mailrace.wire;

import io.netty.buffer.ByteBuf;
import io.netty.util.CharsetUtil;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads replies (RFC 5321 §4.2.1) from bytes that arrive in any pieces.
 *
 * <p>Owned by one thread. A reply costs no object: its code is an {@code int}, and {@link #reply()} builds the value
 * only when the text is needed. Lines may end with CRLF or LF, may be a bare code, and may come glued together.
 * Everything is bounded: {@value #LINE_BYTES_MAX} bytes a line, {@value #LINES_MAX} lines and {@value #REPLY_BYTES_MAX}
 * bytes a reply.
 *
 * <p>A reply that comes whole, as most do, is recognised where it lies, eight bytes at a time; its bytes are copied only
 * for its text. So {@link #reply()} reads the buffer that {@link #decode} was given last, and must be called while that
 * one is alive.
 */
public final class ReplyDecoder {
    /** The bytes ended before the reply did. */
    public static final int INCOMPLETE = 0;

    /** What came is no reply; {@link #violation()} names it, and the connection is unusable from here on. */
    public static final int MALFORMED = -1;

    /** RFC 5321 §4.5.3.1.5 asks for 512; real servers exceed it. */
    public static final int LINE_BYTES_MAX = 4_096;

    public static final int LINES_MAX = 512;
    public static final int REPLY_BYTES_MAX = 65_536;

    private static final int BYTES_INITIAL = 128;
    private static final byte TLS_ALERT = 21; // RFC 8446 §5.1
    private static final byte TLS_HANDSHAKE = 22;
    private static final int QUOTED_BYTES_MAX = 60;

    private static final int PLAIN_LINE_BYTES_MIN = "250 \r".length();
    private static final int CODE_BITS = 0xffffff; // the first three bytes of a little-endian word

    private byte[] bytes = new byte[BYTES_INITIAL];
    private int length;
    private @Nullable ByteBuf whole; // where the reply's bytes lie; null when they are in bytes
    private int wholeStart;
    private int lineStart;
    private int lineCount;
    private int code;
    private boolean lastLineEndedBare; // with LF alone
    private boolean complete;
    private @Nullable String violation;

    /**
     * Consumes bytes up to the end of one reply.
     *
     * @param in borrowed, when a reply was found until the next call; its reader index moves past what was consumed: all
     *     of it, or up to the end of the reply
     * @return the reply's code (200 to 599), {@link #INCOMPLETE} or {@link #MALFORMED}
     */
    public int decode(ByteBuf in) {
        if (violation != null) {
            return MALFORMED;
        }
        if (!inReply() && isWhole(in)) {
            return code;
        }
        if (complete) {
            reset();
        }
        return assemble(in);
    }

    /** Whether a reply of plain lines (code, blank or hyphen, text, CRLF) lies in {@code in}; any other takes the long way. */
    private boolean isWhole(ByteBuf in) {
        int start = in.readerIndex();
        int end = in.writerIndex();
        int from = start;
        int codeBytes = 0;
        for (int lines = 1; lines <= LINES_MAX && end - from >= Long.BYTES; lines++) {
            long word = in.getLongLE(from);
            int lineFeed = lineFeed(word, in, from);
            int bytesBeforeLineFeed = lineFeed - from;
            if (bytesBeforeLineFeed < PLAIN_LINE_BYTES_MIN
                    || bytesBeforeLineFeed >= LINE_BYTES_MAX
                    || in.getByte(lineFeed - 1) != '\r') {
                return false;
            }
            if (lines > 1 && codeBytes != ((int) word & CODE_BITS)) {
                return false;
            }
            codeBytes = (int) word & CODE_BITS;
            from = lineFeed + 1;
            int separator = (int) word >>> 24;
            if (separator == ' ') {
                return isTaken(codeBytes, lines, in, from - start);
            }
            if (separator != '-') {
                return false;
            }
        }
        return false;
    }

    /**
     * The first line feed, or -1 when there is none.
     *
     * @param word the eight bytes at {@code from}
     */
    private static int lineFeed(long word, ByteBuf in, int from) {
        int end = in.writerIndex();
        int index = from;
        long marks = Words.marks('\n', word);
        while (marks == 0) {
            index += Long.BYTES;
            if (index >= end) {
                return -1;
            }
            index = Math.min(index, end - Long.BYTES); // The last word may overlap the one before, which has none.
            marks = Words.marks('\n', in.getLongLE(index));
        }
        return index + Words.firstIndex(marks);
    }

    private boolean isTaken(int codeBytes, int lines, ByteBuf in, int count) {
        int found = code(codeBytes & 0xff, codeBytes >>> 8 & 0xff, codeBytes >>> 16);
        if (found < 0 || count > REPLY_BYTES_MAX) {
            return false;
        }
        whole = in;
        wholeStart = in.readerIndex();
        in.readerIndex(wholeStart + count);
        length = count;
        lineCount = lines;
        code = found;
        complete = true;
        return true;
    }

    /** Keeps the bytes of a reply that comes in pieces, or is none. */
    private int assemble(ByteBuf in) {
        if (length == 0 && in.isReadable() && isTls(in.getByte(in.readerIndex()))) {
            return malformed("TLS instead of a reply ("
                    + (in.getByte(in.readerIndex()) == TLS_ALERT ? "an alert" : "a handshake") + ")");
        }
        while (in.isReadable()) {
            int start = in.readerIndex();
            int lineFeed = in.indexOf(start, in.writerIndex(), (byte) '\n');
            int count = (lineFeed < 0 ? in.writerIndex() : lineFeed + 1) - start;
            if (length - lineStart + count > LINE_BYTES_MAX) {
                return malformed("a reply line is longer than " + LINE_BYTES_MAX + " bytes");
            }
            if (length + count > REPLY_BYTES_MAX) {
                return malformed("a reply is longer than " + REPLY_BYTES_MAX + " bytes");
            }
            append(in, count);
            if (lineFeed < 0) {
                return INCOMPLETE;
            }
            int result = lineEnded();
            if (result != INCOMPLETE) {
                return result;
            }
        }
        return INCOMPLETE;
    }

    /** Such a record has no line end: it must not be waited for. */
    private static boolean isTls(byte first) {
        return first == TLS_ALERT || first == TLS_HANDSHAKE;
    }

    private void append(ByteBuf in, int count) {
        makeRoom(length + count);
        in.readBytes(bytes, length, count);
        length += count;
    }

    private void makeRoom(int count) {
        if (count > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(count, Math.min(bytes.length * 2, REPLY_BYTES_MAX)));
        }
    }

    private int lineEnded() {
        int end = contentEnd(lineStart, length);
        boolean endedBare = end == length - 1;
        int lineCode = codeAt(lineStart, end);
        if (lineCode < 0 && lineCount > 0 && lastLineEndedBare) {
            // HELP of some servers has bare line feeds inside its lines: this is more text of the line before.
            lineStart = length;
            lastLineEndedBare = endedBare;
            return INCOMPLETE;
        }
        if (lineCode < 0) {
            return malformed("a reply line begins with no code: " + quoted(lineStart, end)
                    + " (expected: 200 to 599, then a blank, a hyphen or the end)");
        }
        if (lineCount > 0 && lineCode != code) {
            return malformed(
                    "a reply changes its code from " + code + " to " + lineCode + " on line " + (lineCount + 1));
        }
        if (++lineCount > LINES_MAX) {
            return malformed("a reply has more than " + LINES_MAX + " lines");
        }
        code = lineCode;
        boolean last = end - lineStart == 3 || bytes[lineStart + 3] == ' ';
        lineStart = length;
        lastLineEndedBare = endedBare;
        if (!last) {
            return INCOMPLETE;
        }
        complete = true;
        return code;
    }

    /** The code that the line begins with, or -1 when it begins with none or something odd follows it. */
    private int codeAt(int start, int end) {
        if (end - start < 3) {
            return -1;
        }
        if (end - start > 3 && bytes[start + 3] != ' ' && bytes[start + 3] != '-') {
            return -1;
        }
        return code(bytes[start], bytes[start + 1], bytes[start + 2]);
    }

    private static int code(int first, int second, int third) {
        int hundreds = first - '0';
        int tens = second - '0';
        int ones = third - '0';
        if (hundreds < 2 || hundreds > 5 || tens < 0 || tens > 9 || ones < 0 || ones > 9) {
            return -1;
        }
        return hundreds * 100 + tens * 10 + ones;
    }

    private int contentEnd(int start, int afterLineFeed) {
        int end = afterLineFeed - 1;
        return end > start && bytes[end - 1] == '\r' ? end - 1 : end;
    }

    private int malformed(String what) {
        violation = what;
        return MALFORMED;
    }

    private String quoted(int start, int end) {
        int shown = Math.min(end - start, QUOTED_BYTES_MAX);
        String text = Printable.of(new String(bytes, start, shown, CharsetUtil.UTF_8));
        return '"' + text + (shown < end - start ? "…\"" : "\"");
    }

    private void reset() {
        whole = null;
        length = 0;
        lineStart = 0;
        lineCount = 0;
        code = 0;
        lastLineEndedBare = false;
        complete = false;
        if (bytes.length > BYTES_INITIAL * 4) {
            bytes = new byte[BYTES_INITIAL]; // One long EHLO reply must not keep its bytes for the session's life.
        }
    }

    /**
     * The reply that {@link #decode} has just completed; the buffer it was given must still hold its bytes.
     *
     * @throws IllegalStateException when the last call of {@code decode} returned no code
     */
    public Reply reply() {
        if (!complete) {
            throw new IllegalStateException("no complete reply (expected: after decode returned a code)");
        }
        if (whole != null) {
            makeRoom(length);
            whole.getBytes(wholeStart, bytes, 0, length);
            whole = null;
        }
        List<String> lines = new ArrayList<>(lineCount);
        int start = 0;
        for (int i = 0; i < length; i++) {
            if (bytes[i] == '\n') {
                int end = contentEnd(start, i + 1);
                int textStart = codeAt(start, end) < 0 ? start : Math.min(start + 4, end);
                lines.add(new String(bytes, textStart, end - textStart, CharsetUtil.UTF_8));
                start = i + 1;
            }
        }
        return new Reply(code, lines);
    }

    /** What made the bytes {@link #MALFORMED}, for people; null while all is well. */
    public @Nullable String violation() {
        return violation;
    }

    /** Whether a reply has begun and not ended: the peer that closes now closes in the middle of it. */
    public boolean inReply() {
        return !complete && length > 0;
    }
}
