package dev.mailrace.cli;

import picocli.CommandLine.Option;

/** What shows a plan instead of running it. */
final class ShowOptions {
    @Option(names = "--dry-run", description = "Prints the plan, its volume and the first arrivals, and sends nothing.")
    boolean dryRun;

    @Option(
            names = "--print-scenario",
            description = "Prints what was asked for as a scenario file, and sends nothing.")
    boolean print;
}
