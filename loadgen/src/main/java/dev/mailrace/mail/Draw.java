package dev.mailrace.mail;

/**
 * Random choices that follow from a seed and a message's number alone; a constant a purpose, so that no choice leans on
 * another.
 *
 * <p>The function is SplitMix64 (Steele, Lea, Flood: "Fast splittable pseudorandom number generators", 2014) entered at
 * a place that seed and purpose decide. It keeps no state and allocates nothing.
 */
enum Draw {
    SIZE_PART(1),
    SIZE_WITHIN_PART(2),
    FILE(3),
    WORD(4),
    ATTACHED_BYTES(5);

    private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;

    private final long purpose; // Part of every plan: it must not change when constants come or go.

    Draw(long purpose) {
        this.purpose = purpose;
    }

    /** 64 even bits. */
    long bits(long seed, long sequence) {
        long start = mix(seed + purpose * GOLDEN_GAMMA);
        return mix(start + (sequence + 1) * GOLDEN_GAMMA);
    }

    /** An even choice of {@code 0 <= n < bound}; {@code bound} is 1 to 2^61. */
    long below(long seed, long sequence, long bound) {
        // floor(u * bound) for u = bits / 2^64 (one bit is lost, for the JDK's product is signed).
        return Math.multiplyHigh(bits(seed, sequence) >>> 1, bound << 1);
    }

    /** An even choice of {@code 0 <= x < 1}. */
    double fraction(long seed, long sequence) {
        return (bits(seed, sequence) >>> 11) * 0x1p-53;
    }

    private static long mix(long bits) {
        long z = (bits ^ (bits >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
