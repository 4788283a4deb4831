package dev.mailrace.cli;

import dev.mailrace.analysis.Comparison;
import dev.mailrace.analysis.Gates;
import dev.mailrace.analysis.RunFigures;
import dev.mailrace.fault.Refusal;
import dev.mailrace.metrics.RunResult;
import dev.mailrace.options.Checked;
import dev.mailrace.report.ComparisonTable;
import dev.mailrace.runfile.RunDocument;
import dev.mailrace.runfile.RunReader;
import dev.mailrace.runfile.RunSide;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The run that another one is shown beside. */
final class CompareOption {
    private static final String THIS_RUN = "this run";

    @Option(
            names = "--compare",
            paramLabel = "DIR",
            description =
                    "Also shows what is different from that run: a run's folder, or one of several runs, of which "
                            + "the newest is taken. Two runs decide nothing; see 'compare'.")
    @Nullable
    Path path;

    private @Nullable RunFigures base;

    /** Reads the earlier run: before the load, for a mistake must cost no run. */
    void read() {
        Path asked = path;
        base = asked == null ? null : Checked.usage(() -> RunSide.newest(asked));
    }

    /**
     * What is different in {@code result}; null where there is nothing to compare, or nothing to compare it with.
     */
    @Nullable
    Comparison of(RunResult result) {
        RunFigures before = base;
        if (before == null) {
            return null;
        }
        try {
            RunFigures now = RunReader.figures(THIS_RUN, RunDocument.of(result));
            return Comparison.of(List.of(before), List.of(now), Gates.STANDARD);
        } catch (Refusal e) {
            return null; // It measured nothing, which is said elsewhere.
        }
    }

    /** The same for people; none where nobody asked. */
    List<String> lines(RunResult result, int columnsMax, boolean colour) {
        if (path == null) {
            return List.of();
        }
        Comparison comparison = of(result);
        if (comparison == null) {
            return List.of(
                    "", "compare: " + (base == null ? "no finished run in " + path + " yet" : "nothing was measured"));
        }
        List<String> lines = new ArrayList<>(List.of(""));
        lines.addAll(ComparisonTable.lines(comparison, columnsMax, colour));
        lines.add("");
        return lines;
    }
}
