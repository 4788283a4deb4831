package dev.mailrace.report;

import dev.mailrace.metrics.LowerBounds;
import dev.mailrace.metrics.RunResult;
import dev.mailrace.metrics.Stage;
import dev.mailrace.metrics.Timing;
import dev.mailrace.runfile.Percentiles;
import dev.mailrace.runfile.PhaseTimes;
import dev.mailrace.session.Phase;
import dev.mailrace.words.Human;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.HdrHistogram.Histogram;
import org.jline.utils.AttributedStyle;

/** The times of a run by phase: a row for each clock that a phase was seen by. */
final class PhaseTable {
    private static final Timing[] ORDER = {Timing.SERVICE, Timing.RESPONSE, Timing.UNANSWERED, Timing.FAILED};

    /** The places of further percentiles among the columns. */
    private static final int P75 = 4;

    private static final int P95 = 6;

    private PhaseTable() {}

    static List<Line> lines(RunResult result, int columnsMax) {
        boolean wide = Room.isWide(columnsMax);
        Table table = new Table(List.of(
                Table.Column.left("phase"),
                Table.Column.right("count"),
                Table.Column.number("mean", 6),
                Table.Column.number("p50", 2),
                Table.Column.number("p75", 8), // Without a value, and so not shown, where the window is not wide.
                Table.Column.number("p90", 5),
                Table.Column.number("p95", 7),
                Table.Column.number("p99", 1),
                Table.Column.number("p99.9", 4),
                Table.Column.number("max", 3)));
        boolean fromWarmup = false;
        for (PhaseTimes times : PhaseTimes.of(result)) {
            fromWarmup |= times.stage() == Stage.WARMUP;
            for (Timing timing : ORDER) {
                Percentiles percentiles = times.by(timing);
                if (percentiles != null) {
                    List<String> cells =
                            new ArrayList<>(List.of(name(times, timing), Human.count(percentiles.count())));
                    cells.addAll(percentiles.words());
                    cells.add(P75, wide ? words(times, timing, 75) : "");
                    cells.add(P95, wide ? words(times, timing, 95) : "");
                    table.add(style(times.phase(), timing), cells);
                }
            }
        }
        List<Line> lines = new ArrayList<>(table.lines(columnsMax));
        if (fromWarmup) {
            lines.addAll(Line.wrapped("* seen in the warm-up only", 2, columnsMax));
        }
        return lines;
    }

    private static String name(PhaseTimes times, Timing timing) {
        String mark = times.stage() == Stage.WARMUP ? "*" : "";
        String clock = timing == Timing.SERVICE ? "" : " (" + timing.name().toLowerCase(Locale.ROOT) + ")";
        return times.phase().label() + mark + clock;
    }

    private static AttributedStyle style(Phase phase, Timing timing) {
        if (timing == Timing.FAILED || timing == Timing.UNANSWERED) {
            return Line.POOR;
        }
        return phase == Phase.TRANSACTION && timing == Timing.RESPONSE ? Line.STRONG : Line.PLAIN;
    }

    private static String words(PhaseTimes times, Timing timing, double percentile) {
        Histogram histogram = times.tally().histogram(timing, times.phase());
        return histogram == null
                ? ""
                : Percentiles.words(histogram, LowerBounds.of(times.tally(), timing, times.phase()), percentile);
    }
}
