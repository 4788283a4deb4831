package dev.mailrace.pacing;

/**
 * Independent exponential numbers of mean 1, from a seed.
 *
 * <p>Owned by one thread. No allocation. The same seed gives the same numbers on every machine and Java version: the
 * generator is our own SplitMix64 (Steele, Lea, Flood, "Fast Splittable Pseudorandom Number Generators", OOPSLA 2014),
 * because the JDK promises nothing about that of {@link java.util.SplittableRandom}, and the logarithm is that of
 * {@link StrictMath}.
 */
final class UnitExponentials {
    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;
    private static final double ULP = 0x1.0p-53;

    private long state;

    UnitExponentials(long seed) {
        state = seed;
    }

    /** Inverts the distribution: {@code -ln u} for {@code u} even in (0, 1], hence finite and at least 0. */
    double next() {
        double u = ((nextBits() >>> 11) + 1) * ULP;
        return -StrictMath.log(u);
    }

    private long nextBits() {
        state += GOLDEN_GAMMA;
        long z = state;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
