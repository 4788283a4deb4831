package dev.mailrace.bench.processes;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** What a script tells the measurement that it starts. */
public final class ScriptOptions {
    @Option(names = "--launcher", required = true, hidden = true, description = "scripts/mailrace.")
    public Path launcher = Path.of("scripts/mailrace");

    @Option(names = "--environment", required = true, hidden = true, description = "environment.json.")
    public Path environment = Path.of("environment.json");

    @Option(names = "--results", required = true, hidden = true, description = "Folder for what comes out.")
    public Path folder = Path.of("results");

    @Option(names = "--commit", required = true, hidden = true, description = "Of Mailrace.")
    public String commit = "";
}
