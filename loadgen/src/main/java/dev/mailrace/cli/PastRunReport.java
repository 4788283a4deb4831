package dev.mailrace.cli;

import dev.mailrace.delivery.DeliveryJoin;
import dev.mailrace.fault.Refusal;
import dev.mailrace.html.ReportedRun;
import dev.mailrace.html.RunOnPage;
import dev.mailrace.html.RunPage;
import dev.mailrace.metrics.RunObserver;
import dev.mailrace.metrics.RunResult;
import dev.mailrace.metrics.SeenElsewhere;
import dev.mailrace.report.Explained;
import dev.mailrace.report.TerminalReport;
import dev.mailrace.runfile.PastRun;
import dev.mailrace.terminal.Screen;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The report of one run that was saved, in any form that the run itself could have written. */
final class PastRunReport {
    /** What is made of the run's document itself, so that it says what that says to the letter. */
    private static final Set<String> OF_DOCUMENT = Set.of(ReportOutputs.HTML, "json");

    /** What needs each second of a run, not only its sum. */
    private static final Set<String> BY_INTERVAL = Set.of("csv", "hlog");

    private final Path path;
    private final ReportOutputs outputs;
    private final @Nullable JoinOptions join;

    /** @param join what is joined with the run; null: nothing */
    PastRunReport(Path path, ReportOutputs outputs, @Nullable JoinOptions join) {
        this.path = path;
        this.outputs = outputs;
        this.join = join;
    }

    void write() throws IOException {
        if (join == null) {
            write(null);
            return;
        }
        try (DeliveryJoin joined = join.of(path)) {
            write(joined);
        }
    }

    private void write(@Nullable SeenElsewhere joined) throws IOException {
        PastRun past = PastRun.open(path, joined); // First: a mistyped path must cost no file.
        List<OutputTarget> targets = new ArrayList<>();
        List<RunObserver> observers = new ArrayList<>();
        for (OutputTarget target : outputs.targets()) {
            if (!target.isStandard() && past.isReadFrom(target.file())) {
                throw new Refusal("output", target.path() + " is what the report is made of", "another file");
            }
            if (OF_DOCUMENT.contains(target.format())) {
                targets.add(target);
            } else {
                observers.add(OutputOptions.observer(target, outputs.lost(), RunOnPage.Beside.NOTHING));
            }
        }
        Path folder = folderOf(path);
        if (!outputs.areAskedFor() && folder != null) {
            targets.add(ReportOutputs.pageIn(folder));
        }
        RunOnPage page = new RunOnPage(path.toString());
        observers.add(page);
        RunResult result = past.replay(observers);
        for (OutputTarget target : targets) {
            target.write(
                    target.format().equals(ReportOutputs.HTML)
                            ? page(page.run(past.shown(result), result), folder)
                            : past.bytes(result, Explained::of),
                    outputs.lost());
        }
        if (!outputs.areQuiet()) {
            TerminalReport.show(result, outputs.people(), Screen.columns(), outputs.areColoured());
            outputs.tellOf(targets);
        }
        if (!past.cut().isEmpty()) {
            outputs.people()
                    .println("NOTE: " + past.cut() + ": totals and times are those of " + PastRun.RUN_FILE
                            + ", seconds those of the log");
            complain("hgrm", past.cut() + ", so %s holds no more than the percentiles of " + PastRun.RUN_FILE);
        }
        if (past.intervals() == 0) {
            complainOfIntervals();
        }
    }

    private byte[] page(ReportedRun run, @Nullable Path folder) {
        return folder == null || outputs.areAskedFor() ? RunPage.of(List.of(run)) : RunPage.inFolder(run);
    }

    /** A run's folder; null for a file that lies by itself. */
    private static @Nullable Path folderOf(Path path) {
        if (Files.isDirectory(path)) {
            return path;
        }
        return path.endsWith(PastRun.RUN_FILE) ? path.toAbsolutePath().getParent() : null;
    }

    /** @param words with the path of the output of that format put in for %s */
    private void complain(String format, String words) {
        for (OutputTarget target : outputs.targets()) {
            if (target.format().equals(format)) {
                throw new Refusal("", String.format(Locale.ROOT, words, target.path()), "a log that is whole");
            }
        }
    }

    private void complainOfIntervals() {
        for (OutputTarget target : outputs.targets()) {
            if (BY_INTERVAL.contains(target.format())) {
                throw new Refusal(
                                "",
                                "does not say what each second counted, so " + target.path() + " holds none",
                                "a folder with an intervals.hlog of this version")
                        .at(path.toString());
            }
        }
    }
}
