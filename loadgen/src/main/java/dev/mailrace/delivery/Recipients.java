package dev.mailrace.delivery;

import dev.mailrace.wire.Printable;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The recipients that a message comes for. Owned by one thread, made to be used again and again. */
final class Recipients {
    private static final int SHOWN_MAX = 80;

    private final ByteBuf addresses = Unpooled.buffer(64);
    private int[] ends = new int[2];
    private int count;

    void clear() {
        addresses.clear();
        count = 0;
    }

    void add(byte[] line, int start, int end) {
        if (count == ends.length) {
            ends = Arrays.copyOf(ends, 2 * count);
        }
        addresses.writeBytes(line, start, end - start);
        ends[count++] = addresses.writerIndex();
    }

    int count() {
        return count;
    }

    /** Whether the address of that number is {@code other}, whose bytes are borrowed; the case of letters is not looked at. */
    boolean equals(int number, ByteBuf other) {
        int start = number == 0 ? 0 : ends[number - 1];
        int length = ends[number] - start;
        if (length != other.readableBytes()) {
            return false;
        }
        if (ByteBufUtil.equals(addresses, start, other, other.readerIndex(), length)) {
            return true;
        }
        for (int i = 0; i < length; i++) {
            if (lower(addresses.getByte(start + i)) != lower(other.getByte(other.readerIndex() + i))) {
                return false;
            }
        }
        return true;
    }

    private static int lower(byte b) {
        return b >= 'A' && b <= 'Z' ? b + ('a' - 'A') : b;
    }

    /** Appends the address of that number, which is hardly ever none. */
    void write(int number, Columns out) {
        int start = number == 0 ? 0 : ends[number - 1];
        if (ends[number] == start) {
            out.add(ArrivalNotes.NOBODY);
        } else {
            out.add(addresses.array(), start, ends[number]);
        }
    }

    /** The address of that number, for people. */
    String shown(int number) {
        int start = number == 0 ? 0 : ends[number - 1];
        return Printable.of(addresses.toString(start, ends[number] - start, StandardCharsets.UTF_8), SHOWN_MAX);
    }
}
