package dev.mailrace.words;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;

/** Numbers as people read them: three significant digits, a fitting unit, commas between thousands. */
public final class Human {
    private static final double EXACT_MAX = 1e15;
    private static final double KIB = 1024;

    private Human() {}

    /** As {@code 0.51 µs}, {@code 12.3 ms}, {@code 1.05 s}. */
    public static String duration(long nanos) {
        double micros = nanos / 1e3;
        if (micros < 999.5) {
            return digits(micros) + " µs";
        }
        double millis = nanos / 1e6;
        return millis < 999.5 ? digits(millis) + " ms" : digits(nanos / 1e9) + " s";
    }

    /** The same of microseconds, as files have them. */
    public static String micros(JsonNode micros) {
        return micros(micros.asDouble());
    }

    /** As {@link #duration}, of microseconds. */
    public static String micros(double micros) {
        return duration(Math.round(micros * 1e3));
    }

    /** As {@code 12 s}, {@code 2:05}, {@code 1:02:05}: for watching, not for measuring. */
    public static String clock(long nanos) {
        long seconds = Math.round(nanos / 1e9);
        if (seconds < 100) {
            return seconds + " s";
        }
        return seconds < 3600
                ? String.format(Locale.ROOT, "%d:%02d", seconds / 60, seconds % 60)
                : String.format(Locale.ROOT, "%d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60);
    }

    /** As {@code 74,120}. */
    public static String count(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    /** As {@code 1 session}, {@code 2,000 sessions}. */
    public static String counted(long count, String noun) {
        return count(count) + " " + noun + (count == 1 ? "" : "s");
    }

    /** As {@code 7,412}, {@code 0.25}: per second, say. */
    public static String rate(double rate) {
        return digits(rate);
    }

    /** In the units that sizes are asked for in, as {@code 4.00 KiB}. */
    public static String bytes(long bytes) {
        if (bytes < KIB) {
            return bytes + " B";
        }
        double size = bytes / KIB;
        for (String unit : List.of(" KiB", " MiB")) {
            if (size < KIB - 0.5) { // Else it would read 1,024.
                return digits(size) + unit;
            }
            size /= KIB;
        }
        return digits(size) + " GiB";
    }

    /** A value of any size in {@code percent}, {@code bytes} or another unit, which is left out; whole ones exactly. */
    public static String value(double value, String unit) {
        double size = Math.abs(value);
        if (unit.equals("percent")) {
            return signed(value, digits(size)) + " %";
        }
        if (unit.equals("bytes") && size < EXACT_MAX) {
            return signed(value, bytes(Math.round(size)));
        }
        if (size >= EXACT_MAX || (size > 0 && size < 0.005)) {
            return String.format(Locale.ROOT, "%.3g", value);
        }
        return signed(value, size == Math.rint(size) ? count((long) size) : digits(size));
    }

    private static String signed(double value, String words) {
        return value < 0 ? "−" + words : words;
    }

    /** With a sign before it where the true value is as large at least. */
    public static String bounded(boolean isBound, String value) {
        return isBound ? "≥ " + value : value;
    }

    /** As {@code 12.3 %}. */
    public static String share(double share) {
        return digits(100 * share) + " %";
    }

    /** A name of files in words, as {@code cut off} for {@code cut_off}. */
    public static String words(String label) {
        return label.replace('_', ' ');
    }

    private static String digits(double value) {
        if (value == 0 || value >= 99.95) {
            return String.format(Locale.ROOT, "%,.0f", value);
        }
        return String.format(Locale.ROOT, value < 9.995 ? "%.2f" : "%.1f", value);
    }
}
