package dev.mailrace.experiment;

import dev.mailrace.analysis.BenchmarkComparison;
import dev.mailrace.analysis.Comparison;
import dev.mailrace.analysis.ExitCode;
import dev.mailrace.analysis.Gates;
import dev.mailrace.analysis.RunFigures;
import dev.mailrace.fault.Refusal;
import dev.mailrace.runfile.JmhReader;
import dev.mailrace.runfile.RunReader;
import dev.mailrace.wire.Printable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Results of two sides, each of several files or folders, that were saved before. Immutable. */
public final class SavedSides {
    private final List<Path> base;
    private final List<Path> fresh;

    /**
     * Reads nothing yet.
     *
     * @param fresh those that are judged
     * @throws Refusal when a path is given twice: it would make chance look rarer than it is
     */
    public SavedSides(List<Path> base, List<Path> fresh) {
        this.base = List.copyOf(base);
        this.fresh = List.copyOf(fresh);
        Set<Path> seen = new HashSet<>();
        for (List<Path> side : List.of(base, fresh)) {
            for (Path path : side) {
                if (!seen.add(path.toAbsolutePath().normalize())) {
                    throw new Refusal("compare", Printable.of(path.toString()) + " given twice", "each run once");
                }
            }
        }
    }

    /**
     * Reads both as runs, and compares them.
     *
     * @param allowInvalid whether invalid runs are taken
     * @throws Refusal when one cannot be read
     * @throws CommandFailure when one is invalid
     */
    public Comparison runs(Gates gates, boolean allowInvalid) {
        return Comparison.of(read(base, allowInvalid), read(fresh, allowInvalid), gates);
    }

    private static List<RunFigures> read(List<Path> paths, boolean allowInvalid) {
        List<RunFigures> runs = new ArrayList<>();
        for (Path path : paths) {
            RunFigures run = RunReader.read(path);
            if (!run.valid() && !allowInvalid) {
                throw new CommandFailure(
                        ExitCode.INVALID,
                        run.name() + ": an invalid run: " + String.join("; ", run.reasons())
                                + " (expected: valid runs; --allow-invalid takes them all the same)");
            }
            runs.add(run);
        }
        return runs;
    }

    /**
     * Reads both as JMH's results, and compares them.
     *
     * @param minEffect the least change of a score that matters, as a share
     * @throws Refusal when one cannot be read
     */
    public Comparison benchmarks(double minEffect) {
        return BenchmarkComparison.of(
                names(base), names(fresh), JmhReader.read(base), JmhReader.read(fresh), minEffect);
    }

    private static List<String> names(List<Path> paths) {
        return paths.stream().map(path -> Printable.of(path.toString())).toList();
    }
}
