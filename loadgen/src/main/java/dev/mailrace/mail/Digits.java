package dev.mailrace.mail;

import io.netty.buffer.ByteBuf;

/** Numbers as ASCII digits, written eight at a time straight into a buffer: no text is made on the way. */
final class Digits {
    private static final int WORD_DIGITS = Long.BYTES;
    private static final long WORD_LIMIT = 100_000_000; // more than eight digits from here on
    private static final long EACH_BYTE = 0x0101010101010101L;
    private static final long ZEROS = EACH_BYTE * '0';
    private static final int LETTERS_BEHIND_DIGITS = 'a' - '9' - 1; // what lies between them in ASCII
    private static final long[] POWERS_OF_TEN = powersOfTen();

    private Digits() {}

    private static long[] powersOfTen() {
        long[] powers = new long[19];
        powers[0] = 1;
        for (int i = 1; i < powers.length; i++) {
            powers[i] = powers[i - 1] * 10;
        }
        return powers;
    }

    /** How many decimal digits {@code value} (at least 0) has: 1 to 19. */
    static int count(long value) {
        // 1233 / 4096 is a little more than log10(2): from the count of bits follow the digits, or one too few.
        int digits = ((Long.SIZE - Long.numberOfLeadingZeros(value | 1)) * 1233) >>> 12;
        return (value | 1) < POWERS_OF_TEN[digits] ? digits : digits + 1;
    }

    /**
     * Appends {@code value} in decimal. Up to seven bytes behind the digits are overwritten.
     *
     * @param value at least 0
     * @param digitsMin zeros go in front until there are this many digits
     * @param out borrowed
     */
    static void writeDecimal(long value, int digitsMin, ByteBuf out) {
        if (value >= WORD_LIMIT || digitsMin > WORD_DIGITS) {
            writeDecimal(value / WORD_LIMIT, Math.max(digitsMin - WORD_DIGITS, 1), out);
            writeWord(decimalWord(value % WORD_LIMIT), WORD_DIGITS, out);
            return;
        }
        int digits = Math.max(digitsMin, count(value));
        writeWord(decimalWord(value) >>> ((WORD_DIGITS - digits) * Byte.SIZE), digits, out);
    }

    private static void writeWord(long word, int count, ByteBuf out) {
        if (out.maxWritableBytes() >= Long.BYTES) {
            out.ensureWritable(Long.BYTES);
            out.setLongLE(out.writerIndex(), word);
            out.writerIndex(out.writerIndex() + count);
            return;
        }
        for (int i = 0; i < count; i++) {
            out.writeByte((int) (word >>> (i * Byte.SIZE)));
        }
    }

    /**
     * The eight digits of {@code value}, the first in the lowest bits.
     *
     * <p>Halves, then pairs, then digits, all of a kind by one multiplication: 10486 / 2^20 and 103 / 2^10 are so little
     * more than a hundredth and a tenth that the quotients of all four and two digits are right.
     *
     * @param value below 10^8
     */
    static long decimalWord(long value) {
        long halves = (value / 10_000) | ((value % 10_000) << 32);
        long hundreds = ((halves * 10_486) >>> 20) & 0x7f_0000_007fL;
        long pairs = hundreds | ((halves - hundreds * 100) << 16);
        long tens = ((pairs * 103) >>> 10) & 0x000f_000f_000f_000fL;
        return ZEROS + (tens | ((pairs - tens * 10) << 8));
    }

    /** Appends {@code value} as 16 lower-case hexadecimal digits. */
    static void writeHex(long value, ByteBuf out) {
        out.writeLongLE(hexWord((int) (value >>> Integer.SIZE))).writeLongLE(hexWord((int) value));
    }

    /** The eight hexadecimal digits of {@code value}, the first in the lowest bits. */
    private static long hexWord(int value) {
        long bytes = Integer.reverseBytes(value) & 0xffff_ffffL;
        bytes = (bytes | (bytes << 16)) & 0x0000_ffff_0000_ffffL;
        bytes = (bytes | (bytes << 8)) & 0x00ff_00ff_00ff_00ffL;
        long nibbles = ((bytes >>> 4) & 0x000f_000f_000f_000fL) | ((bytes & 0x000f_000f_000f_000fL) << 8);
        long letters = ((nibbles + 6 * EACH_BYTE) >>> 4) & EACH_BYTE; // 1 where a digit is 10 or more
        return ZEROS + nibbles + letters * LETTERS_BEHIND_DIGITS;
    }
}
