package dev.mailrace.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mailrace.html.DocumentPage;
import dev.mailrace.metrics.RunInfo;
import dev.mailrace.options.Checked;
import dev.mailrace.report.AboutLines;
import dev.mailrace.runfile.RunFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the result of a command with several runs goes. */
final class SeriesOutputs {
    /** The formats that every such command has. */
    static final List<String> DOCUMENT = List.of("json", "html");

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT=PATH",
            description =
                    "Also writes json or html to PATH, 'auth' also markdown or junit; repeatable. '-' is standard "
                            + "output.")
    List<String> outputs = new ArrayList<>();

    /** What an answer is in some format. */
    interface Form {
        /** Writes to {@code out}, which is borrowed. */
        void write(OutputStream out) throws IOException;
    }

    /** The forms that every answer has; more may be added. */
    static Map<String, Form> document(ObjectNode document) {
        Map<String, Form> forms = new LinkedHashMap<>();
        forms.put("json", out -> out.write(RunFile.bytes(document)));
        forms.put("html", out -> out.write(DocumentPage.of(document)));
        return forms;
    }

    /** What the user says, below an answer in Markdown. */
    static void writeAbout(RunInfo.About about, OutputStream out) throws IOException {
        String said = AboutLines.markdown(about);
        if (!said.isEmpty()) {
            out.write(("\n" + said).getBytes(StandardCharsets.UTF_8));
        }
    }

    /**
     * Refuses what cannot be meant or written, before anything is measured.
     *
     * @param formats that the command has
     * @param folder will be made; null: none will
     */
    void check(List<String> formats, @Nullable Path folder) {
        Checked.check(() -> {
            parsed().forEach(target -> Checked.named("output", target.format(), formats.toArray()));
            OutputTarget.checkAll(parsed(), folder);
        });
    }

    private List<OutputTarget> parsed() {
        return OutputTarget.parseAll(outputs, "FORMAT=PATH, such as html=report.html or json=-");
    }

    /** Where messages for users go: not where data goes. */
    PrintStream people() {
        return parsed().stream().anyMatch(OutputTarget::isStandard) ? System.err : System.out;
    }

    /**
     * Writes the answer wherever it was asked for.
     *
     * @param forms by format
     * @param folder takes the document and its page, too; null: there is none
     * @param name the document's in the folder
     */
    void write(Map<String, Form> forms, LostOutputs lost, @Nullable Path folder, String name) {
        lost.runsEnded();
        List<OutputTarget> targets = new ArrayList<>(parsed());
        targets.addAll(ResultsOptions.documents(folder, name));
        for (OutputTarget target : OutputTarget.filesFirst(targets)) {
            Form form = forms.get(target.format());
            if (form == null) {
                throw new IllegalStateException(target.format() + " (expected: one that was checked)");
            }
            lost.attempt(target.name(), () -> {
                ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                form.write(bytes);
                target.write(bytes.toByteArray(), lost);
            });
        }
        if (folder != null) {
            ResultsOptions.tell(folder, name, lost, people());
        }
    }
}
