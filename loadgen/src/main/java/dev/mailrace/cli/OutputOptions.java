package dev.mailrace.cli;

import dev.mailrace.html.HtmlReport;
import dev.mailrace.meters.EndMeters;
import dev.mailrace.metrics.RunObserver;
import dev.mailrace.report.CsvReport;
import dev.mailrace.report.EndReport;
import dev.mailrace.report.Hgrm;
import dev.mailrace.report.HlogReport;
import dev.mailrace.report.RunCases;
import dev.mailrace.report.RunFile;
import dev.mailrace.report.RunMarkdown;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** Where results go. */
final class OutputOptions {
    private static final String EXPECTED = "FORMAT=PATH, such as json=run.json or csv=-";

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT=PATH",
            description =
                    "Also writes json, csv, hlog, hgrm, html, markdown, junit or prometheus there; repeatable; '-' is standard "
                            + "output.")
    List<String> outputs = new ArrayList<>();

    @Option(
            names = {"-q", "--quiet"},
            description = "Shows nothing but errors.")
    boolean quiet;

    @Option(names = "--no-color", description = "No colours; the variable NO_COLOR does the same.")
    boolean noColour;

    /** Whether standard output is for a machine, so that people are told on standard error. */
    boolean takesStandardOutput() {
        return outputs.stream().anyMatch(output -> output.endsWith("=-"));
    }

    /** What was asked for beside the folder. */
    List<RunObserver> besideFolder() {
        List<RunObserver> observers = new ArrayList<>();
        try {
            for (OutputTarget target : OutputTarget.parseAll(outputs, EXPECTED)) {
                observers.add(observer(target));
            }
        } catch (IOException e) {
            throw unwritable(e);
        }
        return observers;
    }

    static IllegalArgumentException unwritable(IOException e) {
        return new IllegalArgumentException("output: " + e.getMessage() + " (expected: a path that can be written)", e);
    }

    static RunObserver observer(OutputTarget target) throws IOException {
        boolean standard = target.isStandard();
        return switch (target.format()) {
            case "json" -> standard ? RunFile.to(System.out) : RunFile.to(target.file());
            case "csv" -> standard ? CsvReport.to(System.out) : CsvReport.to(target.file());
            case "hlog" -> standard ? HlogReport.to(System.out) : HlogReport.to(target.file());
            case "hgrm" -> atEnd(target, Hgrm::write);
            case "html" -> standard ? HtmlReport.to(System.out) : HtmlReport.to(target.file());
            case "markdown" -> atEnd(target, RunMarkdown::write);
            case "junit" -> atEnd(target, RunCases::write);
            case "prometheus" -> atEnd(target, EndMeters::write);
            default ->
                throw new IllegalArgumentException("output: " + target.format()
                        + " (expected: json, csv, hlog, hgrm, html, markdown, junit or prometheus)");
        };
    }

    private static RunObserver atEnd(OutputTarget target, EndReport.Form form) throws IOException {
        return target.isStandard() ? EndReport.to(System.out, form) : EndReport.to(target.file(), form);
    }
}
