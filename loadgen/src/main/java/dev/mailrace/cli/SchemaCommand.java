package dev.mailrace.cli;

import dev.mailrace.analysis.ExitCode;
import dev.mailrace.experiment.CommandFailure;
import dev.mailrace.fault.Refusal;
import dev.mailrace.options.RunKeys;
import dev.mailrace.options.ScenarioSchema;
import dev.mailrace.terminal.StandardStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;

/** Prints the JSON Schema of a file. */
@Command(
        name = "schema",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        description = "Prints the JSON Schema of scenario files (run -s), or of run.json files, for completion and "
                + "checks in an editor.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  mailrace schema > scenario.schema.json      and in a scenario's first line:",
            "  # yaml-language-server: $schema=scenario.schema.json",
            "  mailrace schema run > run.schema.json",
        })
final class SchemaCommand implements Callable<Integer> {
    private static final String SCENARIO = "scenario";
    private static final String RUN = "run";
    private static final String RUN_SCHEMA = "/dev/mailrace/run.schema.json";

    @Parameters(arity = "0..1", paramLabel = "FILE", description = "scenario (default), or run.")
    String of = SCENARIO;

    @Override
    public Integer call() {
        PrintWriter out = StandardStream.exact();
        out.print(
                switch (of) {
                    case SCENARIO -> ScenarioSchema.json(RunKeys.of(CommandSpec.forAnnotatedObject(new RunCommand())));
                    case RUN -> published();
                    default -> throw new CommandFailure(new Refusal("schema", of, "scenario or run"));
                });
        out.flush();
        return ExitCode.OK.number();
    }

    private static String published() {
        try (InputStream in = SchemaCommand.class.getResourceAsStream(RUN_SCHEMA)) {
            if (in == null) {
                throw new IllegalStateException(RUN_SCHEMA + ": not in this build");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
