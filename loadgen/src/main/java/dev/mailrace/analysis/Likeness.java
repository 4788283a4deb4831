package dev.mailrace.analysis;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What runs were asked for and ran on, without what merely names a place: two runs compare where these are the same. */
public final class Likeness {
    /** The server's address is what comparisons are about, and from where it is called says nothing of its speed. */
    private static final Set<String> PLACES = Set.of("target", "addresses", "source_addresses");

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
            put(prefix + key, value, into);
        });
    }

    private static void put(String key, @Nullable Object value, Map<String, String> into) {
        if (value instanceof Map<?, ?> inner) {
            flatten(key + ".", inner, into);
        } else if (value instanceof List<?> list && list.stream().anyMatch(Map.class::isInstance)) {
            for (int i = 0; i < list.size(); i++) {
                put(key + "[" + i + "]", list.get(i), into);
            }
        } else {
            into.put(key, value == null ? ABSENT : text(value));
        }
    }

    /** A number is the same however many zeros it was written with; each run of old stamped its messages with an id of its own. */
    private static String text(Object value) {
        if (value instanceof Number number && number.toString().matches("-?[0-9.]+(E[-+]?[0-9]{1,2})?")) {
            return new BigDecimal(number.toString()).stripTrailingZeros().toPlainString();
        }
        return String.valueOf(value).replaceFirst("^run [0-9a-z]+: ", "");
    }
}
