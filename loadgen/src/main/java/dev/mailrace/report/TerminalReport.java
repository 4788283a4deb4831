package dev.mailrace.report;

import dev.mailrace.metrics.Interval;
import dev.mailrace.metrics.RunInfo;
import dev.mailrace.metrics.RunObserver;
import dev.mailrace.metrics.RunResult;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Shows a run to people: on a terminal a few lines drawn over themselves each interval, elsewhere a plain line each
 * {@value #PLAIN_SECONDS} seconds; and the whole report at the end, which is all that stays on a terminal.
 *
 * <p>Owned by the collector's thread.
 */
public final class TerminalReport implements RunObserver {
    private static final int PLAIN_SECONDS = 5;
    private static final int COLUMNS_UNKNOWN = 80;
    private static final int COLUMNS_MIN = 20;

    /* A frame is written over the one before: cursor up (CUU), each line with the rest erased (EL), what is left of a
     * longer frame erased (ED). Nothing else is asked of the terminal, so that a killed run leaves it as it was. */
    private static final String ESCAPE = "\033[";
    private static final String ERASE_REST_OF_LINE = ESCAPE + "K";
    private static final String ERASE_BELOW = ESCAPE + "J";

    private final PrintStream out;
    private final boolean live;
    private final IntSupplier columns;
    private final boolean colour;
    private @Nullable LiveView view; // Null before the start.
    private final List<Line> frame = new ArrayList<>(); // What stands on the terminal now.
    private long nextPlainNanos;

    /**
     * @param out takes UTF-8; stays open
     * @param live whether {@code out} is a terminal, to be drawn on
     * @param columns its width, which may change; 0 or less when unknown; less than {@value #COLUMNS_MIN} counts as that
     * @param colour whether styles and colours may be used
     */
    public TerminalReport(PrintStream out, boolean live, IntSupplier columns, boolean colour) {
        this.out = out;
        this.live = live;
        this.columns = columns;
        this.colour = colour;
    }

    @Override
    public void started(RunInfo info) throws IOException {
        view = new LiveView(info);
        nextPlainNanos = TimeUnit.SECONDS.toNanos(PLAIN_SECONDS);
        if (live) {
            draw(view);
        } else {
            print("mailrace " + info.version() + ": " + info.plan() + "\n");
        }
    }

    @Override
    public void interval(Interval interval) throws IOException {
        LiveView current = view;
        if (current == null) {
            throw new IllegalStateException("interval " + interval.number() + " (expected: after the start)");
        }
        current.add(interval);
        if (live) {
            draw(current);
        } else if (interval.endNanos() >= nextPlainNanos - (interval.endNanos() - interval.startNanos()) / 2) {
            // Intervals end a little early or late; the nearest one is meant.
            nextPlainNanos = interval.endNanos() + TimeUnit.SECONDS.toNanos(PLAIN_SECONDS);
            print(current.plain() + "\n");
        }
    }

    @Override
    public void ended(RunResult result) throws IOException {
        StringBuilder text = new StringBuilder(toFrameStart());
        frame.clear();
        text.append(live ? ERASE_BELOW : "\n");
        print(text.append(whole(result, width(), colour)).toString());
    }

    /** Shows a run that ended long ago. */
    public static void show(RunResult result, PrintStream out, int columns, boolean colour) {
        out.print(whole(result, Math.max(COLUMNS_MIN, columns), colour));
        out.flush();
    }

    private static String whole(RunResult result, int columns, boolean colour) {
        StringBuilder text = new StringBuilder();
        for (Line line : FinalView.lines(result, columns)) {
            text.append(line.toString(colour)).append('\n');
        }
        return text.toString();
    }

    private void draw(LiveView current) throws IOException {
        StringBuilder text = new StringBuilder(toFrameStart());
        frame.clear();
        // One column stays free: a full line makes some terminals wrap.
        for (Line line : current.lines(width() - 1)) {
            frame.add(line);
            text.append(line.toString(colour)).append(ERASE_REST_OF_LINE).append('\n');
        }
        print(text.append(ERASE_BELOW).toString());
    }

    /** Moves the cursor to the frame's first row. A terminal made narrower has wrapped its lines into more rows. */
    private String toFrameStart() {
        int width = width();
        int rows = 0;
        for (Line line : frame) {
            rows += Math.max(1, (line.columns() + width - 1) / width);
        }
        return rows == 0 ? "" : ESCAPE + rows + "A\r";
    }

    private int width() {
        int now = columns.getAsInt();
        return now <= 0 ? COLUMNS_UNKNOWN : Math.max(COLUMNS_MIN, now);
    }

    private void print(String text) throws IOException {
        out.print(text);
        if (out.checkError()) { // Flushes, too.
            throw new IOException("screen: it takes no more output");
        }
    }
}
