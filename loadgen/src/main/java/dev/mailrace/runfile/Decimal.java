package dev.mailrace.runfile;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** Numbers as files hold them: as short as they can be, and never with an exponent. */
public final class Decimal {
    private static final int DECIMALS_MAX = 6;

    private static final MathContext DIGITS = new MathContext(12);
    private static final int WHOLE_DIGITS_MAX = 18; // Larger ones are written with an exponent.

    private Decimal() {}

    /** Microseconds, with at most 3 decimals. */
    public static BigDecimal micros(long nanos) {
        return shortest(BigDecimal.valueOf(nanos, 3));
    }

    /** Microseconds, with at most 3 decimals; parts of a nanosecond are rounded. */
    public static BigDecimal micros(double nanos) {
        return micros(Math.round(nanos));
    }

    /** Seconds, to the nanosecond: what is divided by them later comes to what it came to before. */
    public static BigDecimal seconds(double seconds) {
        return shortest(BigDecimal.valueOf(Math.round(seconds * 1e9), 9));
    }

    /** Any other number, with at most {@value #DECIMALS_MAX} decimals. */
    public static BigDecimal of(double value) {
        return shortest(BigDecimal.valueOf(value).setScale(DECIMALS_MAX, RoundingMode.HALF_UP));
    }

    /** A number of any size, of 12 digits. */
    public static BigDecimal ofAnySize(double value) {
        BigDecimal rounded = BigDecimal.valueOf(value).round(DIGITS).stripTrailingZeros();
        return rounded.scale() < 0 && rounded.scale() > -WHOLE_DIGITS_MAX ? rounded.setScale(0) : rounded;
    }

    private static BigDecimal shortest(BigDecimal value) {
        BigDecimal stripped = value.stripTrailingZeros();
        return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
    }
}
