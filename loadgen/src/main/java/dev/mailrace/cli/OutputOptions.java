package dev.mailrace.cli;

import dev.mailrace.metrics.RunObserver;
import dev.mailrace.report.CsvReport;
import dev.mailrace.report.HlogReport;
import dev.mailrace.report.RunFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where results go. */
final class OutputOptions {
    private static final String RUN_FILE = "run.json";
    private static final String INTERVALS_FILE = "intervals.hlog";
    private static final DateTimeFormatter FOLDER_NAME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT=PATH",
            description = "Also writes json, csv or hlog there; repeatable; '-' is standard output.")
    List<String> outputs = new ArrayList<>();

    @Option(
            names = "--results",
            paramLabel = "DIR",
            description = "Folder for run.json and intervals.hlog (default: results/runs/<UTC time>).")
    @Nullable
    Path results;

    @Option(names = "--no-results", description = "Writes no results folder.")
    boolean noResults;

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

    /** The run's folder, made now so that a wrong path is told before the load; null when none is wanted. */
    @Nullable
    Path folder(Instant start) {
        if (noResults) {
            if (results != null) {
                throw new IllegalArgumentException("results: given beside --no-results (expected: one of them)");
            }
            return null;
        }
        Path folder = results != null ? results : Path.of("results", "runs", FOLDER_NAME.format(start));
        if (Files.exists(folder.resolve(RUN_FILE))) {
            throw new IllegalArgumentException("results: " + folder
                    + " holds a run already (expected: a new folder; nothing measured is overwritten)");
        }
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "results: " + folder + " cannot be made (expected: a folder that can be written): "
                            + e.getMessage(),
                    e);
        }
        return folder;
    }

    /** What a run's folder holds; files that cannot be opened are told before the load. */
    static List<RunObserver> inFolder(@Nullable Path folder) {
        try {
            return folder == null
                    ? List.of()
                    : List.of(HlogReport.to(folder.resolve(INTERVALS_FILE)), RunFile.to(folder.resolve(RUN_FILE)));
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    /** What was asked for beside the folder. */
    List<RunObserver> besideFolder() {
        List<RunObserver> observers = new ArrayList<>();
        try {
            for (String output : outputs) {
                observers.add(observer(output));
            }
        } catch (IOException e) {
            throw unwritable(e);
        }
        return observers;
    }

    private static IllegalArgumentException unwritable(IOException e) {
        return new IllegalArgumentException("output: " + e.getMessage() + " (expected: a path that can be written)", e);
    }

    private static RunObserver observer(String output) throws IOException {
        int equals = output.indexOf('=');
        String format = equals < 0 ? output : output.substring(0, equals).toLowerCase(Locale.ROOT);
        String path = equals < 0 ? "" : output.substring(equals + 1);
        if (path.isEmpty()) {
            throw new IllegalArgumentException(
                    "output: " + output + " (expected: FORMAT=PATH, such as json=run.json or csv=-)");
        }
        boolean standard = path.equals("-");
        return switch (format) {
            case "json" -> standard ? RunFile.to(System.out) : RunFile.to(Path.of(path));
            case "csv" -> standard ? CsvReport.to(System.out) : CsvReport.to(Path.of(path));
            case "hlog" -> standard ? HlogReport.to(System.out) : HlogReport.to(Path.of(path));
            default -> throw new IllegalArgumentException("output: " + format + " (expected: json, csv or hlog)");
        };
    }
}
