package dev.mailrace.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.mailrace.experiment.Environment;
import dev.mailrace.terminal.StandardStream;
import picocli.CommandLine.Command;

/** Prints what a result depends on beside the server: machine, kernel, JVM. */
@Command(
        name = "environment",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        description = "Prints machine, kernel and JVM as JSON, as they stand in run.json.")
final class EnvironmentCommand implements Runnable {
    @Override
    public void run() {
        try {
            StandardStream.exact()
                    .println(new ObjectMapper()
                            .writerWithDefaultPrettyPrinter()
                            .writeValueAsString(Environment.describe()));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
