package dev.mailrace.sink;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The chunk that a BDAT announced (RFC 3030 §2): how much of it is to come, and what is said at its end. One a session. */
final class Chunk {
    private static final byte[] LAST = "LAST".getBytes(StandardCharsets.US_ASCII);
    private static final int SIZE_DIGITS_MAX = 18; // What a long holds; RFC 3030 sets no limit.
    private static final int CASE_BIT = 0x20;

    private long remaining;
    private boolean last;
    private @Nullable SinkReply refusal;

    /**
     * Reads {@code size [LAST]}.
     *
     * @param line borrowed
     * @param outOfOrder what to say at the chunk's end when it has no place; null when it has
     * @return whether it is well formed; if not, the end of the chunk is unknown
     */
    boolean begin(byte[] line, int start, int end, @Nullable SinkReply outOfOrder) {
        refusal = outOfOrder;
        remaining = 0;
        int index = start;
        while (index < end && line[index] >= '0' && line[index] <= '9') {
            remaining = remaining * 10 + line[index++] - '0';
        }
        if (index == start || index - start > SIZE_DIGITS_MAX) {
            return false;
        }
        last = index < end;
        return !last || isLast(line, index, end);
    }

    private static boolean isLast(byte[] line, int start, int end) {
        int index = start;
        while (index < end && line[index] == ' ') {
            index++;
        }
        if (index == start || end - index != LAST.length) {
            return false;
        }
        for (byte letter : LAST) {
            if ((line[index++] & ~CASE_BIT) != letter) {
                return false;
            }
        }
        return true;
    }

    /** How many bytes of {@code in} are the chunk's. */
    int availableIn(ByteBuf in) {
        return (int) Math.min(in.readableBytes(), remaining);
    }

    /** Passes over what {@code in} holds of the chunk, and returns how many bytes that is. */
    int read(ByteBuf in) {
        int count = availableIn(in);
        in.skipBytes(count);
        remaining -= count;
        return count;
    }

    boolean isComplete() {
        return remaining == 0;
    }

    boolean isLast() {
        return last;
    }

    @Nullable
    SinkReply refusal() {
        return refusal;
    }
}
