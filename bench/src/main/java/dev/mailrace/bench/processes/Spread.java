package dev.mailrace.bench.processes;

import java.util.Collection;

/** The median of several measurements of one thing, and how far they lie apart. */
public record Spread(double min, double median, double max) {
    /**
     * Of at least one value.
     *
     * @throws IllegalArgumentException when there is none
     */
    public static Spread of(Collection<Double> values) {
        double[] sorted =
                values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        if (sorted.length == 0) {
            throw new IllegalArgumentException("values: none (expected: >= 1)");
        }
        int middle = sorted.length / 2;
        double median = sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Spread(sorted[0], median, sorted[sorted.length - 1]);
    }
}
