package dev.mailrace.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mailrace.html.DocumentPage;
import dev.mailrace.html.ReportedRun;
import dev.mailrace.html.RunOnPage;
import dev.mailrace.html.RunPage;
import dev.mailrace.metrics.RunObserver;
import dev.mailrace.metrics.RunResult;
import dev.mailrace.report.PastRun;
import dev.mailrace.report.TerminalReport;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Makes reports of runs that were: the page, or any other output that the run could have written. */
@Command(
        name = "report",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        sortOptions = false,
        description = "Shows a run that was and writes its report.html again, or any other output; lays several runs "
                + "over one another; also takes what capacity, auth, compare, ab and calibrate wrote.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  mailrace report results/runs/20261128T101500.000Z      shows it, and writes its report.html",
            "  mailrace report run/ -o csv=run.csv -o hgrm=run.hgrm   any output, later",
            "  mailrace report before/ after/ -o html=both.html       up to 12 runs over one another",
            "  mailrace report capacity.json -o html=capacity.html    a search, with its curve"
        })
final class ReportCommand implements Callable<Integer> {
    private static final String HTML = "html";

    /** What is made of the run's document itself, so that it says what that says to the letter. */
    private static final Set<String> OF_DOCUMENT = Set.of(HTML, "json");

    /** What needs each second of a run, not only its sum. */
    private static final Set<String> BY_INTERVAL = Set.of("csv", "hlog");

    @Parameters(
            arity = "1..*",
            paramLabel = "PATH",
            description = "A run's folder or its run.json, also of a run that was killed; several of them; or one "
                    + "folder or JSON file of capacity, auth, compare, ab or calibrate.")
    List<Path> paths = new ArrayList<>();

    @Mixin
    OutputOptions output = new OutputOptions();

    @Override
    public Integer call() throws IOException {
        try {
            if (paths.size() > 1) {
                several();
                return ExitCode.OK.number();
            }
            Path path = paths.get(0);
            ObjectNode document = DocumentPage.read(path);
            if (document == null) {
                single(path);
            } else {
                writePage(DocumentPage.of(document), Files.isDirectory(path) ? path : null);
            }
            return ExitCode.OK.number();
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(ExitCode.USAGE, String.valueOf(e.getMessage()));
        }
    }

    private void single(Path path) throws IOException {
        List<OutputTarget> targets = new ArrayList<>();
        List<RunObserver> observers = new ArrayList<>();
        for (String each : output.outputs) {
            OutputTarget target = target(each);
            if (OF_DOCUMENT.contains(target.format())) {
                targets.add(target);
            } else {
                observers.add(OutputOptions.observer(target));
            }
        }
        if (output.outputs.isEmpty() && Files.isDirectory(path)) {
            targets.add(pageIn(path));
        }
        PastRun past = PastRun.open(path);
        RunOnPage page = new RunOnPage(path.toString());
        observers.add(page);
        RunResult result = past.replay(observers);
        ObjectNode document = past.document(result);
        for (OutputTarget target : targets) {
            target.write(
                    target.format().equals(HTML)
                            ? RunPage.of(List.of(page.run(document, result)))
                            : past.bytes(result));
        }
        PrintStream people = output.takesStandardOutput() ? System.err : System.out;
        if (!output.quiet) {
            TerminalReport.show(
                    result,
                    people,
                    Screen.columns(),
                    Colours.of(output.noColour).enabled());
            tellOf(targets, people);
        }
        if (past.intervals() == 0) {
            complainOfIntervals(path);
        }
    }

    private static OutputTarget pageIn(Path folder) {
        return new OutputTarget(HTML, folder.resolve(ResultsOptions.REPORT_FILE).toString());
    }

    private static void tellOf(List<OutputTarget> targets, PrintStream people) {
        targets.stream()
                .filter(target -> target.format().equals(HTML) && !target.isStandard())
                .forEach(target -> people.println("report: " + target.path()));
    }

    private void complainOfIntervals(Path path) {
        for (String each : output.outputs) {
            if (BY_INTERVAL.contains(target(each).format())) {
                throw new IllegalArgumentException(path + ": does not say what each second counted, so " + each
                        + " holds none (expected: a folder with an intervals.hlog of this version)");
            }
        }
    }

    private static OutputTarget target(String output) {
        return OutputTarget.parse(output, "FORMAT=PATH, such as html=report.html");
    }

    private void several() throws IOException {
        if (paths.size() > RunPage.RUNS_MAX) {
            throw new IllegalArgumentException(
                    "report: " + paths.size() + " runs (expected: at most " + RunPage.RUNS_MAX + ")");
        }
        checkHtml("several runs");
        List<ReportedRun> runs = new ArrayList<>();
        for (Path path : paths) {
            runs.add(RunOnPage.read(path));
        }
        writePage(RunPage.of(runs), null);
    }

    /** Where a page is all that can be made. */
    private void checkHtml(String what) {
        for (String each : output.outputs) {
            if (!target(each).format().equals(HTML)) {
                throw new IllegalArgumentException("output: " + each + " of " + what + " (expected: html=PATH)");
            }
        }
    }

    /** @param folder takes report.html where nothing else was asked for; null: something must be */
    private void writePage(byte[] page, @Nullable Path folder) {
        checkHtml("several runs");
        List<OutputTarget> targets = new ArrayList<>(
                output.outputs.stream().map(ReportCommand::target).toList());
        if (targets.isEmpty()) {
            if (folder == null) {
                throw new IllegalArgumentException("report: nowhere to write it (expected: -o html=PATH)");
            }
            targets.add(pageIn(folder));
        }
        targets.forEach(target -> target.write(page));
        if (!output.quiet) {
            tellOf(targets, System.out);
        }
    }
}
