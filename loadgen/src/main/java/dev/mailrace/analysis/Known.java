package dev.mailrace.analysis;

/**
 * A number as far as a run knows it.
 *
 * @param value what was measured; NaN when nothing was
 * @param low it is at least that
 * @param high it is at most that; infinite where nothing is known above
 * @param atLeast whether {@code value} itself is a lower bound
 * @param doubt why it is not known exactly; empty where it is
 */
record Known(double value, double low, double high, boolean atLeast, String doubt) {
    static final Known NOTHING = new Known(Double.NaN, Double.NaN, Double.NaN, false, "");

    static Known exactly(double value) {
        return new Known(value, value, value, false, "");
    }

    boolean isNothing() {
        return Double.isNaN(value);
    }
}
