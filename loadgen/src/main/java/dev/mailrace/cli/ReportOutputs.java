package dev.mailrace.cli;

import dev.mailrace.fault.Refusal;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where a report of what was saved goes, and who is told of it. */
final class ReportOutputs {
    static final String HTML = "html";

    private final OutputOptions output;
    private final LostOutputs lost;

    ReportOutputs(OutputOptions output, LostOutputs lost) {
        this.output = output;
        this.lost = lost;
    }

    LostOutputs lost() {
        return lost;
    }

    boolean areAskedFor() {
        return !output.outputs.isEmpty();
    }

    /** Whether people are told nothing. */
    boolean areQuiet() {
        return output.quiet;
    }

    boolean areColoured() {
        return Colours.of(output.noColour).enabled();
    }

    /** Those that were asked for. */
    List<OutputTarget> targets() {
        return OutputTarget.parseAll(output.outputs, "FORMAT=PATH, such as html=report.html");
    }

    /**
     * Where to write, when a page is all that can be made.
     *
     * @param folder takes report.html where nothing else was asked for; null: something must be
     */
    List<OutputTarget> pages(@Nullable Path folder) {
        for (OutputTarget target : targets()) {
            if (!target.format().equals(HTML)) {
                throw new Refusal("output", target.format() + " of several runs", "html=PATH");
            }
        }
        if (!output.outputs.isEmpty()) {
            return targets();
        }
        if (folder == null) {
            throw new Refusal("report", "nowhere to write it", "-o html=PATH");
        }
        return List.of(pageIn(folder));
    }

    /** The page in a folder of results. */
    static OutputTarget pageIn(Path folder) {
        return new OutputTarget(HTML, folder.resolve(ResultsOptions.REPORT_FILE).toString());
    }

    void write(byte[] page, List<OutputTarget> targets) {
        targets.forEach(target -> target.write(page, lost));
        if (!output.quiet) {
            tellOf(targets);
        }
    }

    PrintStream people() {
        return output.takesStandardOutput() ? System.err : System.out;
    }

    void tellOf(List<OutputTarget> targets) {
        targets.stream()
                .filter(target -> target.format().equals(HTML) && !target.isStandard() && !lost.has(target.name()))
                .forEach(target -> people().println("report: " + target.path()));
    }
}
