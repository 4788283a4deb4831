package dev.mailrace.report;

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
import org.jline.utils.AttributedStyle;

/** The times of a run by phase: a row for each clock that a phase was seen by. */
final class PhaseTable {
    private static final Timing[] ORDER = {Timing.SERVICE, Timing.RESPONSE, Timing.UNANSWERED, Timing.FAILED};

    private PhaseTable() {}

    static List<Line> lines(RunResult result, int columnsMax) {
        Table table = new Table(List.of(
                Table.Column.left("phase"),
                Table.Column.right("count"),
                Table.Column.number("mean", 6),
                Table.Column.number("p50", 2),
                Table.Column.number("p90", 5),
                Table.Column.number("p99", 1),
                Table.Column.number("p99.9", 4),
                Table.Column.number("max", 3)));
        boolean fromWarmup = false;
        for (PhaseTimes times : PhaseTimes.of(result)) {
            fromWarmup |= times.stage() == Stage.WARMUP;
            for (Timing timing : ORDER) {
                Percentiles percentiles = times.by(timing);
                if (percentiles != null) {
                    table.add(style(times.phase(), timing), cells(name(times, timing), percentiles));
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

    private static List<String> cells(String name, Percentiles percentiles) {
        List<String> cells = new ArrayList<>(List.of(name, Human.count(percentiles.count())));
        cells.addAll(percentiles.words());
        return cells;
    }
}
