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

/** A comparison for people at a terminal: the table, what else to know, and last the sentence to act on. */
public final class ComparisonTable {
    private static final int NAME_COLUMNS_MIN = 16;

    /** Base, new, change and verdict: what the table is for. */
    private static final int FIGURES = 4;

    private ComparisonTable() {}

    /** No line is wider than {@code columnsMax}. */
    public static List<String> lines(Comparison comparison, int columnsMax) {
        List<Line> lines = new ArrayList<>();
        addSide("BASE", comparison, comparison.sides().base(), columnsMax, lines);
        addSide("NEW ", comparison, comparison.sides().fresh(), columnsMax, lines);
        for (Likeness.Difference difference : comparison.unlike()) {
            lines.addAll(Line.wrapped("UNLIKE " + difference, 7, columnsMax));
        }
        for (String note : comparison.notes()) {
            lines.addAll(Line.wrapped("NOTE " + note, 5, columnsMax));
        }
        lines.add(Line.EMPTY);
        lines.addAll(table(comparison, columnsMax));
        lines.add(Line.EMPTY);
        for (Map.Entry<String, String> outcome : comparison.newOutcomes().entrySet()) {
            String sample = outcome.getValue().isEmpty() ? "" : ": " + outcome.getValue();
            lines.addAll(Line.wrapped("Only in NEW: " + outcome.getKey() + sample, 2, columnsMax));
        }
        for (Map.Entry<String, List<String>> reason : reasons(comparison).entrySet()) {
            List<String> metrics = reason.getValue();
            String subject = metrics.size() == 1 ? metrics.get(0) : metrics.size() + " metrics";
            lines.addAll(Line.wrapped(subject + ": " + reason.getKey(), 2, columnsMax));
        }
        lines.addAll(Line.wrapped(comparison.sentence(), 2, columnsMax));
        return lines.stream().map(Line::toString).toList();
    }

    /** What is to be said beside the last sentence, and of which metrics: many may have the same reason. */
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
        return row.verdict() == Verdict.REGRESSED ? Line.BAD : Line.PLAIN;
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
