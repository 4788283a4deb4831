package dev.mailrace.analysis;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A microbenchmark in numbers. The fork, a JVM of its own, is what is compared: iterations of one share what its compiler
 * made of the code.
 *
 * @param name of the benchmark, with its parameters and mode
 * @param unit of its scores
 * @param better which way is up
 * @param scores a fork's mean each
 * @param bytesPerOperation a fork's mean each; none where allocation was not measured
 * @param conditions what has to be the same on both sides
 */
public record BenchmarkFigures(
        String name,
        String unit,
        Metric.Better better,
        List<Double> scores,
        List<Double> bytesPerOperation,
        Map<String, String> conditions) {
    private static final String BYTES = "B/op";

    public BenchmarkFigures {
        scores = List.copyOf(scores);
        bytesPerOperation = List.copyOf(bytesPerOperation);
        conditions = Collections.unmodifiableMap(new LinkedHashMap<>(conditions));
    }

    /** With the forks of {@code other}, the same benchmark run again. */
    public BenchmarkFigures with(BenchmarkFigures other) {
        List<Double> allScores = new ArrayList<>(scores);
        allScores.addAll(other.scores);
        List<Double> allBytes = new ArrayList<>(bytesPerOperation);
        allBytes.addAll(other.bytesPerOperation);
        return new BenchmarkFigures(name, unit, better, allScores, allBytes, conditions);
    }

    /** The time, and the bytes where a side knows them. */
    static List<Samples> gates(BenchmarkFigures base, BenchmarkFigures fresh, double minEffect) {
        List<Samples> gates = new ArrayList<>();
        Metric time = new Metric(base.name, base.unit, base.better, Metric.Scale.RATIO, minEffect, 0);
        gates.add(new Samples(time, base.scores, fresh.scores, null, null, Samples.Bounds.NONE));
        List<Double> baseBytes = base.bytesPerOperation;
        List<Double> freshBytes = fresh.bytesPerOperation;
        if (!baseBytes.isEmpty() || !freshBytes.isEmpty()) {
            Metric bytes = new Metric(base.name + " " + BYTES, BYTES, Metric.Better.LOWER, Metric.Scale.EXACT, 0, 0);
            String missing = baseBytes.isEmpty() ? "not measured in BASE" : "not measured in NEW";
            boolean both = !baseBytes.isEmpty() && !freshBytes.isEmpty();
            gates.add(new Samples(bytes, baseBytes, freshBytes, both ? null : missing, null, Samples.Bounds.NONE));
        }
        return gates;
    }
}
