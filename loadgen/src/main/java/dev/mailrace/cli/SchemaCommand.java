package dev.mailrace.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints what a file of Mailrace's may hold. */
@Command(
        name = "schema",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        description = "Prints the JSON Schema of scenario files (run -s), which editors complete and check by.",
        footerHeading = "%nExample:%n",
        footer = {
            "  mailrace schema > scenario.schema.json      and in a scenario's first line:",
            "  # yaml-language-server: $schema=scenario.schema.json"
        })
final class SchemaCommand implements Callable<Integer> {
    private static final String SCENARIO = "scenario";

    @Parameters(arity = "0..1", paramLabel = "FILE", description = "Of which file: scenario (default).")
    String of = SCENARIO;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        if (!of.equals(SCENARIO)) {
            throw new CommandFailure(ExitCode.USAGE, "schema: " + of + " (expected: scenario)");
        }
        CommandSpec run = CommandSpec.forAnnotatedObject(new RunCommand());
        spec.commandLine().getOut().print(ScenarioSchema.json(RunKeys.of(run)));
        spec.commandLine().getOut().flush();
        return ExitCode.OK.number();
    }
}
