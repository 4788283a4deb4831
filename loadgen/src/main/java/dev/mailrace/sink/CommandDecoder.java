package dev.mailrace.sink;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/**
 * Splits bytes that arrive in any pieces into command lines (RFC 5321 §2.3.8), which may end with CRLF or LF alone.
 *
 * <p>Owned by one session, on one event loop. A line that comes whole is copied once, into bytes that all sessions of a
 * shard share, so an idle session holds none; only a line that comes in pieces is kept apart until it is complete.
 */
final class CommandDecoder {
    enum Result {
        /** The bytes ended before the line did. */
        INCOMPLETE,
        /** {@link #bytes} hold a line. */
        LINE,
        /** A line beyond the limit went by; it is lost. */
        TOO_LONG
    }

    /** Bytes for pieces up to this many are kept for the next line that comes in pieces. */
    private static final int HELD_BYTES_KEPT = 128;

    private static final byte[] NONE = {};

    private final byte[] line;
    private byte[] held = NONE;
    private int heldCount;
    private boolean discarding; // to the end of a line that is too long
    private int end;

    /**
     * @param line shared with other decoders of the same loop; its length is the limit of a line with its end
     */
    CommandDecoder(byte[] line) {
        this.line = line;
    }

    /**
     * Consumes bytes up to the end of one line.
     *
     * @param in borrowed; its reader index moves past what was consumed: all of it, or up to the end of the line
     */
    Result decode(ByteBuf in) {
        int start = in.readerIndex();
        int lineFeed = in.indexOf(start, in.writerIndex(), (byte) '\n');
        int count = (lineFeed < 0 ? in.writerIndex() : lineFeed + 1) - start;
        if (heldCount + count > line.length) {
            discarding = true;
        }
        if (discarding) {
            in.skipBytes(count);
            forgetHeld();
            discarding = lineFeed < 0;
            return discarding ? Result.INCOMPLETE : Result.TOO_LONG;
        }
        if (lineFeed < 0) {
            hold(in, count);
            return Result.INCOMPLETE;
        }
        System.arraycopy(held, 0, line, 0, heldCount);
        in.readBytes(line, heldCount, count);
        end = trimmed(heldCount + count);
        forgetHeld();
        return Result.LINE;
    }

    private void hold(ByteBuf in, int count) {
        if (heldCount + count > held.length) {
            int grown = Math.min(Math.max(heldCount + count, held.length * 2), line.length);
            held = Arrays.copyOf(held, Math.max(grown, HELD_BYTES_KEPT));
        }
        in.readBytes(held, heldCount, count);
        heldCount += count;
    }

    private void forgetHeld() {
        heldCount = 0;
        if (held.length > HELD_BYTES_KEPT) {
            held = NONE;
        }
    }

    /** Without the line end and the blanks before it, which RFC 5321 §4.1.1 has servers tolerate. */
    private int trimmed(int length) {
        int last = length;
        while (last > 0 && (line[last - 1] == '\n' || line[last - 1] == '\r' || LineBytes.isBlank(line[last - 1]))) {
            last--;
        }
        return last;
    }

    /** The line, from 0 to {@link #end}; borrowed until any decoder of the shard decodes again. */
    byte[] bytes() {
        return line;
    }

    /** Where the line ends, without its line end and the blanks before it. */
    int end() {
        return end;
    }

    Command command() {
        return Command.at(line, end);
    }

    /** Where the argument begins, behind a verb and blanks; {@link #end} when there is none. */
    int argumentStart() {
        return LineBytes.skipBlanks(line, LineBytes.skipWord(line, 0, end), end);
    }
}
