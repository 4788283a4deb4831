package dev.mailrace.cli;

import dev.mailrace.fault.Refusal;
import dev.mailrace.fault.SystemWords;
import dev.mailrace.html.DocumentPage;
import dev.mailrace.html.HtmlReport;
import dev.mailrace.html.RunOnPage;
import dev.mailrace.metrics.RunObserver;
import dev.mailrace.report.Explained;
import dev.mailrace.runfile.HlogReport;
import dev.mailrace.runfile.PastRun;
import dev.mailrace.runfile.RunFile;
import dev.mailrace.runfile.RunFolders;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The folder of a run, or of several. */
final class ResultsOptions {
    /** The page in a results folder. */
    static final String REPORT_FILE = "report.html";

    private static final DateTimeFormatter FOLDER_NAME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    @Option(
            names = "--results",
            paramLabel = "DIR",
            description =
                    "Folder for run.json, intervals.hlog and report.html; with several runs, for report.html, their "
                            + "JSON and one folder per run (default: results/runs/<UTC time>).")
    @Nullable
    Path results;

    @Option(names = "--no-results", description = "No results folder.")
    boolean noResults;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command = CommandSpec.create();

    /**
     * The folder, made now so that a wrong path is reported before the load; null when none is wanted. From now on a signal ends
     * in a report.
     */
    @Nullable
    Path folder(Instant start) throws InterruptedException {
        Interruption.of(command).begin();
        return made(start);
    }

    private @Nullable Path made(Instant start) {
        if (noResults) {
            if (results != null) {
                throw new Refusal("results", "given beside --no-results", "one of them");
            }
            return null;
        }
        Path folder = results != null ? results : Path.of("results", "runs", FOLDER_NAME.format(start));
        return made(folder);
    }

    /** The folder that was named; null when none was: files of a default folder cannot be named in advance. */
    @Nullable
    Path named() {
        return results;
    }

    private static Path made(Path folder) {
        if (Files.exists(folder.resolve(PastRun.RUN_FILE))
                || DocumentPage.isIn(folder)
                || !RunFolders.in(folder).isEmpty()) {
            throw new Refusal(
                    "results", folder + " holds results already", "a new folder; nothing measured is overwritten");
        }
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new Refusal(
                    "results", folder + " cannot be made: " + SystemWords.of(e), "a folder that can be written", e);
        }
        return folder;
    }

    /** What a run's folder holds; files that cannot be opened are reported before the load. */
    private static List<RunObserver> inFolder(@Nullable Path folder, LostOutputs lost) {
        if (folder == null) {
            return List.of();
        }
        Path log = folder.resolve(PastRun.INTERVALS_FILE);
        Path run = folder.resolve(PastRun.RUN_FILE);
        try {
            return List.of(
                    new NamedOutput(log.toString(), HlogReport.to(log), lost),
                    new NamedOutput(run.toString(), RunFile.to(run).finishing(Explained::of), lost));
        } catch (IOException e) {
            throw OutputTarget.unwritable(folder.toString(), e);
        }
    }

    /**
     * The same for a step of a command that makes several runs: a folder of that name within the command's. Where there can
     * be none, the step is run all the same, for those before it count.
     */
    static List<RunObserver> ofStep(@Nullable Path folder, String name, LostOutputs lost) {
        List<RunObserver> observers = new ArrayList<>();
        if (folder != null) {
            Path own = folder.resolve(name);
            lost.attempt(own.toString(), () -> {
                Files.createDirectory(own);
                observers.addAll(inFolder(own, lost));
            });
        }
        return observers;
    }

    /** What a command that makes several runs leaves in its folder: its document, and that as a page. */
    static List<OutputTarget> documents(@Nullable Path folder, String name) {
        return folder == null
                ? List.of()
                : List.of(
                        new OutputTarget("json", folder.resolve(name).toString()),
                        new OutputTarget("html", folder.resolve(REPORT_FILE).toString()));
    }

    /**
     * Says where to look, as far as something is there.
     *
     * @param document what must be in it
     */
    static void tell(Path folder, String document, LostOutputs lost, PrintStream people) {
        Path file = folder.resolve(document);
        Path page = folder.resolve(REPORT_FILE);
        boolean whole = Files.exists(file) && !lost.hasWithin(folder);
        if (whole) {
            people.println("results: " + folder + " (report: " + page + ")");
        } else if (Files.exists(file) || !RunFolders.in(folder).isEmpty()) {
            people.println("results: " + folder + " (incomplete: see what was lost)");
        }
    }

    /** The same with the page: for a run that is no step of something larger, which has a page of its own. */
    static List<RunObserver> inFolderWithPage(@Nullable Path folder, LostOutputs lost, RunOnPage.Beside beside) {
        List<RunObserver> observers = new ArrayList<>(inFolder(folder, lost));
        if (folder != null) {
            Path page = folder.resolve(REPORT_FILE);
            observers.add(new NamedOutput(page.toString(), HtmlReport.inFolder(page, beside), lost));
        }
        return observers;
    }
}
