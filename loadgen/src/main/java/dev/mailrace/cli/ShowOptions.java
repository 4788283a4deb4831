package dev.mailrace.cli;

import picocli.CommandLine.Option;

/** Options that show a plan instead of running it. */
final class ShowOptions {
    @Option(names = "--dry-run", description = "Prints the plan, its volume and the first arrivals. Sends nothing.")
    boolean dryRun;

    @Option(names = "--print-scenario", description = "Prints the options as a scenario file. Sends nothing.")
    boolean print;
}
