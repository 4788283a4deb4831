package dev.mailrace.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mailrace.report.RunFile;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The JSON of a command that makes several runs. */
final class JsonOutput {
    private static final String JSON = "json=";

    @Option(
            names = {"-o", "--output"},
            paramLabel = "json=PATH",
            description = "Also writes the runs as JSON there; '-' is standard output.")
    @Nullable
    String output;

    /** Refuses what cannot be written, before anything is measured. */
    void check() {
        if (output != null && (!output.startsWith(JSON) || output.length() == JSON.length())) {
            throw new CommandFailure(ExitCode.USAGE, "output: " + output + " (expected: json=PATH, or json=-)");
        }
    }

    private String path() {
        return output == null ? "" : output.substring(JSON.length());
    }

    private boolean isStandard() {
        return path().equals("-");
    }

    /** Where people are told: not where a machine reads. */
    PrintStream people() {
        return isStandard() ? System.err : System.out;
    }

    void write(ObjectNode document) {
        if (output == null) {
            return;
        }
        try {
            if (isStandard()) {
                RunFile.write(document, System.out);
                return;
            }
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(Path.of(path())))) {
                RunFile.write(document, out);
            }
        } catch (IOException e) {
            throw new CommandFailure(
                    ExitCode.USAGE, "output: " + e.getMessage() + " (expected: a path that can be written)");
        }
    }
}
