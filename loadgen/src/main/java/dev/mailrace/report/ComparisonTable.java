package dev.mailrace.report;

import dev.mailrace.analysis.Compared;
import dev.mailrace.analysis.Comparison;
import dev.mailrace.analysis.Likeness;
import dev.mailrace.analysis.Verdict;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jline.utils.AttributedStyle;

/** A comparison for people at a terminal: the verdict and why, the table, and what else to know. */
public final class ComparisonTable {
    private static final int NAME_COLUMNS_MIN = 16;

    /** Base, new, change and verdict: what the table is for. */
    private static final int FIGURES = 4;

    /** The verdict above a longer table has left the screen: it is said once more below. */
    private static final int ROWS_IN_SIGHT = 18;

    private ComparisonTable() {}

    /** No line is wider than {@code columnsMax}. */
    public static List<String> lines(Comparison comparison, int columnsMax, boolean colour) {
        Conclusion conclusion = ComparisonConclusion.of(ComparisonDocument.of(comparison));
        List<Line> lines = new ArrayList<>(conclusion.lines(columnsMax));
        lines.add(Line.EMPTY);
        addSide("BASE", comparison, comparison.sides().base(), columnsMax, lines);
        addSide("NEW ", comparison, comparison.sides().fresh(), columnsMax, lines);
        for (Likeness.Difference difference : comparison.unlike()) {
            lines.addAll(Line.wrapped("UNLIKE " + difference, 7, columnsMax));
        }
        for (String note : comparison.notes()) {
            lines.addAll(Line.wrapped("NOTE " + note, 5, columnsMax));
        }
        lines.add(Line.EMPTY);
        List<Line> table = table(comparison, columnsMax);
        lines.addAll(table);
        List<Line> more = more(comparison, columnsMax);
        if (!more.isEmpty()) {
            lines.add(Line.EMPTY);
            lines.addAll(more);
        }
        if (table.size() > ROWS_IN_SIGHT) {
            lines.add(Line.EMPTY);
            lines.add(Line.of(conclusion.heading(), conclusion.tone().style()).cut(columnsMax));
        }
        return lines.stream().map(line -> line.toString(colour)).toList();
    }

    private static List<Line> more(Comparison comparison, int columnsMax) {
        List<Line> lines = new ArrayList<>();
        for (Map.Entry<String, String> outcome : comparison.newOutcomes().entrySet()) {
            String sample = outcome.getValue().isEmpty() ? "" : ": " + outcome.getValue();
            lines.addAll(Line.wrapped("Only in NEW: " + outcome.getKey() + sample, 2, columnsMax));
        }
        for (Map.Entry<String, List<String>> reason : reasons(comparison).entrySet()) {
            List<String> metrics = reason.getValue();
            String subject = metrics.size() == 1 ? metrics.get(0) : metrics.size() + " metrics";
            lines.addAll(Line.wrapped(subject + ": " + reason.getKey(), 2, columnsMax));
        }
        return lines;
    }

    /** What is to be said beside the first sentence, and of which metrics: many may have the same reason. */
    private static Map<String, List<String>> reasons(Comparison comparison) {
        Map<String, List<String>> reasons = new LinkedHashMap<>();
        Compared first = comparison.decisive();
        for (Compared gate : comparison.gates()) {
            boolean told = gate.verdict() == Verdict.NO_CHANGE
                    || (first != null && gate.reason().equals(first.reason()));
            if (!told) {
                reasons.computeIfAbsent(
                                ComparisonCells.verdict(gate.verdict()) + ": " + gate.reason(),
                                reason -> new ArrayList<>())
                        .add(gate.metric().name());
            }
        }
        return reasons;
    }

    private static void addSide(
            String side, Comparison comparison, List<String> names, int columnsMax, List<Line> lines) {
        lines.add(Line.of(side + "  " + ComparisonCells.counted(comparison, names.size()) + ": "
                        + String.join(", ", names))
                .cut(columnsMax));
    }

    private static List<Line> table(Comparison comparison, int columnsMax) {
        Table table = new Table(List.of(
                Table.Column.left("metric"),
                Table.Column.number("n", 1),
                Table.Column.right("base"),
                Table.Column.right("new"),
                Table.Column.right("change [90 %]"),
                Table.Column.left("verdict")));
        List<Compared> rows = new ArrayList<>(comparison.gates());
        rows.addAll(comparison.others());
        int nameMax = Math.max(NAME_COLUMNS_MIN, columnsMax - columnsOfOthers(rows));
        rows.forEach(row -> table.add(style(row), cells(row, nameMax)));
        return table.lines(columnsMax);
    }

    /** What the columns beside the name and the number of values take, each with a space before it. */
    private static int columnsOfOthers(List<Compared> rows) {
        int[] widths = new int[FIGURES];
        for (Compared row : rows) {
            List<String> cells = cells(row, NAME_COLUMNS_MIN);
            for (int i = 0; i < FIGURES; i++) {
                String cell = cells.get(cells.size() - FIGURES + i);
                widths[i] = Math.max(widths[i], 1 + Line.of(cell).columns());
            }
        }
        return Arrays.stream(widths).sum();
    }

    private static AttributedStyle style(Compared row) {
        if (row.verdict() == null) {
            return Line.FAINT;
        }
        return switch (ComparisonConclusion.tone(row.verdict().label())) {
            case BAD -> Line.BAD;
            case DOUBT -> Line.POOR;
            case GOOD, PLAIN -> row.verdict() == Verdict.IMPROVED ? Line.GOOD : Line.PLAIN;
        };
    }

    private static List<String> cells(Compared row, int nameMax) {
        return List.of(
                name(row.metric().name(), nameMax),
                ComparisonCells.sizes(row),
                ComparisonCells.value(row.metric(), row.baseMedian()),
                ComparisonCells.value(row.metric(), row.freshMedian()),
                ComparisonCells.change(row),
                ComparisonCells.verdict(row.verdict()));
    }

    /** Benchmarks are told by the end of their names: without their package, and cut in front. */
    private static String name(String name, int columnsMax) {
        String plain = name.replaceFirst("^(?:[a-z][a-z0-9_]*\\.)+(?=[A-Z])", "");
        return plain.length() <= columnsMax ? plain : "…" + plain.substring(plain.length() - columnsMax + 1);
    }
}
