package dev.mailrace.wire;

/** Eight bytes in a {@code long}, the first in its lowest bits, compared all at once (Warren, Hacker's Delight, §6-1). */
final class Words {
    private static final long EACH_BYTE = 0x0101010101010101L;
    private static final long TOP_BITS = EACH_BYTE << 7;

    private Words() {}

    /**
     * Marks the bytes that are {@code sought} by their top bits; 0 when there is none.
     *
     * <p>The lowest mark is right. One above it may be wrong, for the subtraction borrows: the caller must check it.
     */
    static long marks(char sought, long word) {
        long difference = word ^ (EACH_BYTE * sought);
        return (difference - EACH_BYTE) & ~difference & TOP_BITS;
    }

    /** Which byte, from 0, the lowest of {@link #marks} stands for. */
    static int firstIndex(long marks) {
        return Long.numberOfTrailingZeros(marks) / Byte.SIZE;
    }
}
