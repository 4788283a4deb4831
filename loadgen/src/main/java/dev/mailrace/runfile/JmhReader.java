package dev.mailrace.runfile;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mailrace.analysis.BenchmarkFigures;
import dev.mailrace.analysis.Metric.Better;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads JMH's own JSON results ({@code -rf json}). */
public final class JmhReader {
    private static final String EXPECTED = "a file of JMH's -rf json";

    /** Bytes a call; its name had a dot in front in JMH before 1.36. */
    private static final List<String> ALLOCATION = List.of("gc.alloc.rate.norm", "·gc.alloc.rate.norm");

    private static final List<String> CONDITIONS = List.of("jmhVersion", "vmName", "vmVersion", "threads");

    private JmhReader() {}

    /**
     * All benchmarks of all {@code files}; forks of one that is in several are joined.
     *
     * @throws IllegalArgumentException when a file is none of JMH's, or a benchmark differs from file to file
     */
    public static List<BenchmarkFigures> read(List<Path> files) {
        Map<String, BenchmarkFigures> all = new LinkedHashMap<>();
        Map<Path, JsonNode> trees = new LinkedHashMap<>();
        for (Path file : files) {
            JsonNode tree = JsonFile.read(file, EXPECTED);
            if (!tree.isArray() || tree.isEmpty()) {
                throw JsonFile.refused(JsonFile.printable(file.toString()), "no list of benchmarks", EXPECTED);
            }
            trees.put(file, tree);
        }
        for (Map.Entry<Path, JsonNode> tree : trees.entrySet()) {
            String file = JsonFile.printable(tree.getKey().toString());
            for (JsonNode benchmark : tree.getValue()) {
                add(file, benchmark(file, benchmark), all);
            }
        }
        return List.copyOf(all.values());
    }

    private static void add(String file, BenchmarkFigures more, Map<String, BenchmarkFigures> all) {
        BenchmarkFigures before = all.get(more.name());
        if (before != null && !before.conditions().equals(more.conditions())) {
            throw JsonFile.refused(
                    file,
                    more.name() + " ran with " + more.conditions() + ", but with " + before.conditions()
                            + " in a file before",
                    "files of one side alike");
        }
        all.put(more.name(), before == null ? more : before.with(more));
    }

    private static BenchmarkFigures benchmark(String file, JsonNode benchmark) {
        String name = name(file, benchmark);
        JsonNode primary = benchmark.path("primaryMetric");
        String unit = JsonFile.printable(primary.path("scoreUnit").asText("?"));
        Map<String, String> conditions = new LinkedHashMap<>();
        for (String key : CONDITIONS) {
            conditions.put(key, JsonFile.printable(benchmark.path(key).asText("?")));
        }
        conditions.put("scoreUnit", unit);
        List<Double> bytes = List.of();
        for (String metric : ALLOCATION) {
            JsonNode allocation = benchmark.path("secondaryMetrics").path(metric);
            if (allocation.isObject()) {
                bytes = forks(file, name, allocation);
            }
        }
        return new BenchmarkFigures(
                name,
                unit,
                benchmark.path("mode").asText().equals("thrpt") ? Better.HIGHER : Better.LOWER,
                forks(file, name, primary),
                bytes,
                conditions);
    }

    /** As {@code dev.example.Base64Benchmark.encode (size=57, jdk=true) avgt}. */
    private static String name(String file, JsonNode benchmark) {
        String full = benchmark.path("benchmark").asText();
        if (full.isEmpty() || benchmark.path("mode").asText().isEmpty()) {
            throw JsonFile.refused(file, "an entry without benchmark and mode", EXPECTED);
        }
        List<String> parameters = new ArrayList<>();
        for (Map.Entry<String, JsonNode> parameter : benchmark.path("params").properties()) {
            parameters.add(parameter.getKey() + "=" + parameter.getValue().asText());
        }
        String suffix = parameters.isEmpty() ? "" : " (" + String.join(", ", parameters) + ")";
        return JsonFile.printable(full + suffix + " " + benchmark.path("mode").asText());
    }

    /** The mean of each fork's iterations; a fork whose calls were timed one by one has them counted by value. */
    private static List<Double> forks(String file, String name, JsonNode metric) {
        boolean counted = metric.has("rawDataHistogram");
        JsonNode raw = counted ? metric.get("rawDataHistogram") : metric.path("rawData");
        List<Double> means = new ArrayList<>();
        for (JsonNode fork : raw) {
            double sum = 0;
            double count = 0;
            for (JsonNode iteration : fork) {
                if (!counted) {
                    sum += score(file, name, iteration);
                    count++;
                    continue;
                }
                for (JsonNode pair : iteration) {
                    double times = score(file, name, pair.path(1));
                    sum += score(file, name, pair.path(0)) * times;
                    count += times;
                }
            }
            if (count > 0) {
                means.add(sum / count);
            }
        }
        if (means.isEmpty()) {
            throw JsonFile.refused(file, name + " has no rawData", EXPECTED);
        }
        return means;
    }

    private static double score(String file, String name, JsonNode score) {
        if (!JsonFile.isQuantity(score)) {
            throw JsonFile.refused(
                    file, name + " has a score of " + JsonFile.printable(score.toString()), "a number >= 0");
        }
        return score.doubleValue();
    }
}
