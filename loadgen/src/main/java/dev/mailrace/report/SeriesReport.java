package dev.mailrace.report;

import dev.mailrace.analysis.RunVerdict;
import dev.mailrace.metrics.Interval;
import dev.mailrace.metrics.RunInfo;
import dev.mailrace.metrics.RunObserver;
import dev.mailrace.metrics.RunResult;
import dev.mailrace.runfile.Percentiles;
import dev.mailrace.terminal.StandardStream;
import dev.mailrace.terminal.Window;
import dev.mailrace.words.Human;
import java.io.PrintStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Shows the runs that a command makes one after the other: on a terminal the one that goes on in a frame, with what
 * came of those before; a line for each that has ended, which stays.
 *
 * <p>Owned by the thread that makes the runs.
 */
public final class SeriesReport implements RunObserver {
    /** How much of it is shown. */
    public enum Manner {
        /** All: the stream is a terminal. */
        LIVE,
        /** Only the lines that stay. */
        PLAIN,
        /** Nothing. */
        SILENT
    }

    /**
     * A run of the series.
     *
     * @param title what is run
     * @param standing how far the series is and what it knows by now
     * @param afterNanos how long all runs after it will take; negative: unknown
     */
    public record Step(String title, String standing, long afterNanos) {}

    private static final int SAID_MAX = 200;
    private static final Step NONE = new Step("", "", -1);

    private final PrintStream out;
    private final Manner manner;
    private final Frame frame;
    private final Deque<String> said = new ArrayDeque<>();
    private Step step = NONE;
    private final List<String> warnings = new ArrayList<>(); // Of the run that goes on.
    private @Nullable LiveView view; // Null before the first run.

    /**
     * @param out takes UTF-8; stays open
     * @param window its size, which may change
     * @param colour whether styles and colours may be used
     */
    public SeriesReport(PrintStream out, Manner manner, Supplier<Window> window, boolean colour) {
        this.out = out;
        this.manner = manner;
        frame = new Frame(out, window, colour);
    }

    /** Says a line that stays. Not while a run goes on. */
    public void say(String line) {
        if (manner == Manner.SILENT) {
            return;
        }
        said.add(line);
        if (said.size() > SAID_MAX) {
            said.remove();
        }
        out.println(line);
        out.flush();
    }

    /**
     * Shows a line of trouble within the frame; it stays when that is taken off.
     *
     * @return false where no frame stands, and the line has to be printed
     */
    public boolean warns(String line) {
        if (manner != Manner.LIVE || view == null) {
            return false;
        }
        warnings.add(line);
        said.add(line);
        draw(view);
        return true;
    }

    /** The runs that follow are this step's. */
    public void next(Step following) {
        step = following;
    }

    /** What came of a run, for such a line. */
    public static String words(RunResult result) {
        if (result.ending() != RunResult.Ending.COMPLETED) {
            return endedEarly(result);
        }
        RunResult.Whole whole = result.whole();
        return Human.rate(result.acceptedPerSecond()) + "/s"
                + (whole == null ? "" : ", p99 " + Percentiles.words(whole.times(), whole.bounds(), 99))
                + word(RunVerdict.of(result));
    }

    /** The same without numbers. */
    static String came(RunResult result) {
        return result.ending() == RunResult.Ending.COMPLETED
                ? "completed" + word(RunVerdict.of(result))
                : endedEarly(result);
    }

    /** The verdict in brackets, with why where nothing was accepted; empty where all is well. */
    static String word(RunVerdict verdict) {
        return switch (verdict.word()) {
            case NONE, PASSED -> "";
            case FAILED -> " (FAILED: " + verdict.reason() + ")";
            case BROKEN, NOT_DECIDED, INVALID -> " (" + verdict.word().shown() + ")";
        };
    }

    @Override
    public void started(RunInfo info) {
        view = new LiveView(info);
        draw(view);
    }

    @Override
    public void interval(Interval interval) {
        if (view != null) {
            view.add(interval);
            draw(view);
        }
    }

    private void draw(LiveView current) {
        if (manner == Manner.LIVE && !StandardStream.isBehind(out)) {
            frame.draw(lines(current, frame.room()));
        }
    }

    private List<Line> lines(LiveView current, Room room) {
        List<Line> running = new ArrayList<>();
        running.add(Line.of(step.title, Line.STRONG));
        String label = "series";
        for (Line line : Line.wrapped(step.standing + left(current), 0, room.columns() - Line.LABEL_COLUMNS)) {
            running.add(Line.labelled(label).with(line.toString()));
            label = "";
        }
        running.addAll(current.brief(room));
        List<Line> lines = new ArrayList<>(before(room.rows() - running.size(), room.columns()));
        lines.addAll(running);
        return lines;
    }

    /** Empty where unknown. */
    private String left(LiveView current) {
        long leftNanos = current.leftNanos();
        return step.afterNanos < 0 || leftNanos == Long.MAX_VALUE
                ? ""
                : ", " + Human.clock(leftNanos + step.afterNanos) + " left";
    }

    /** The last of what was said, in so many rows. */
    private List<Line> before(int rows, int columns) {
        List<Line> lines = new ArrayList<>();
        said.forEach(line -> lines.addAll(Line.wrapped(line, 2, columns)));
        return lines.subList(Math.max(0, lines.size() - Math.max(0, rows)), lines.size());
    }

    @Override
    public void ended(RunResult result) {
        close();
    }

    /** Takes the frame off the terminal. */
    public void close() {
        frame.close();
        view = null;
        warnings.forEach(out::println);
        warnings.clear();
        out.flush();
    }

    /** How a run ended that did not come to its end, as {@code interrupted after 0.27 s}. */
    static String endedEarly(RunResult result) {
        String why = switch (result.ending()) {
            case INTERRUPTED -> "interrupted";
            case KILLED -> "killed";
            case SERVER_GONE -> "the server went away";
            case SLO_BROKEN -> "ended by a threshold";
            case OUTPUT_LOST -> "ended by a lost output";
            case BROKEN -> "failed with an internal error";
            case COMPLETED -> "ended";
        };
        return why + " after " + Human.duration(Math.round(result.measuredSeconds() * 1e9));
    }
}
