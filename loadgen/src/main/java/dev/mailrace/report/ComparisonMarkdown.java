package dev.mailrace.report;

import dev.mailrace.analysis.Compared;
import dev.mailrace.analysis.Comparison;
import dev.mailrace.analysis.Likeness;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A comparison as a comment on a pull request: the verdict, a small table, and the rest folded away. */
public final class ComparisonMarkdown {
    private ComparisonMarkdown() {}

    /** Writes to {@code out}, which is borrowed and flushed. */
    public static void write(Comparison comparison, OutputStream out) throws IOException {
        out.write((String.join("\n", lines(comparison)) + "\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    private static List<String> lines(Comparison comparison) {
        List<String> lines = new ArrayList<>();
        lines.add("### " + Markdown.text(comparison.sentence()));
        lines.add("");
        for (Likeness.Difference difference : comparison.unlike()) {
            lines.add("- **unlike:** " + Markdown.text(difference.toString()));
        }
        for (String note : comparison.notes()) {
            lines.add("- **note:** " + Markdown.text(note));
        }
        for (Map.Entry<String, String> outcome : comparison.newOutcomes().entrySet()) {
            String sample = outcome.getValue().isEmpty() ? "" : ": " + Markdown.code(outcome.getValue());
            lines.add("- **only in NEW:** " + Markdown.text(outcome.getKey()) + sample);
        }
        if (!lines.get(lines.size() - 1).isEmpty()) {
            lines.add("");
        }
        addTable(comparison.gates(), lines);
        lines.add("");
        lines.add("<details><summary>"
                + ComparisonCells.counted(comparison, comparison.sides().base().size()) + " of BASE, "
                + ComparisonCells.counted(comparison, comparison.sides().fresh().size())
                + " of NEW: reasons, more metrics</summary>");
        lines.add("");
        for (Compared gate : comparison.gates()) {
            lines.add("- " + Markdown.text(gate.metric().name()) + ": **" + ComparisonCells.verdict(gate.verdict())
                    + "**: " + Markdown.text(gate.reason()));
        }
        lines.add("");
        if (!comparison.others().isEmpty()) {
            addTable(comparison.others(), lines);
            lines.add("");
        }
        comparison.sides().base().forEach(name -> lines.add("- BASE " + Markdown.code(name)));
        comparison.sides().fresh().forEach(name -> lines.add("- NEW " + Markdown.code(name)));
        lines.add("");
        lines.add("</details>");
        return lines;
    }

    private static void addTable(List<Compared> rows, List<String> lines) {
        lines.add(Markdown.row(List.of("metric", "n", "base", "new", "change \\[90 %\\]", "verdict")));
        lines.add("|---|--:|--:|--:|--:|---|");
        for (Compared row : rows) {
            lines.add(Markdown.row(List.of(
                    Markdown.text(row.metric().name()),
                    ComparisonCells.sizes(row),
                    Markdown.text(ComparisonCells.value(row.metric(), row.baseMedian())),
                    Markdown.text(ComparisonCells.value(row.metric(), row.freshMedian())),
                    Markdown.text(ComparisonCells.change(row)),
                    ComparisonCells.verdict(row.verdict()))));
        }
    }
}
