package dev.mailrace.report;

import java.util.stream.IntStream;

/** The last values of a series as a row of bars, the highest of them as high as a line. Owned by one thread. */
final class Sparkline {
    static final int VALUES_MAX = 160;
    private static final String BARS = "▁▂▃▄▅▆▇█";
    private static final char GAP = ' ';

    private final double[] values = new double[VALUES_MAX];
    private int added;

    /** Adds a value, not negative, or NaN where there was none; past {@value #VALUES_MAX} the oldest is forgotten. */
    void add(double value) {
        values[added % VALUES_MAX] = value;
        added++;
    }

    private IntStream last(int columns) {
        int shown = Math.max(0, Math.min(columns, Math.min(added, VALUES_MAX)));
        return IntStream.range(added - shown, added);
    }

    /** Of the last values; NaN: there is none. */
    double highest(int columns) {
        return last(columns)
                .mapToDouble(i -> values[i % VALUES_MAX])
                .filter(value -> !Double.isNaN(value))
                .max()
                .orElse(Double.NaN);
    }

    /** The last values, oldest first: at most {@code columns} of them, one column each. */
    String draw(int columns) {
        double highest = highest(columns);
        StringBuilder bars = new StringBuilder();
        last(columns).mapToDouble(i -> values[i % VALUES_MAX]).forEach(value -> bars.append(bar(value, highest)));
        return bars.toString();
    }

    private static char bar(double value, double highest) {
        if (Double.isNaN(value)) {
            return GAP;
        }
        double height = highest > 0 ? value / highest : 0;
        return BARS.charAt((int) Math.round(height * (BARS.length() - 1)));
    }
}
