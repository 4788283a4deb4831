package dev.mailrace.bench;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;

/**
 * Results as a table for people.
 *
 * <p>Names say what is compared: {@code encodeByNetty} does with Netty what {@code encode} does with what we use, and its
 * last column says how many times our time it takes. That ratio is one of fastest iterations, as are the bytes the fewest:
 * whatever else a machine does only adds. A mean far from the fastest, or a large error, says that it did much.
 */
final class ResultTable {
    private static final String RIVAL = "By";
    private static final String ROW = "%-44s %14s %14s %14s %11s %9s%n";

    /**
     * A benchmark with its parameters.
     *
     * @param type the class, without the packages that all share
     * @param parameters in the order of their names; empty when there are none
     * @param fastest the time of the fastest iteration, nanoseconds an operation
     * @param bytes an operation, in the iteration with the fewest
     */
    private record Row(String type, String parameters, String method, double fastest, Result<?> time, double bytes) {
        static Row of(RunResult result) {
            BenchmarkParams benchmark = result.getParams();
            String name = benchmark.getBenchmark();
            int methodStart = name.lastIndexOf('.') + 1;
            Map<String, String> parameters = new TreeMap<>();
            benchmark.getParamsKeys().forEach(key -> parameters.put(key, benchmark.getParam(key)));
            return new Row(
                    name.substring("dev.mailrace.".length(), methodStart - 1),
                    String.join(" ", parameters.values()),
                    name.substring(methodStart),
                    lowest(result.getPrimaryResult()),
                    result.getPrimaryResult(),
                    lowest(result.getSecondaryResults().get(Bench.BYTES_PER_OPERATION)));
        }

        private static double lowest(@Nullable Result<?> result) {
            return result == null ? Double.NaN : result.getStatistics().getMin();
        }

        /** What it is compared with: itself, or what a rival does in another way. */
        String ours() {
            int rival = method.lastIndexOf(RIVAL);
            return key(rival < 0 ? method : method.substring(0, rival));
        }

        String key(String ofMethod) {
            return type + ' ' + parameters + ' ' + ofMethod;
        }
    }

    private ResultTable() {}

    static String of(Collection<RunResult> results) {
        List<Row> rows = new ArrayList<>();
        Map<String, Row> byKey = new HashMap<>();
        for (RunResult result : results) {
            Row row = Row.of(result);
            rows.add(row);
            byKey.put(row.key(row.method), row);
        }
        rows.sort(Comparator.comparing(Row::type).thenComparing(Row::parameters).thenComparing(Row::method));
        StringBuilder table = new StringBuilder();
        String type = "";
        for (Row row : rows) {
            if (!row.type.equals(type)) {
                type = row.type;
                table.append(String.format(
                        Locale.ROOT, "%n" + ROW, type, "fastest ns/op", "mean ns/op", "±", "B/op", "× ours"));
            }
            table.append(line(row, byKey.get(row.ours())));
        }
        return table.toString();
    }

    private static String line(Row row, @Nullable Row ours) {
        String timesOurs =
                ours == null || ours.equals(row) ? "" : String.format(Locale.ROOT, "%.2f", row.fastest / ours.fastest);
        return String.format(
                Locale.ROOT,
                ROW,
                "  " + row.method + (row.parameters.isEmpty() ? "" : " " + row.parameters),
                number(row.fastest),
                number(row.time.getScore()),
                number(row.time.getScoreError()),
                number(row.bytes),
                timesOurs);
    }

    private static String number(double value) {
        return Double.isNaN(value) ? "" : String.format(Locale.ROOT, "%,.1f", value);
    }
}
