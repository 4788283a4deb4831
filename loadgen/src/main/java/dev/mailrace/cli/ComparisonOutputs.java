package dev.mailrace.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mailrace.analysis.Comparison;
import dev.mailrace.analysis.Verdict;
import dev.mailrace.html.DocumentPage;
import dev.mailrace.metrics.RunInfo;
import dev.mailrace.options.Checked;
import dev.mailrace.report.AboutLines;
import dev.mailrace.report.ComparisonCases;
import dev.mailrace.report.ComparisonDocument;
import dev.mailrace.report.ComparisonMarkdown;
import dev.mailrace.report.ComparisonTable;
import dev.mailrace.report.JUnitFile;
import dev.mailrace.runfile.RunDocument;
import dev.mailrace.runfile.RunFile;
import dev.mailrace.terminal.Screen;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where a comparison goes beside the terminal. */
final class ComparisonOutputs {
    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT=PATH",
            description = "Also writes json, html, markdown or junit to PATH; repeatable. '-' is standard output.")
    List<String> outputs = new ArrayList<>();

    /**
     * What is written.
     *
     * @param failOn the mildest verdict that fails
     */
    record Judged(Comparison comparison, Verdict failOn) {}
    /** What the user says of what is compared: stands in the document and its page. */
    RunInfo.About about = RunInfo.About.NOTHING;

    private enum Format {
        JSON,
        HTML,
        MARKDOWN,
        JUNIT;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Refuses what cannot be meant or written, before anything is read.
     *
     * @param folder will be made; null: none will
     */
    void check(@Nullable Path folder) {
        parsed().forEach(ComparisonOutputs::format);
        OutputTarget.checkAll(parsed(), folder);
    }

    private List<OutputTarget> parsed() {
        return OutputTarget.parseAll(outputs, "FORMAT=PATH, such as markdown=verdict.md or json=-");
    }

    private static Format format(OutputTarget target) {
        return Checked.named("output", target.format(), Format.values());
    }

    /**
     * Writes the table for people, on standard output unless that is taken, and all of them.
     *
     * @param judged what to write, and what of it fails
     * @param colour whether the table for people may be coloured
     * @param folder takes the document and its page, too; null: there is none
     */
    void write(Judged judged, boolean colour, LostOutputs lost, @Nullable Path folder) {
        lost.runsEnded();
        List<OutputTarget> targets = new ArrayList<>(parsed());
        targets.addAll(ResultsOptions.documents(folder, DocumentPage.COMPARISON_FILE));
        PrintStream people = targets.stream().anyMatch(OutputTarget::isStandard) ? System.err : System.out;
        AboutLines.of(about).forEach(people::println);
        ComparisonTable.lines(judged.comparison, Screen.columns(), colour).forEach(people::println);
        OutputTarget.filesFirst(targets)
                .forEach(target -> target.write(bytes(format(target), judged.comparison, judged.failOn), lost));
        if (folder != null) {
            ResultsOptions.tell(folder, DocumentPage.COMPARISON_FILE, lost, people);
        }
        people.flush();
    }

    private ObjectNode document(Comparison comparison) {
        ObjectNode document = ComparisonDocument.of(comparison);
        RunDocument.addAbout(about, document);
        return document;
    }

    private byte[] bytes(Format format, Comparison comparison, Verdict failOn) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            switch (format) {
                case JSON -> bytes.write(RunFile.bytes(document(comparison)));
                case HTML -> bytes.write(DocumentPage.of(document(comparison)));
                case MARKDOWN -> {
                    ComparisonMarkdown.write(comparison, bytes);
                    SeriesOutputs.writeAbout(about, bytes);
                }
                case JUNIT ->
                    JUnitFile.write(
                            "mailrace compare",
                            ComparisonCases.properties(comparison),
                            ComparisonCases.of(comparison, failOn),
                            bytes);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e); // Memory takes all that is written.
        }
        return bytes.toByteArray();
    }
}
