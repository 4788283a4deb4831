package dev.mailrace.pacing;

/**
 * The intended times of one shard's arrivals: numbers {@code shard}, {@code shard + shards}, {@code shard + 2 shards}
 * and so on of a sequence that depends on profile, spacing and seed alone.
 *
 * <p>Owned by one thread. No allocation after the constructor. Times never fall. {@link #advance} costs one inverse of
 * the profile and, for {@link Spacing#POISSON}, {@code shards} draws.
 */
public final class Schedule {
    /*
     * Keeps these draws apart from those that others make from the same seed; otherwise a long gap and, say, a large
     * message would come together. The bytes spell the class.
     */
    private static final long PURPOSE = 0x5363686564756C65L;

    private final RateProfile profile;
    private final Spacing spacing;
    private final UnitExponentials gaps;
    private final int shards;
    private double count;
    private long sequence;
    private long nanos;

    /**
     * Starts at the shard's first arrival.
     *
     * @param seed of the whole sequence; all shards take the same. Even spacing does not look at it
     * @param shard 0 to {@code shards - 1}
     * @param shards how many share the sequence, at least 1
     */
    public Schedule(RateProfile profile, Spacing spacing, long seed, int shard, int shards) {
        if (shards < 1) {
            throw new IllegalArgumentException("shards: " + shards + " (expected: >= 1)");
        }
        if (shard < 0 || shard >= shards) {
            throw new IllegalArgumentException("shard: " + shard + " (expected: 0 to " + (shards - 1) + ")");
        }
        this.profile = profile;
        this.spacing = spacing;
        this.shards = shards;
        gaps = new UnitExponentials(seed ^ PURPOSE);
        // As if the arrival before the first of all were behind us: number -1, from which shard + 1 steps lead on.
        sequence = -1;
        step(shard + 1);
    }

    /** The number in the whole sequence, from 0, of the arrival whose time {@link #peekNanos} is. */
    public long sequence() {
        return sequence;
    }

    /** When the arrival should start, in nanoseconds from the start of the profile; {@link RateProfile#NEVER} after it. */
    public long peekNanos() {
        return nanos;
    }

    /** Goes on to the shard's next arrival. After the profile's end it changes only the number. */
    public void advance() {
        step(shards);
    }

    private void step(int arrivals) {
        sequence += arrivals;
        if (nanos == RateProfile.NEVER) {
            return;
        }
        count = switch (spacing) {
            case EVEN -> sequence;
            case POISSON -> countAfter(arrivals);
        };
        // Rounding may put two arrivals that are less than a nanosecond apart in the wrong order.
        nanos = Math.max(nanos, profile.nanosAt(count));
    }

    /*
     * Sums of unit exponentials are the arrivals of a Poisson process of rate 1. Read through the inverse of the
     * cumulative rate they are those of the Poisson process with that rate (Çinlar, "Introduction to Stochastic
     * Processes", 1975, §4.7; Devroye, "Non-Uniform Random Variate Generation", 1986, §VI.1.3). No thinning, so the
     * number of draws for an arrival is fixed.
     */
    private double countAfter(int arrivals) {
        double sum = count;
        for (int i = 0; i < arrivals; i++) {
            sum += gaps.next();
        }
        return sum;
    }
}
