package dev.mailrace.report;

import dev.mailrace.metrics.MonitorFigures;
import dev.mailrace.metrics.RunEvent;
import dev.mailrace.metrics.RunInfo;
import dev.mailrace.metrics.RunResult;
import dev.mailrace.words.Human;
import java.util.ArrayList;
import java.util.List;

/** What was seen beside a finished run, on a terminal. */
final class SideView {
    private static final int EVENTS_MAX = 10;
    private static final int INDENT = 2;

    private SideView() {}

    /** A line for each monitor; none where nothing was watched. */
    static List<Line> monitors(RunResult result, int columnsMax) {
        if (result.info().monitors().isEmpty()) {
            return List.of();
        }
        Table table = new Table(List.of(
                Table.Column.left("monitor"),
                Table.Column.right("last"),
                Table.Column.number("min", 2),
                Table.Column.number("mean", 1),
                Table.Column.right("max"),
                Table.Column.number("values", 3),
                Table.Column.number("missing", 4)));
        for (RunInfo.Monitor monitor : result.info().monitors()) {
            MonitorFigures figures = result.beside().of(monitor.name());
            table.add(
                    figures.gaps() > 0 || figures.samples() == 0 ? Line.POOR : Line.PLAIN,
                    List.of(
                            monitor.name(),
                            words(figures.last(), monitor),
                            words(figures.min(), monitor),
                            words(figures.mean(), monitor),
                            words(figures.max(), monitor),
                            Human.count(figures.samples()),
                            figures.gaps() == 0 ? "" : Human.count(figures.gaps())));
        }
        return table.lines(columnsMax);
    }

    private static String words(double value, RunInfo.Monitor monitor) {
        return Double.isNaN(value) ? "" : Human.value(value, monitor.unit());
    }

    /** The first events, a line each; none where nothing happened. */
    static List<Line> events(RunResult result, int columnsMax) {
        List<Line> lines = new ArrayList<>();
        List<RunEvent> events = result.beside().events();
        for (RunEvent event : events.subList(0, Math.min(EVENTS_MAX, events.size()))) {
            lines.addAll(Line.wrapped("event, " + when(event) + ": " + event.text(), INDENT, columnsMax));
        }
        long more = Math.max(0, events.size() - EVENTS_MAX) + result.beside().eventsLeftOut();
        if (more > 0) {
            lines.add(Line.of(Human.counted(more, "more event")));
        }
        return lines;
    }

    /** As {@code 12 s}, or {@code 12 s to 15 s}. */
    private static String when(RunEvent event) {
        String start = Human.clock(event.startNanos());
        String end = Human.clock(event.endNanos());
        return start.equals(end) ? start : start + " to " + end;
    }
}
