package dev.mailrace.cli;

import dev.mailrace.report.SeriesReport;
import dev.mailrace.report.SeriesReport.Manner;
import dev.mailrace.terminal.Screen;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** How a command shows its runs. */
final class SeriesOptions {
    @Option(
            names = {"-q", "--quiet"},
            description = "No progress, only the result.")
    boolean quiet;

    @Option(names = "--no-color", description = "No colours, as with the variable NO_COLOR.")
    boolean noColour;

    @Mixin
    LossOption loss = new LossOption();

    /** On standard error, for the answer goes to standard output. */
    SeriesReport report(CommandSpec spec) {
        SeriesReport report = report(quiet, noColour);
        loss.runsBegin(spec, report::warns);
        return report;
    }

    static SeriesReport report(boolean quiet, boolean noColour) {
        Screen screen = Screen.ERR;
        Manner manner = quiet ? Manner.SILENT : screen.isDrawable() ? Manner.LIVE : Manner.PLAIN;
        return new SeriesReport(
                screen.stream(),
                manner,
                screen::window,
                Colours.of(noColour, screen).enabled());
    }

    /** Of the answer. */
    Ansi colours() {
        return Colours.of(noColour);
    }
}
