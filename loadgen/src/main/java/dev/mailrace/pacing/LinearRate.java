package dev.mailrace.pacing;

/**
 * A rate that changes linearly over a time: how many arrivals it has brought, and when it has brought so many.
 *
 * <p>Functions of plain numbers, not a value: {@link RateProfile}'s records can keep nothing but their components, and
 * a schedule must not allocate. Rates are per second, at least 0; durations are nanoseconds, above 0.
 */
final class LinearRate {
    static final double NANOS_PER_SECOND = 1e9;

    /*
     * Sums of areas carry a few rounding errors of 1.1e-16 each. A count so near to a boundary is on it: otherwise the
     * last bit would decide whether an arrival starts before a pause or behind it. At a constant rate, after ten hours,
     * this share is less than half a nanosecond.
     */
    private static final double ROUNDING = 1e-14;

    private LinearRate() {}

    /** Whether {@code count} lies at or beyond {@code boundary}, rounding errors forgiven. */
    static boolean reaches(double count, double boundary) {
        return count * (1 + ROUNDING) >= boundary;
    }

    static double perSecondAt(double from, double to, long durationNanos, long nanos) {
        return from + (to - from) * ((double) nanos / durationNanos);
    }

    /** All arrivals of the time. */
    static double count(double from, double to, long durationNanos) {
        return durationNanos * ((from + to) / 2) / NANOS_PER_SECOND;
    }

    /**
     * The arrivals of the first part of the time: its length times the mean of its first and last rate.
     *
     * <p>A falling rate is read backwards, as all arrivals less those to come. Both forms are then products of factors
     * that grow with time, so that rounding never makes the count fall.
     *
     * @param nanos 0 to {@code durationNanos}
     */
    static double countAt(double from, double to, long durationNanos, long nanos) {
        double count = count(from, to, durationNanos);
        return to < from
                ? count - rising(to, from, durationNanos, durationNanos - nanos)
                : Math.min(count, rising(from, to, durationNanos, nanos));
    }

    private static double rising(double from, double to, long durationNanos, long nanos) {
        return nanos * (from + (to - from) / 2 * ((double) nanos / durationNanos)) / NANOS_PER_SECOND;
    }

    /**
     * When so many arrivals have come: nanoseconds from 0 to {@code durationNanos}, not rounded.
     *
     * @param count any; below 0 counts as 0, more than all as all
     */
    static double nanosAt(double from, double to, long durationNanos, double count) {
        double missing = count(from, to, durationNanos) - count;
        if (count <= 0) {
            return 0;
        }
        if (missing <= 0) {
            return durationNanos;
        }
        return to < from
                ? durationNanos - risingNanos(to, from, durationNanos, missing)
                : risingNanos(from, to, durationNanos, count);
    }

    /*
     * The count of a rate that rises from a to b within D is
     *
     *     c(t) = a t + s t²/2    with the slope s = (b - a)/D >= 0,
     *
     * and c(t) = c has the root t = (-a + sqrt(a² + 2 s c)) / s. That form divides by zero when a = b, and cancels when
     * s is small. Multiplied above and below by (a + sqrt(…)) it is
     *
     *     t = 2 c / (a + sqrt(a² + 2 s c)),
     *
     * which adds only what is not negative. Everything is divided by b first, so that no square leaves the range of a
     * double, and an even rate gives c/b itself. A falling rate is a rising one seen from its end.
     */
    private static double risingNanos(double from, double to, long durationNanos, double count) {
        double scaled = count * NANOS_PER_SECOND / to;
        double start = from / to;
        double slope = (1 - start) / durationNanos;
        return 2 * scaled / (start + Math.sqrt(start * start + 2 * slope * scaled));
    }
}
