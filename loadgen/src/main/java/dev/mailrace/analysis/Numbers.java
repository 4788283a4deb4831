package dev.mailrace.analysis;

import java.util.Locale;

/** Numbers in the sentences of a comparison. */
final class Numbers {
    private static final double PERCENTAGE_MAX = 100; // From nothing to something is any number of per cent.

    private Numbers() {}

    /** As {@code 12.3 %}, {@code 0.45 %}. */
    static String percent(double share) {
        return share > PERCENTAGE_MAX ? "more than " + digits(100 * PERCENTAGE_MAX) + " %" : digits(100 * share) + " %";
    }

    /** A difference of shares, as {@code 0.1 points}. */
    static String points(double share) {
        return digits(100 * share) + " points";
    }

    /** As {@code 1,024}. */
    static String whole(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    /** As {@code 1,024}; parts are rounded. */
    static String whole(double value) {
        return String.format(Locale.ROOT, "%,.0f", value);
    }

    /** As {@code 0.003}; never 0. */
    static String probability(double p) {
        return p < 0.001 ? "< 0.001" : String.format(Locale.ROOT, p < 0.1 ? "= %.3f" : "= %.2f", p);
    }

    private static String digits(double value) {
        String digits = String.format(Locale.ROOT, value < 9.995 ? "%.2f" : value < 99.95 ? "%.1f" : "%,.0f", value);
        return digits.contains(".") ? digits.replaceAll("\\.?0+$", "") : digits;
    }
}
