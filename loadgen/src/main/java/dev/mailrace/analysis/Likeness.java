package dev.mailrace.analysis;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What runs were asked for and ran on, without what merely names a place: two runs compare where these are the same. */
public final class Likeness {
    /** The server's address is what comparisons are about, and from where it is called says nothing of its speed. */
    private static final Set<String> PLACES = Set.of("target", "source_addresses");

    /** Of the machine: what decides its speed, and stays the same from run to run. */
    private static final List<String> MACHINE = List.of("cpu", "cores", "jvm");

    private static final String ABSENT = "none";

    private Likeness() {}

    /**
     * A key in which two runs differ.
     *
     * @param key its name in {@code run.json}
     * @param value in {@code run}
     * @param otherValue in {@code other}
     */
    public record Difference(String key, String value, String run, String otherValue, String other) {
        /** As {@code connections: 100 in BASE a, 200 in NEW b}. */
        @Override
        public String toString() {
            return key + ": " + value + " in " + run + ", " + otherValue + " in " + other;
        }
    }

    /** The keys in which any run differs from the first of {@code base}, each once; none where all are alike. */
    static List<Difference> differences(List<RunFigures> base, List<RunFigures> fresh) {
        List<Difference> differences = new ArrayList<>();
        Map<String, String> first = described(base.get(0));
        Set<String> told = new LinkedHashSet<>();
        List<RunFigures> others = new ArrayList<>(fresh);
        others.addAll(base.subList(1, base.size()));
        for (int i = 0; i < others.size(); i++) {
            Map<String, String> other = described(others.get(i));
            Set<String> keys = new LinkedHashSet<>(first.keySet());
            keys.addAll(other.keySet());
            for (String key : keys) {
                String value = first.getOrDefault(key, ABSENT);
                String otherValue = other.getOrDefault(key, ABSENT);
                if (!value.equals(otherValue) && told.add(key)) {
                    String side = i < fresh.size() ? "NEW " : "BASE ";
                    differences.add(new Difference(
                            key,
                            value,
                            "BASE " + base.get(0).name(),
                            otherValue,
                            side + others.get(i).name()));
                }
            }
        }
        return differences;
    }

    private static Map<String, String> described(RunFigures run) {
        Map<String, String> described = new LinkedHashMap<>();
        flatten("", run.scenario(), described);
        for (String key : MACHINE) {
            Object value = run.environment().get(key);
            described.put(key, value == null ? ABSENT : String.valueOf(value));
        }
        return described;
    }

    private static void flatten(String prefix, Map<?, ?> from, Map<String, String> into) {
        from.forEach((name, value) -> {
            String key = String.valueOf(name);
            if (PLACES.contains(key)) {
                return;
            }
            if (value instanceof Map<?, ?> inner) {
                flatten(prefix + key + ".", inner, into);
            } else {
                into.put(prefix + key, value == null ? ABSENT : withoutRunId(String.valueOf(value)));
            }
        });
    }

    /** Each run stamps its messages with an id of its own. */
    private static String withoutRunId(String value) {
        return value.replaceFirst("^run [0-9a-z]+: ", "");
    }
}
