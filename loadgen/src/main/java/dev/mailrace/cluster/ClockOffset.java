package dev.mailrace.cluster;

/**
 * By how much another machine's clock is ahead of this one's: of several round trips, the shortest says it best,
 * for the other's time was read within it (D. L. Mills, "Internet time synchronization", 1991, §4.1).
 *
 * @param nanos its clock minus ours
 * @param uncertaintyNanos half of that round trip: the error is no larger
 */
public record ClockOffset(long nanos, long uncertaintyNanos) {
    static final ClockOffset UNKNOWN = new ClockOffset(0, Long.MAX_VALUE);

    /**
     * Of one round trip.
     *
     * @param sentNanos when it began, by our clock
     * @param theirNanos what the other's clock said on the way
     * @param cameNanos when it ended, by our clock
     */
    static ClockOffset of(long sentNanos, long theirNanos, long cameNanos) {
        long half = (cameNanos - sentNanos) / 2;
        return new ClockOffset(theirNanos - sentNanos - half, Math.max(1, half));
    }

    /** The surer of the two. */
    ClockOffset or(ClockOffset other) {
        return other.uncertaintyNanos < uncertaintyNanos ? other : this;
    }
}
