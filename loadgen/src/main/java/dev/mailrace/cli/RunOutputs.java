package dev.mailrace.cli;

import dev.mailrace.experiment.KeptAccepted;
import dev.mailrace.metrics.RunObserver;
import dev.mailrace.metrics.RunResult;
import dev.mailrace.options.Checked;
import dev.mailrace.report.TerminalReport;
import dev.mailrace.runfile.PastRun;
import dev.mailrace.terminal.Screen;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** All that a run is written to: its folder, the outputs asked for, meters, and the terminal. Owned by one thread. */
final class RunOutputs implements AutoCloseable {
    private final LostOutputs lost;
    private final OutputOptions output;
    private final Screen screen;
    private final @Nullable Path folder;
    private final @Nullable TerminalReport shown; // Null: quiet.
    private CompareOption comparing = new CompareOption();

    private RunOutputs(LostOutputs lost, OutputOptions output, Screen screen, @Nullable Path folder) {
        this.lost = lost;
        this.output = output;
        this.screen = screen;
        this.folder = folder;
        // What a machine reads may pass by on the same terminal.
        boolean live = screen.isDrawable() && !(output.takesStandardOutput() && Screen.OUT.isDrawable());
        shown = output.quiet
                ? null
                : new TerminalReport(
                        screen.stream(),
                        live,
                        screen::window,
                        Colours.of(output.noColour, screen).enabled());
    }

    /** Makes the folder: the last step before the run, for a mistake must not leave one. */
    static RunOutputs open(CommandSpec spec, ResultsOptions results, OutputOptions output, Screen screen, Instant start)
            throws InterruptedException {
        Path folder = results.folder(start);
        return new RunOutputs(LostOutputs.of(spec), output, screen, folder);
    }

    /** The run's; null where none is wanted. */
    @Nullable
    Path folder() {
        return folder;
    }

    /** From now on the run is shown beside an earlier one. */
    void compare(CompareOption with) {
        comparing = with;
    }

    /**
     * The terminal is the last: what it says of files holds.
     *
     * @param kept what the server accepted; null: that is not kept
     */
    List<RunObserver> observers(Metering metering, @Nullable KeptAccepted kept) {
        List<RunObserver> observers = new ArrayList<>(List.of(new LossesAtTheEnd(lost)));
        if (kept != null) {
            observers.add(new NamedOutput(kept.file().toString(), kept.output(), lost));
        }
        observers.addAll(Checked.usage(() -> ResultsOptions.inFolderWithPage(folder, lost, comparing::of)));
        observers.addAll(Checked.usage(() -> output.besideFolder(lost, comparing::of)));
        metering.observers().forEach(meter -> observers.add(new NamedOutput(Metering.NAME, meter, lost)));
        if (shown != null) {
            String stream = screen == Screen.OUT ? LostOutputs.STANDARD_OUTPUT : LostOutputs.STANDARD_ERROR;
            observers.add(new NamedOutput(stream, shown, lost));
        }
        return observers;
    }

    /** When a run has ended, all losses are named soon. */
    private record LossesAtTheEnd(LostOutputs lost) implements RunObserver {
        @Override
        public void ended(RunResult result) {
            lost.runsEnded();
        }
    }

    /** Shows a line of trouble in the view; false where none stands on a terminal. */
    boolean warns(String line) {
        return shown != null && shown.warns(line);
    }

    /** What is different from the earlier run; nothing where there is none. */
    void tellOfDifferences(RunResult result) {
        if (!output.quiet) {
            boolean colour = Colours.of(output.noColour, screen).enabled();
            comparing.lines(result, Screen.columns(), colour).forEach(screen.stream()::println);
        }
    }

    void tellWhereTheyAre() {
        if (folder != null && !output.quiet) {
            ResultsOptions.tell(folder, PastRun.RUN_FILE, lost, screen.stream());
        }
    }

    @Override
    public void close() {
        if (shown != null) {
            shown.close();
        }
    }
}
