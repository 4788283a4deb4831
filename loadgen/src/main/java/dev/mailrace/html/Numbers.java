package dev.mailrace.html;

import java.math.BigDecimal;
import java.math.MathContext;

/** Numbers for plots: no longer than a screen can show. */
final class Numbers {
    private static final MathContext TIME_DIGITS = new MathContext(4);

    private Numbers() {}

    /** Microseconds, of 4 digits. */
    static BigDecimal micros(long nanos) {
        return plain(BigDecimal.valueOf(nanos, 3).round(TIME_DIGITS));
    }

    static BigDecimal shortened(double value, int digits) {
        return plain(BigDecimal.valueOf(value).round(new MathContext(digits)));
    }

    private static BigDecimal plain(BigDecimal value) {
        BigDecimal stripped = value.stripTrailingZeros();
        return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
    }
}
