package dev.mailrace.mail;

import io.netty.buffer.ByteBuf;

/** Numbers as ASCII digits, written straight into a buffer: no text is made on the way. */
final class Digits {
    private static final int HEX_DIGITS = 16;

    private Digits() {}

    /** How many decimal digits {@code value} (at least 0) has: 1 to 19. */
    static int count(long value) {
        int digits = 1;
        for (long rest = value; rest >= 10; rest /= 10) {
            digits++;
        }
        return digits;
    }

    /**
     * Appends {@code value} in decimal.
     *
     * @param value at least 0
     * @param digitsMin zeros go in front until there are this many digits
     * @param out borrowed
     */
    static void writeDecimal(long value, int digitsMin, ByteBuf out) {
        int digits = Math.max(digitsMin, count(value));
        out.ensureWritable(digits);
        int start = out.writerIndex();
        long rest = value;
        for (int i = start + digits - 1; i >= start; i--) {
            out.setByte(i, '0' + (int) (rest % 10));
            rest /= 10;
        }
        out.writerIndex(start + digits);
    }

    /** Appends {@code value} as 16 lower-case hexadecimal digits. */
    static void writeHex(long value, ByteBuf out) {
        out.ensureWritable(HEX_DIGITS);
        for (int shift = 60; shift >= 0; shift -= 4) {
            int digit = (int) (value >>> shift) & 0xf;
            out.writeByte(digit < 10 ? '0' + digit : 'a' + digit - 10);
        }
    }
}
