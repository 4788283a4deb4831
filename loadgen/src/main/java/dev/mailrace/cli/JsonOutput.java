package dev.mailrace.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mailrace.report.RunFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The JSON of a command that makes several runs. */
final class JsonOutput {
    private static final String EXPECTED = "json=PATH, or json=-";

    @Option(
            names = {"-o", "--output"},
            paramLabel = "json=PATH",
            description = "Also writes the runs as JSON there; '-' is standard output.")
    @Nullable
    String output;

    /** Refuses what cannot be meant, before anything is measured. */
    void check() {
        Checked.usageOrNull(this::target);
    }

    private @Nullable OutputTarget target() {
        if (output == null) {
            return null;
        }
        OutputTarget target = OutputTarget.parse(output, EXPECTED);
        if (!output.startsWith("json=")) {
            throw new IllegalArgumentException("output: " + output + " (expected: " + EXPECTED + ")");
        }
        return target;
    }

    /** Where people are told: not where a machine reads. */
    PrintStream people() {
        OutputTarget target = target();
        return target != null && target.isStandard() ? System.err : System.out;
    }

    void write(ObjectNode document) {
        OutputTarget target = target();
        if (target == null) {
            return;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            RunFile.write(document, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // Memory takes all that is written.
        }
        target.write(bytes.toByteArray());
    }
}
