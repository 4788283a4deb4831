package dev.mailrace.report;

/** The last values of a series as a row of bars, the highest of them as high as a line. Owned by one thread. */
final class Sparkline {
    private static final int VALUES_MAX = 120;
    private static final String BARS = "▁▂▃▄▅▆▇█";

    private final double[] values = new double[VALUES_MAX];
    private int added;

    /** Adds a value, not negative; past {@value #VALUES_MAX} the oldest is forgotten. */
    void add(double value) {
        values[added % VALUES_MAX] = value;
        added++;
    }

    /** The last values, oldest first: at most {@code columns} of them, one column each. */
    String draw(int columns) {
        int shown = Math.max(0, Math.min(columns, Math.min(added, VALUES_MAX)));
        double highest = 0;
        for (int i = added - shown; i < added; i++) {
            highest = Math.max(highest, values[i % VALUES_MAX]);
        }
        StringBuilder bars = new StringBuilder(shown);
        for (int i = added - shown; i < added; i++) {
            double height = highest > 0 ? values[i % VALUES_MAX] / highest : 0;
            bars.append(BARS.charAt((int) Math.round(height * (BARS.length() - 1))));
        }
        return bars.toString();
    }
}
