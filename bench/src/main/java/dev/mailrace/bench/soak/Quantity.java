package dev.mailrace.bench.soak;

/**
 * What is watched of a process, and by how much it may grow while it is watched.
 *
 * <p>The allowance is what a process that keeps nothing still gains: a chunk of the pooled allocator, a class loaded late, the
 * slots of the report's time line, whose number goes from 300 to 600 and back over ever longer times. Because it does not
 * depend on the length, a longer soak finds smaller leaks.
 */
enum Quantity {
    HEAP("heap after a collection", "MiB", 1 << 20, 6),
    DIRECT("direct memory", "MiB", 1 << 20, 8),
    RESIDENT("resident memory", "MiB", 1 << 20, 16),
    DESCRIPTORS("descriptors", "", 1, 12),
    THREADS("threads", "", 1, 3),
    LOG("log", "KiB", 1 << 10, Double.NaN),
    INTERVALS("intervals.hlog", "KiB", 1 << 10, Double.NaN);

    private final String words;
    private final String unit;
    private final double scale;
    private final double allowance;

    Quantity(String words, String unit, double scale, double allowance) {
        this.words = words;
        this.unit = unit;
        this.scale = scale;
        this.allowance = allowance;
    }

    String words() {
        return words;
    }

    String title() {
        return unit.isEmpty() ? words : words + ", " + unit;
    }

    /** From bytes, or a count, to {@link #title}'s unit. */
    double scaled(double value) {
        return value / scale;
    }

    /** In the unit of {@link #title}; NaN for files, which grow by construction: evenly, or they are judged to run away. */
    double allowance() {
        return allowance;
    }

    boolean isFile() {
        return Double.isNaN(allowance);
    }
}
