package dev.mailrace.delivery;

import dev.mailrace.wire.Printable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Lines of columns with tabs between, as files of deliveries hold them. Owned by one thread; numbers, and texts of printable ASCII,
 * allocate nothing.
 */
final class Columns {
    private static final int TEXT_CHARACTERS_MAX = 400;
    private static final int HEX = 16;
    private static final int DIGITS_MAX = 20; // of a number, with its sign

    private byte[] lines = new byte[1024];
    private int length;

    /** Begins a line of that kind. */
    Columns line(String kind) {
        append(kind);
        return this;
    }

    Columns add(long number) {
        ensure(DIGITS_MAX + 1);
        lines[length++] = '\t';
        if (number < 0) {
            append(Long.toString(number));
            return this;
        }
        int digits = 1;
        for (long rest = number; rest >= 10; rest /= 10) {
            digits++;
        }
        length += digits;
        long rest = number;
        for (int i = 1; i <= digits; i++) {
            lines[length - i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        return this;
    }

    /** A number that is no quantity. */
    Columns addHex(long digest) {
        ensure(HEX + 1);
        lines[length++] = '\t';
        int digits = Math.max(1, (Long.SIZE - Long.numberOfLeadingZeros(digest) + 3) / 4);
        for (int i = digits - 1; i >= 0; i--) {
            int digit = (int) (digest >>> (4 * i)) & 0xf;
            lines[length++] = (byte) (digit < 10 ? '0' + digit : 'a' - 10 + digit);
        }
        return this;
    }

    /** Printable, and cut where it is long. */
    Columns add(String text) {
        ensure(1);
        lines[length++] = '\t';
        append(Printable.of(text.replace('\t', ' '), TEXT_CHARACTERS_MAX));
        return this;
    }

    /** As {@link #add(String)}, a text in UTF-8 from {@code start} to {@code end}; borrowed. */
    Columns add(byte[] text, int start, int end) {
        boolean isPlain = end - start <= TEXT_CHARACTERS_MAX;
        for (int i = start; i < end && isPlain; i++) {
            isPlain = text[i] >= ' ' && text[i] < 0x7f;
        }
        if (!isPlain) {
            return add(new String(text, start, end - start, StandardCharsets.UTF_8));
        }
        ensure(end - start + 1);
        lines[length++] = '\t';
        System.arraycopy(text, start, lines, length, end - start);
        length += end - start;
        return this;
    }

    void end() {
        ensure(1);
        lines[length++] = '\n';
    }

    private void append(String text) {
        boolean isAscii = true;
        int count = text.length();
        ensure(count);
        for (int i = 0; i < count && isAscii; i++) {
            char c = text.charAt(i);
            isAscii = c < 0x80;
            lines[length + i] = (byte) c;
        }
        if (isAscii) {
            length += count;
            return;
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        ensure(bytes.length);
        System.arraycopy(bytes, 0, lines, length, bytes.length);
        length += bytes.length;
    }

    private void ensure(int more) {
        if (lines.length - length < more) {
            lines = Arrays.copyOf(lines, Math.max(2 * lines.length, length + more));
        }
    }

    int bytes() {
        return length;
    }

    /** Hands all of it over, and forgets it, also where it cannot be written. */
    void writeTo(OutputStream out) throws IOException {
        int count = length;
        length = 0;
        out.write(lines, 0, count);
    }

    void forget() {
        length = 0;
    }

    /** What {@link #addHex} wrote. */
    static long hex(String column) {
        return Long.parseUnsignedLong(column, HEX);
    }
}
