package dev.mailrace.options;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Scenario files: the options of a run from one, or as one. */
public final class ScenarioOptions {
    @Option(
            names = {"-s", "--scenario"},
            paramLabel = "FILE.yaml",
            description = "Options from a file, and kinds of session with weights; what is typed goes before. See "
                    + "'mailrace schema'.")
    @Nullable
    Path file;
}
