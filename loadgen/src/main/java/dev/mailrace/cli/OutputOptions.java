package dev.mailrace.cli;

import dev.mailrace.fault.Refusal;
import dev.mailrace.html.HtmlReport;
import dev.mailrace.html.RunOnPage;
import dev.mailrace.meters.EndMeters;
import dev.mailrace.metrics.RunObserver;
import dev.mailrace.report.CsvReport;
import dev.mailrace.report.EndReport;
import dev.mailrace.report.Explained;
import dev.mailrace.report.Hgrm;
import dev.mailrace.report.RunCases;
import dev.mailrace.report.RunMarkdown;
import dev.mailrace.runfile.HlogReport;
import dev.mailrace.runfile.RunFile;
import dev.mailrace.terminal.StandardStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where results go. */
final class OutputOptions {
    private static final String EXPECTED = "FORMAT=PATH, such as json=run.json or csv=-";

    /** Formats that have a class of their own; the others are forms that are filled in at the end. */
    private static final Set<String> BY_TYPE = Set.of("json", "csv", "hlog", "html");

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT=PATH",
            description =
                    "Also writes json, csv, hlog, hgrm, html, markdown, junit or prometheus to PATH; repeatable. '-' "
                            + "is standard output.")
    List<String> outputs = new ArrayList<>();

    @Option(
            names = {"-q", "--quiet"},
            description = "Prints errors only.")
    boolean quiet;

    @Option(names = "--no-color", description = "No colours, as with the variable NO_COLOR.")
    boolean noColour;

    /** Whether standard output holds data; messages then go to standard error. */
    boolean takesStandardOutput() {
        return outputs.stream()
                .anyMatch(output -> output.contains("=")
                        && OutputTarget.parse(output, EXPECTED).isStandard());
    }

    /**
     * Refuses what cannot be meant or written, before anything is made or sent.
     *
     * @param folder will be made; null: none will
     */
    void check(@Nullable Path folder) {
        List<OutputTarget> targets = OutputTarget.parseAll(outputs, EXPECTED);
        targets.forEach(OutputOptions::checkFormat);
        OutputTarget.checkAll(targets, folder);
    }

    /**
     * What was asked for beside the folder.
     *
     * @param beside what pages compare the run with
     */
    List<RunObserver> besideFolder(LostOutputs lost, RunOnPage.Beside beside) {
        List<RunObserver> observers = new ArrayList<>();
        for (OutputTarget target : OutputTarget.filesFirst(OutputTarget.parseAll(outputs, EXPECTED))) {
            observers.add(observer(target, lost, beside));
        }
        return observers;
    }

    /** Writes what a run comes to there, or notes that it is lost. */
    static RunObserver observer(OutputTarget target, LostOutputs lost, RunOnPage.Beside beside) {
        try {
            return new NamedOutput(target.name(), opened(target, beside), lost);
        } catch (IOException e) {
            throw OutputTarget.unwritable(target.path(), e);
        }
    }

    private static RunObserver opened(OutputTarget target, RunOnPage.Beside beside) throws IOException {
        OutputStream standard = target.isStandard() ? StandardStream.output() : null;
        return switch (target.format()) {
            case "json" ->
                (standard != null ? RunFile.to(standard) : RunFile.to(target.file())).finishing(Explained::of);
            case "csv" -> standard != null ? CsvReport.to(standard) : CsvReport.to(target.file());
            case "hlog" -> standard != null ? HlogReport.to(standard) : HlogReport.to(target.file());
            case "html" -> standard != null ? HtmlReport.to(standard, beside) : HtmlReport.to(target.file(), beside);
            default -> {
                EndReport.Form form = form(target);
                yield standard != null ? EndReport.to(standard, form) : EndReport.to(target.file(), form);
            }
        };
    }

    private static void checkFormat(OutputTarget target) {
        if (!BY_TYPE.contains(target.format())) {
            form(target);
        }
    }

    private static EndReport.Form form(OutputTarget target) {
        return switch (target.format()) {
            case "hgrm" -> Hgrm::write;
            case "markdown" -> RunMarkdown::write;
            case "junit" -> RunCases::write;
            case "prometheus" -> EndMeters::write;
            default ->
                throw new Refusal(
                        "output", target.format(), "json, csv, hlog, hgrm, html, markdown, junit or prometheus");
        };
    }
}
