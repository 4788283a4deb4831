package dev.mailrace.options;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Scenario files: the options of a run from one, or as one. */
public final class ScenarioOptions {
    @Option(
            names = {"-s", "--scenario"},
            paramLabel = "FILE.yaml",
            description = "Reads options from a file, and session classes with weights. Precedence: command line, then "
                    + "session class, then file. See 'mailrace schema'.")
    @Nullable
    Path file;
}
