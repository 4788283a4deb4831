package dev.mailrace.report;

import dev.mailrace.metrics.Interval;
import dev.mailrace.metrics.RunInfo;
import dev.mailrace.metrics.RunObserver;
import dev.mailrace.metrics.RunResult;
import dev.mailrace.terminal.StandardStream;
import dev.mailrace.terminal.Window;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.FileSystemException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Shows a run: on a terminal a frame drawn anew each interval, elsewhere a plain line each
 * {@value #PLAIN_SECONDS} seconds; and the whole report at the end, which is all that stays on a terminal.
 *
 * <p>Owned by the collector's thread.
 */
public final class TerminalReport implements RunObserver, AutoCloseable {
    private static final int PLAIN_SECONDS = 5;

    private final PrintStream out;
    private final Supplier<Window> window;
    private final boolean colour;
    private final @Nullable Frame frame; // Null where nothing can be drawn over.
    private @Nullable LiveView view; // Null before the start.
    private long nextPlainNanos;

    /**
     * @param out takes UTF-8; stays open
     * @param live whether {@code out} is a terminal, to be drawn on
     * @param window its size, which may change
     * @param colour whether styles and colours may be used
     */
    public TerminalReport(PrintStream out, boolean live, Supplier<Window> window, boolean colour) {
        this.out = out;
        this.window = window;
        this.colour = colour;
        frame = live ? new Frame(out, window, colour) : null;
    }

    @Override
    public void started(RunInfo info) throws IOException {
        view = new LiveView(info);
        nextPlainNanos = TimeUnit.SECONDS.toNanos(PLAIN_SECONDS);
        if (frame != null) {
            frame.draw(view.lines(frame.room()));
        } else {
            out.print(text(
                    Line.wrapped(
                            "mailrace " + info.version() + ": " + info.plan(),
                            2,
                            window.get().columns()),
                    colour));
            AboutLines.of(info.about()).forEach(line -> out.print(line + "\n"));
        }
        checkTaken();
    }

    @Override
    public void interval(Interval interval) throws IOException {
        LiveView current = view;
        if (current == null) {
            throw new IllegalStateException("interval " + interval.number() + " (expected: after the start)");
        }
        current.add(interval);
        if (frame != null) {
            if (!StandardStream.isBehind(out)) {
                frame.draw(current.lines(frame.room()));
            }
        } else if (interval.endNanos() >= nextPlainNanos - (interval.endNanos() - interval.startNanos()) / 2) {
            // Intervals end a little early or late; the nearest one is meant.
            nextPlainNanos = interval.endNanos() + TimeUnit.SECONDS.toNanos(PLAIN_SECONDS);
            out.print(Line.of(current.plain()) + "\n");
        }
        checkTaken();
    }

    /**
     * Shows a line of trouble within the view.
     *
     * @return false where no view stands on a terminal, and the line has to be printed
     */
    public boolean warns(String line) {
        if (frame == null || view == null) {
            return false;
        }
        view.warn(line);
        frame.draw(view.lines(frame.room()));
        return true;
    }

    @Override
    public void ended(RunResult result) throws IOException {
        view = null; // What is said from now on stands below.
        if (frame != null) {
            frame.replace(FinalView.lines(result, window.get().columns()));
        } else {
            // What is run was said at the start.
            out.print("\n" + text(FinalView.linesBelowPlan(result, window.get().columns()), colour));
        }
        checkTaken();
    }

    /** Shows a run that ended long ago; no line is wider than {@code columns}. */
    public static void show(RunResult result, PrintStream out, int columns, boolean colour) {
        out.print(text(FinalView.lines(result, columns), colour));
        out.flush();
    }

    private static String text(List<Line> lines, boolean colour) {
        StringBuilder text = new StringBuilder();
        for (Line line : lines) {
            text.append(line.toString(colour)).append('\n');
        }
        return text.toString();
    }

    /** Takes the view off a terminal where a fault has left it. */
    @Override
    public void close() {
        if (frame != null) {
            frame.close();
        }
    }

    private void checkTaken() throws IOException {
        if (out.checkError()) { // Flushes, too.
            throw new FileSystemException("screen", null, "it takes no more output");
        }
    }
}
