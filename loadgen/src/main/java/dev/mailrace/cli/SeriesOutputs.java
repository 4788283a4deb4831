package dev.mailrace.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mailrace.html.DocumentPage;
import dev.mailrace.report.RunFile;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the document of a command that makes several runs goes. */
final class SeriesOutputs {
    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT=PATH",
            description = "Also writes json or html there; repeatable; '-' is standard output.")
    List<String> outputs = new ArrayList<>();

    private enum Format {
        JSON,
        HTML;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Refuses what cannot be meant, before anything is measured. */
    void check() {
        Checked.check(() -> parsed().forEach(SeriesOutputs::format));
    }

    private List<OutputTarget> parsed() {
        return OutputTarget.parseAll(outputs, "FORMAT=PATH, such as html=report.html or json=-");
    }

    private static Format format(OutputTarget target) {
        return Checked.named("output", target.format(), Format.values());
    }

    /** Where people are told: not where a machine reads. */
    PrintStream people() {
        return parsed().stream().anyMatch(OutputTarget::isStandard) ? System.err : System.out;
    }

    /**
     * Writes the document wherever it was asked for.
     *
     * @param folder takes the document and its page, too; null: there is none
     * @param name the document's in the folder
     */
    void write(ObjectNode document, @Nullable Path folder, String name) {
        List<OutputTarget> targets = new ArrayList<>(parsed());
        targets.addAll(ResultsOptions.documents(folder, name));
        targets.forEach(target -> target.write(bytes(format(target), document)));
        if (folder != null) {
            people().println(ResultsOptions.words(folder));
        }
    }

    private static byte[] bytes(Format format, ObjectNode document) {
        if (format == Format.HTML) {
            return DocumentPage.of(document);
        }
        return RunFile.bytes(document);
    }
}
