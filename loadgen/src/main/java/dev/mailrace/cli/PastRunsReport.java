package dev.mailrace.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mailrace.analysis.Comparison;
import dev.mailrace.analysis.Gates;
import dev.mailrace.analysis.RunFigures;
import dev.mailrace.fault.Refusal;
import dev.mailrace.html.DifferenceTable;
import dev.mailrace.html.ReportedRun;
import dev.mailrace.html.RunOnPage;
import dev.mailrace.html.RunPage;
import dev.mailrace.report.ComparisonTable;
import dev.mailrace.runfile.RunReader;
import dev.mailrace.runfile.RunSide;
import dev.mailrace.terminal.Screen;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The report of several sides, each a run that was saved or a folder of some: what is different in each from the first, with
 * the verdicts of {@code compare} where there are runs enough for them.
 */
final class PastRunsReport {
    private final List<List<Path>> sides;
    private final ReportOutputs outputs;

    PastRunsReport(List<Path> paths, ReportOutputs outputs) {
        sides = paths.stream().map(RunSide::paths).toList();
        this.outputs = outputs;
    }

    /** @param targets take the page; none: people are told alone */
    void write(List<OutputTarget> targets) throws IOException {
        int count = sides.stream().mapToInt(List::size).sum();
        if (sides.size() > RunPage.RUNS_MAX || (!targets.isEmpty() && count > RunPage.RUNS_MAX)) {
            throw new Refusal("report", count + " runs", "at most " + RunPage.RUNS_MAX);
        }
        List<ReportedRun> runs = new ArrayList<>();
        if (!targets.isEmpty()) {
            for (List<Path> side : sides) {
                for (Path path : side) {
                    runs.add(RunOnPage.read(path));
                }
            }
        }
        List<Comparison> comparisons = comparisons(!targets.isEmpty());
        if (!outputs.areQuiet()) {
            show(comparisons);
        }
        if (!runs.isEmpty()) {
            if (runs.get(0).document() instanceof ObjectNode document) {
                DifferenceTable.put(document, comparisons);
            }
            outputs.write(RunPage.of(runs), targets);
        }
    }

    private void show(List<Comparison> comparisons) {
        for (int i = 0; i < comparisons.size(); i++) {
            if (i > 0) {
                outputs.people().println();
            }
            ComparisonTable.lines(comparisons.get(i), Screen.columns(), outputs.areColoured())
                    .forEach(outputs.people()::println);
        }
    }

    /**
     * Of each side with the first.
     *
     * @param lenient whether a run without figures is only named, for the page shows it all the same
     */
    private List<Comparison> comparisons(boolean lenient) {
        List<Comparison> comparisons = new ArrayList<>();
        List<List<RunFigures>> read = new ArrayList<>();
        for (List<Path> side : sides) {
            List<RunFigures> figures = new ArrayList<>();
            for (Path path : side) {
                try {
                    figures.add(RunReader.read(path));
                } catch (Refusal e) {
                    if (!lenient) {
                        throw e;
                    }
                    outputs.people().println("not compared: " + path + ": " + e.value());
                }
            }
            read.add(figures);
        }
        for (List<RunFigures> fresh : read.subList(1, read.size())) {
            if (!read.get(0).isEmpty() && !fresh.isEmpty()) {
                comparisons.add(Comparison.of(read.get(0), fresh, Gates.STANDARD));
            }
        }
        return comparisons;
    }
}
