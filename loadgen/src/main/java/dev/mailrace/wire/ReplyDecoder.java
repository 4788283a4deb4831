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
 * only when somebody wants the text. Lines may end with CRLF or LF, may be a bare code, and may come glued together.
 * Everything is bounded: {@value #LINE_BYTES_MAX} bytes a line, {@value #LINES_MAX} lines and {@value #REPLY_BYTES_MAX}
 * bytes a reply.
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
    private static final int QUOTED_BYTES_MAX = 60;

    private byte[] bytes = new byte[BYTES_INITIAL];
    private int length;
    private int lineStart;
    private int lineCount;
    private int code;
    private boolean lastLineEndedBare; // with LF alone
    private boolean complete;
    private @Nullable String violation;

    /**
     * Consumes bytes up to the end of one reply.
     *
     * @param in borrowed; its reader index moves past what was consumed: all of it, or up to the end of the reply
     * @return the reply's code (200 to 599), {@link #INCOMPLETE} or {@link #MALFORMED}
     */
    public int decode(ByteBuf in) {
        if (violation != null) {
            return MALFORMED;
        }
        if (complete) {
            reset();
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

    private void append(ByteBuf in, int count) {
        if (length + count > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(length + count, Math.min(bytes.length * 2, REPLY_BYTES_MAX)));
        }
        in.readBytes(bytes, length, count);
        length += count;
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
        int hundreds = bytes[start] - '0';
        int tens = bytes[start + 1] - '0';
        int ones = bytes[start + 2] - '0';
        if (hundreds < 2 || hundreds > 5 || tens < 0 || tens > 9 || ones < 0 || ones > 9) {
            return -1;
        }
        if (end - start > 3 && bytes[start + 3] != ' ' && bytes[start + 3] != '-') {
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
     * The reply that {@link #decode} has just completed.
     *
     * @throws IllegalStateException when the last call of {@code decode} returned no code
     */
    public Reply reply() {
        if (!complete) {
            throw new IllegalStateException("no complete reply (expected: after decode returned a code)");
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
