package dev.mailrace.analysis;

/** The percentiles that runs are compared by. */
public enum Percentile {
    P50("p50", 0.5),
    P90("p90", 0.9),
    P99("p99", 0.99),
    P999("p999", 0.999);

    private final String label;
    private final double share;

    Percentile(String label, double share) {
        this.label = label;
        this.share = share;
    }

    /** The share of values at or below it. */
    public double share() {
        return share;
    }

    /** As {@code p99}. */
    public String label() {
        return label;
    }
}
