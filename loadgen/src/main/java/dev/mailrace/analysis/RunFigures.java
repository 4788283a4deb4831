package dev.mailrace.analysis;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A run in numbers: one value a metric. Runs are what is compared, never the messages in them, for these share their run's
 * luck: the same pause of the server, the same minute of the machine.
 *
 * @param name for people: where the run was read from, say
 * @param scenario what was asked for, as {@code run.json} has it
 * @param environment the generator's machine, as {@code run.json} has it
 * @param closedLoop whether throughput was the server's to choose
 * @param reasons why the run was not what was asked for, or the generator was what it measured; none: it is valid
 * @param measures what was measured
 * @param outcomes how arrivals ended, as {@code rejected rcpt 451}, and what the server said of the first
 */
public record RunFigures(
        String name,
        Map<String, Object> scenario,
        Map<String, Object> environment,
        boolean closedLoop,
        List<String> reasons,
        Measures measures,
        Map<String, String> outcomes) {
    /**
     * What was measured, by the names of {@link Metric}.
     *
     * @param values times in microseconds; what was not measured is not there
     * @param samples how many measured values are behind each of {@code values}
     * @param lowerBounds which of {@code values} are: the true ones are as large at least
     */
    public record Measures(Map<String, Double> values, Map<String, Long> samples, Set<String> lowerBounds) {
        public Measures {
            values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
            samples = Map.copyOf(samples);
            lowerBounds = Set.copyOf(lowerBounds);
        }

        /** All of whose values are known. */
        public Measures(Map<String, Double> values, Map<String, Long> samples) {
            this(values, samples, Set.of());
        }
    }

    public RunFigures {
        scenario = Collections.unmodifiableMap(new LinkedHashMap<>(scenario)); // In their order, and some values null.
        environment = Collections.unmodifiableMap(new LinkedHashMap<>(environment));
        reasons = List.copyOf(reasons);
        outcomes = Collections.unmodifiableMap(new LinkedHashMap<>(outcomes));
    }

    /** Whether the run was what was asked for, and the generator was not what it measured. */
    public boolean valid() {
        return reasons.isEmpty();
    }

    /** Whether any of {@code runs} has a value of that name. */
    static boolean anyHas(Collection<RunFigures> runs, String metric) {
        return runs.stream().anyMatch(run -> run.measures.values.containsKey(metric));
    }

    /** The values of that name, in the order of {@code runs}; those that have none are left out. */
    static List<Double> valuesOf(Collection<RunFigures> runs, String metric) {
        List<Double> values = new ArrayList<>();
        for (RunFigures run : runs) {
            Double value = run.measures.values.get(metric);
            if (value != null) {
                values.add(value);
            }
        }
        return values;
    }

    /** The endings that are seen in {@code fresh} only, with what the server said. */
    static Map<String, String> newOutcomes(Collection<RunFigures> base, Collection<RunFigures> fresh) {
        Map<String, String> seen = new LinkedHashMap<>();
        for (RunFigures run : fresh) {
            run.outcomes.forEach(seen::putIfAbsent);
        }
        for (RunFigures run : base) {
            seen.keySet().removeAll(run.outcomes.keySet());
        }
        return seen;
    }
}
