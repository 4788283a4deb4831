package dev.mailrace.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mailrace.analysis.ExitCode;
import dev.mailrace.experiment.CommandFailure;
import dev.mailrace.fault.SystemWords;
import dev.mailrace.html.DocumentPage;
import dev.mailrace.html.ReportedRun;
import dev.mailrace.html.RunOnPage;
import dev.mailrace.html.RunPage;
import dev.mailrace.metrics.RunObserver;
import dev.mailrace.metrics.RunResult;
import dev.mailrace.report.LoginTable;
import dev.mailrace.report.PastSteps;
import dev.mailrace.report.TerminalReport;
import dev.mailrace.runfile.PastRun;
import dev.mailrace.runfile.RunFolders;
import dev.mailrace.terminal.Screen;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

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
            description = "A run's folder or its run.json, also of a run that was killed; several of them; or the "
                    + "folder of capacity, auth or ab, or what -o json=PATH of these, compare or calibrate wrote.")
    List<Path> paths = new ArrayList<>();

    @Mixin
    OutputOptions output = new OutputOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        try {
            OutputTarget.checkAll(targets(), null);
            if (paths.size() > 1) {
                several();
                return ExitCode.OK.number();
            }
            Path path = paths.get(0);
            ObjectNode document = DocumentPage.read(path);
            if (document == null
                    && !Files.exists(path.resolve(PastRun.RUN_FILE))
                    && !RunFolders.in(path).isEmpty()) {
                steps(path, RunFolders.in(path));
            } else if (document == null) {
                single(path);
            } else {
                List<OutputTarget> targets = pages(Files.isDirectory(path) ? path : null);
                write(DocumentPage.of(document), targets);
            }
            return ExitCode.OK.number();
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(ExitCode.USAGE, String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "report: " + SystemWords.named(e) + " (expected: files that can be read and written)");
        }
    }

    private void single(Path path) throws IOException {
        PastRun past = PastRun.open(path); // First: a mistyped path must cost no file.
        List<OutputTarget> targets = new ArrayList<>();
        List<RunObserver> observers = new ArrayList<>();
        for (OutputTarget target : targets()) {
            if (!target.isStandard() && past.isReadFrom(target.file())) {
                throw new IllegalArgumentException(
                        "output: " + target.path() + " is what the report is made of (expected: another file)");
            }
            if (OF_DOCUMENT.contains(target.format())) {
                targets.add(target);
            } else {
                observers.add(OutputOptions.observer(target, lost()));
            }
        }
        Path folder = folderOf(path);
        if (output.outputs.isEmpty() && folder != null) {
            targets.add(pageIn(folder));
        }
        RunOnPage page = new RunOnPage(path.toString());
        observers.add(page);
        RunResult result = past.replay(observers);
        for (OutputTarget target : targets) {
            target.write(
                    target.format().equals(HTML)
                            ? RunPage.of(List.of(page.run(past.shown(result), result)))
                            : past.bytes(result),
                    lost());
        }
        if (!output.quiet) {
            TerminalReport.show(
                    result,
                    people(),
                    Screen.columns(),
                    Colours.of(output.noColour).enabled());
            tellOf(targets);
        }
        if (!past.cut().isEmpty()) {
            people().println("NOTE: " + past.cut() + ": totals and times are those of " + PastRun.RUN_FILE
                    + ", seconds those of the log");
            complain("hgrm", past.cut() + ", so %s holds no more than the percentiles of " + PastRun.RUN_FILE);
        }
        if (past.intervals() == 0) {
            complainOfIntervals(path);
        }
    }

    /** What a command of several runs left that was killed: its runs, one by one. */
    private void steps(Path folder, List<Path> steps) throws IOException {
        List<OutputTarget> targets = pages(folder);
        PastSteps table = new PastSteps();
        LoginTable logins = new LoginTable();
        List<ReportedRun> runs = new ArrayList<>();
        boolean ofLogins = true;
        for (Path step : steps) {
            String name = String.valueOf(step.getFileName());
            PastRun past = PastRun.open(step);
            RunOnPage page = new RunOnPage(name);
            RunResult result = past.replay(List.of(page));
            runs.add(page.run(past.shown(result), result));
            table.add(name, result);
            logins.add(name, result);
            ofLogins &= result.info().command().startsWith("mailrace auth");
        }
        if (!output.quiet) {
            people().println(folder + ": " + runs.size() + " runs of a command that did not come to its end");
            (ofLogins ? logins.lines(Screen.columns()) : table.lines(Screen.columns())).forEach(people()::println);
            if (!ofLogins && runs.size() > RunPage.RUNS_MAX) {
                people().println("the page shows the last " + RunPage.RUNS_MAX + " of " + runs.size() + " runs");
            }
        }
        write(
                ofLogins
                        ? DocumentPage.of(logins.document())
                        : RunPage.of(runs.subList(Math.max(0, runs.size() - RunPage.RUNS_MAX), runs.size())),
                targets);
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
        for (OutputTarget target : targets()) {
            if (target.format().equals(format)) {
                throw new IllegalArgumentException(
                        String.format(Locale.ROOT, words, target.path()) + " (expected: a log that is whole)");
            }
        }
    }

    private void complainOfIntervals(Path path) {
        for (OutputTarget target : targets()) {
            if (BY_INTERVAL.contains(target.format())) {
                throw new IllegalArgumentException(path + ": does not say what each second counted, so " + target.path()
                        + " holds none (expected: a folder with an intervals.hlog of this version)");
            }
        }
    }

    private void several() throws IOException {
        if (paths.size() > RunPage.RUNS_MAX) {
            throw new IllegalArgumentException(
                    "report: " + paths.size() + " runs (expected: at most " + RunPage.RUNS_MAX + ")");
        }
        List<OutputTarget> targets = pages(null);
        List<ReportedRun> runs = new ArrayList<>();
        for (Path path : paths) {
            runs.add(RunOnPage.read(path));
        }
        write(RunPage.of(runs), targets);
    }

    private LostOutputs lost() {
        return LostOutputs.of(spec);
    }

    private List<OutputTarget> targets() {
        return OutputTarget.parseAll(output.outputs, "FORMAT=PATH, such as html=report.html");
    }

    /**
     * Where to write, when a page is all that can be made.
     *
     * @param folder takes report.html where nothing else was asked for; null: something must be
     */
    private List<OutputTarget> pages(@Nullable Path folder) {
        for (OutputTarget target : targets()) {
            if (!target.format().equals(HTML)) {
                throw new IllegalArgumentException(
                        "output: " + target.format() + " of several runs (expected: html=PATH)");
            }
        }
        if (!output.outputs.isEmpty()) {
            return targets();
        }
        if (folder == null) {
            throw new IllegalArgumentException("report: nowhere to write it (expected: -o html=PATH)");
        }
        return List.of(pageIn(folder));
    }

    private static OutputTarget pageIn(Path folder) {
        return new OutputTarget(HTML, folder.resolve(ResultsOptions.REPORT_FILE).toString());
    }

    private void write(byte[] page, List<OutputTarget> targets) {
        targets.forEach(target -> target.write(page, lost()));
        if (!output.quiet) {
            tellOf(targets);
        }
    }

    private PrintStream people() {
        return output.takesStandardOutput() ? System.err : System.out;
    }

    private void tellOf(List<OutputTarget> targets) {
        targets.stream()
                .filter(target -> target.format().equals(HTML) && !target.isStandard() && !lost().has(target.name()))
                .forEach(target -> people().println("report: " + target.path()));
    }
}
