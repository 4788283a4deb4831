package dev.mailrace.cli;

import dev.mailrace.analysis.Comparison;
import dev.mailrace.analysis.Verdict;
import dev.mailrace.report.ComparisonCases;
import dev.mailrace.report.ComparisonDocument;
import dev.mailrace.report.ComparisonMarkdown;
import dev.mailrace.report.ComparisonTable;
import dev.mailrace.report.JUnitFile;
import dev.mailrace.report.RunFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Option;

/** Where a comparison goes beside the terminal. */
final class ComparisonOutputs {
    private static final String STANDARD = "-";

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT=PATH",
            description = "Also writes json, markdown or junit there; repeatable; '-' is standard output.")
    List<String> outputs = new ArrayList<>();

    private enum Format {
        JSON,
        MARKDOWN,
        JUNIT;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private record Output(Format format, String path) {
        static Output of(String output) {
            int equals = output.indexOf('=');
            if (equals < 0 || equals == output.length() - 1) {
                throw new IllegalArgumentException(
                        "output: " + output + " (expected: FORMAT=PATH, such as markdown=verdict.md or json=-)");
            }
            Format format = Checked.named("output", output.substring(0, equals), Format.values());
            return new Output(format, output.substring(equals + 1));
        }
    }

    /** Refuses what cannot be meant, before anything is read. */
    void check() {
        parsed();
    }

    private List<Output> parsed() {
        List<Output> parsed = outputs.stream().map(Output::of).toList();
        if (parsed.stream().filter(output -> output.path.equals(STANDARD)).count() > 1) {
            throw new IllegalArgumentException("output: standard output twice (expected: one '-' at most)");
        }
        return parsed;
    }

    /** Writes all of them, and the table for people: on standard output unless that is taken. */
    void write(Comparison comparison, Verdict failOn) {
        boolean taken = false;
        for (Output output : parsed()) {
            boolean standard = output.path.equals(STANDARD);
            taken |= standard;
            try {
                byte[] bytes = bytes(output.format, comparison, failOn);
                if (standard) {
                    System.out.write(bytes);
                    System.out.flush();
                } else {
                    Files.write(Path.of(output.path), bytes);
                }
            } catch (IOException e) {
                throw new CommandFailure(
                        ExitCode.USAGE,
                        "output: " + output.path + " cannot be written: " + e.getMessage()
                                + " (expected: a path that can be)");
            }
        }
        PrintStream people = taken ? System.err : System.out;
        ComparisonTable.lines(comparison, Screen.columns()).forEach(people::println);
        people.flush();
    }

    private static byte[] bytes(Format format, Comparison comparison, Verdict failOn) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        switch (format) {
            case JSON -> RunFile.write(ComparisonDocument.of(comparison), bytes);
            case MARKDOWN -> ComparisonMarkdown.write(comparison, bytes);
            case JUNIT ->
                JUnitFile.write(
                        "mailrace compare",
                        ComparisonCases.properties(comparison),
                        ComparisonCases.of(comparison, failOn),
                        bytes);
        }
        return bytes.toByteArray();
    }
}
