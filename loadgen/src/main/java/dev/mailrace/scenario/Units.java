package dev.mailrace.scenario;

import dev.mailrace.fault.Refusal;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Quantities as users type them. Each method refuses with what was given and what is expected. */
public final class Units {
    private static final Pattern NUMBER_AND_UNIT = Pattern.compile("(-?[0-9]+(?:\\.[0-9]+)?)\\s*([a-zA-Z/]*)");
    private static final int CHARACTERS_MAX = 60;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final double RATE_MAX = 10_000_000;
    private static final String BYTES = "a size such as 512, 64k or 1M, at most 1 GiB";
    private static final long BYTES_MAX = 1L << 30;
    private static final Duration DURATION_MAX = Duration.ofDays(30);

    private Units() {}

    /** As {@link #duration}, and more than nothing. */
    public static Duration positiveDuration(String name, String text) {
        Duration duration = duration(name, text);
        if (duration.isZero()) {
            throw wrong(name, text, "more than 0, such as 500ms, 30s, 5m or 1h");
        }
        return duration;
    }

    /**
     * {@code 500ms}, {@code 30s}, {@code 1.5m}, {@code 2h}; at most 30 days. Only 0 needs no unit: 30 may mean
     * seconds or milliseconds.
     */
    public static Duration duration(String name, String text) {
        String expected = "a duration such as 500ms, 30s, 5m or 1h";
        Matcher matcher = matched(name, text, expected);
        checkUnit(name, text, matcher, expected);
        BigDecimal factor = BigDecimal.valueOf(
                switch (matcher.group(2).toLowerCase(Locale.ROOT)) {
                    case "us" -> 1_000L;
                    case "ms" -> 1_000_000L;
                    case "", "s" -> NANOS_PER_SECOND;
                    case "m", "min" -> 60 * NANOS_PER_SECOND;
                    case "h" -> 3_600 * NANOS_PER_SECOND;
                    default -> throw wrong(name, text, expected);
                });
        BigDecimal nanos = new BigDecimal(matcher.group(1)).multiply(factor);
        if (nanos.signum() < 0 || nanos.compareTo(BigDecimal.valueOf(DURATION_MAX.toNanos())) > 0) {
            throw wrong(name, text, expected + ", from 0 to 30 days");
        }
        return Duration.ofNanos(nanos.setScale(0, RoundingMode.HALF_UP).longValueExact());
    }

    /** {@code 500/s}, {@code 30k/m}, {@code 1M/h}: arrivals a second. Positive; a bare number has no period. */
    public static double ratePerSecond(String name, String text) {
        double rate = ratePerSecondOrZero(name, text);
        if (rate <= 0) {
            throw wrong(name, text, "a rate > 0 such as 500/s, 30k/m or 1M/h");
        }
        return rate;
    }

    /** As {@link #ratePerSecond}, where 0 means a pause. */
    public static double ratePerSecondOrZero(String name, String text) {
        String expected = "a rate such as 500/s, 30k/m or 1M/h";
        Matcher matcher = matched(name, text, expected);
        String unit = matcher.group(2);
        int slash = unit.indexOf('/');
        if (slash < 0 && isPositive(matcher)) {
            throw wrong(name, text, expected);
        }
        String prefix = slash < 0 ? unit : unit.substring(0, slash);
        String period = slash < 0 ? "s" : unit.substring(slash + 1);
        double factor = switch (prefix) {
            case "" -> 1;
            case "k", "K" -> 1e3;
            case "M" -> 1e6;
            default -> throw wrong(name, text, expected);
        };
        double seconds = switch (period.toLowerCase(Locale.ROOT)) {
            case "s" -> 1;
            case "m", "min" -> 60;
            case "h" -> 3_600;
            default -> throw wrong(name, text, expected);
        };
        double rate = Double.parseDouble(matcher.group(1)) * factor / seconds;
        if (rate < 0 || rate > RATE_MAX) {
            throw wrong(name, text, expected + ", from 0 to 10M/s");
        }
        return rate;
    }

    /** {@code 1000}, {@code 10k}, {@code 2M}: a count from {@code min} to {@code max}. */
    public static long count(String name, String text, long min, long max) {
        String expected = "a whole number from " + min + " to " + max;
        Matcher matcher = matched(name, text, expected);
        BigDecimal factor = switch (matcher.group(2)) {
            case "" -> BigDecimal.ONE;
            case "k", "K" -> BigDecimal.valueOf(1_000);
            case "M" -> BigDecimal.valueOf(1_000_000);
            default -> throw wrong(name, text, expected);
        };
        BigDecimal count = new BigDecimal(matcher.group(1)).multiply(factor);
        if (count.stripTrailingZeros().scale() > 0
                || count.compareTo(BigDecimal.valueOf(min)) < 0
                || count.compareTo(BigDecimal.valueOf(max)) > 0) {
            throw wrong(name, text, expected);
        }
        return count.longValueExact();
    }

    /** {@code 4096}, {@code 64k} or {@code 1M}, powers of 1024: bytes, 1 to 1 GiB. */
    public static long bytes(String name, String text) {
        Matcher matcher = matched(name, text, BYTES);
        long factor = switch (matcher.group(2)) {
            case "" -> 1;
            case "k", "K" -> 1L << 10;
            case "m", "M" -> 1L << 20;
            default -> throw wrong(name, text, BYTES);
        };
        BigDecimal bytes = new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(factor));
        if (bytes.stripTrailingZeros().scale() > 0
                || bytes.signum() <= 0
                || bytes.compareTo(BigDecimal.valueOf(BYTES_MAX)) > 0) {
            throw wrong(name, text, BYTES);
        }
        return bytes.longValueExact();
    }

    /** {@code 10%} or {@code 0.5%}: a share from 0 to 1. */
    public static double share(String name, String text) {
        String digits = text.strip().endsWith("%")
                ? text.strip().substring(0, text.strip().length() - 1)
                : "";
        if (!digits.strip().matches("[0-9]{1,3}(\\.[0-9]+)?") || Double.parseDouble(digits) > 100) {
            throw wrong(name, text, "a percentage from 0% to 100%");
        }
        return Double.parseDouble(digits) / 100;
    }

    private static void checkUnit(String name, String text, Matcher matcher, String expected) {
        if (matcher.group(2).isEmpty() && isPositive(matcher)) {
            throw wrong(name, text, expected);
        }
    }

    private static boolean isPositive(Matcher matcher) {
        return new BigDecimal(matcher.group(1)).signum() > 0;
    }

    private static Matcher matched(String name, String text, String expected) {
        Matcher matcher = NUMBER_AND_UNIT.matcher(text.strip());
        // The time that exact arithmetic takes grows with the square of the digits.
        if (text.length() > CHARACTERS_MAX || !matcher.matches()) {
            throw wrong(name, text, expected);
        }
        return matcher;
    }

    private static Refusal wrong(String name, String text, String expected) {
        return new Refusal(name, text, expected);
    }
}
