package dev.mailrace.report;

import dev.mailrace.metrics.RunResult;
import dev.mailrace.runfile.JsonFile;
import dev.mailrace.runfile.Percentiles;
import dev.mailrace.words.Human;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs that a command of several left in its folder, a folder each, when it was killed before it could write what they came
 * to together. Owned by one thread.
 */
public final class PastSteps {
    private final List<String> names = new ArrayList<>();
    private final List<RunResult> results = new ArrayList<>();

    public void add(String name, RunResult result) {
        names.add(JsonFile.printable(name));
        results.add(result);
    }

    /** For people; no line is wider than {@code columnsMax}. */
    public List<String> lines(int columnsMax) {
        Table table = new Table(List.of(
                Table.Column.left("run"),
                Table.Column.number("accepted/s", 2),
                Table.Column.number("p50", 3),
                Table.Column.number("p99", 1),
                Table.Column.elastic("result")));
        for (int i = 0; i < results.size(); i++) {
            RunResult result = results.get(i);
            RunResult.Whole whole = result.whole();
            table.add(
                    result.ending() == RunResult.Ending.COMPLETED ? Line.PLAIN : Line.POOR,
                    List.of(
                            names.get(i),
                            Human.rate(result.acceptedPerSecond()),
                            whole == null ? "" : Percentiles.words(whole.times(), whole.bounds(), 50),
                            whole == null ? "" : Percentiles.words(whole.times(), whole.bounds(), 99),
                            SeriesReport.came(result)));
        }
        return table.lines(columnsMax).stream().map(Line::toString).toList();
    }
}
