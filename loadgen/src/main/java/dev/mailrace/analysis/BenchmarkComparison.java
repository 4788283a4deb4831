package dev.mailrace.analysis;

import dev.mailrace.fault.Refusal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Microbenchmarks of two sides, compared by name. */
public final class BenchmarkComparison {
    /** The default minimum effect of a score. */
    public static final double MIN_EFFECT = 0.05;

    private BenchmarkComparison() {}

    /**
     * Of all benchmarks that both sides have; those of one side alone are named in the notes.
     *
     * @param baseFile where {@code base} was read from, for people
     * @param freshFile where {@code fresh} was read from
     * @param minEffect the least change of a score that matters, 0.05 for 5 %
     * @throws Refusal when the sides have no benchmark in common, or a benchmark has too many forks
     */
    public static Comparison of(
            List<String> baseFile,
            List<String> freshFile,
            List<BenchmarkFigures> base,
            List<BenchmarkFigures> fresh,
            double minEffect) {
        Map<String, BenchmarkFigures> byName = new LinkedHashMap<>();
        fresh.forEach(benchmark -> byName.put(benchmark.name(), benchmark));
        List<Samples> gates = new ArrayList<>();
        List<String> gone = new ArrayList<>();
        List<String> notes = new ArrayList<>();
        Map<String, Likeness.Difference> unlike = new LinkedHashMap<>();
        for (BenchmarkFigures one : base) {
            BenchmarkFigures other = byName.remove(one.name());
            if (other == null) {
                gone.add(one.name());
                continue;
            }
            checkForks(one);
            checkForks(other);
            gates.addAll(BenchmarkFigures.gates(one, other, minEffect));
            for (Map.Entry<String, String> condition : one.conditions().entrySet()) {
                String key = condition.getKey();
                String value = String.valueOf(other.conditions().get(key));
                if (!value.equals(condition.getValue())) {
                    unlike.putIfAbsent(
                            key,
                            new Likeness.Difference(
                                    key, condition.getValue(), "BASE " + one.name(), value, "NEW " + one.name()));
                }
            }
        }
        addAlone("BASE", gone, notes);
        addAlone("NEW", byName.keySet(), notes);
        if (gates.isEmpty()) {
            throw new Refusal(
                    "jmh", "no benchmark is in both BASE and NEW", "one at least, with the same parameters and mode");
        }
        return new Comparison(
                new Comparison.Sides("fork", baseFile, freshFile),
                Judge.verdicts(gates, "fork"),
                List.of(),
                Map.of(),
                List.copyOf(unlike.values()),
                notes);
    }

    private static void addAlone(String side, Collection<String> names, List<String> notes) {
        if (!names.isEmpty()) {
            notes.add("in " + side + " only: " + String.join(", ", names));
        }
    }

    private static void checkForks(BenchmarkFigures benchmark) {
        if (benchmark.scores().size() > RankSums.SIZE_MAX) {
            throw new Refusal(
                    "jmh",
                    Samples.counted(benchmark.scores().size(), "fork") + " of " + benchmark.name(),
                    "at most " + RankSums.SIZE_MAX + " a side");
        }
    }
}
