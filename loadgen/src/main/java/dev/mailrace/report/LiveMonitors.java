package dev.mailrace.report;

import dev.mailrace.metrics.Interval;
import dev.mailrace.metrics.RunInfo;
import dev.mailrace.words.Human;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What is watched beside a run that goes on: the latest value of each monitor, and how it came there. Owned by one thread. */
final class LiveMonitors {
    private static final int BARS_MAX = 8;
    private static final String GAP = "–";

    private final Map<String, Series> series = new LinkedHashMap<>();

    private static final class Series {
        private final String name;
        private final String unit;
        private final Sparkline bars = new Sparkline();
        private double last = Double.NaN;
        private boolean isDue; // A value was due by now.

        Series(RunInfo.Monitor monitor) {
            name = monitor.name();
            unit = monitor.unit();
        }

        void add(double value) {
            isDue = true;
            last = value;
            if (!Double.isNaN(value)) {
                bars.add(Math.max(0, value));
            }
        }

        String words() {
            return name + " " + (Double.isNaN(last) ? GAP : Human.value(last, unit));
        }
    }

    LiveMonitors(List<RunInfo.Monitor> monitors) {
        monitors.forEach(monitor -> series.put(monitor.name(), new Series(monitor)));
    }

    void add(Interval interval) {
        interval.beside().values().forEach((name, value) -> {
            Series one = series.get(name);
            if (one != null) {
                one.add(value);
            }
        });
    }

    /** On one line, as many as fit; none where nothing is watched. */
    List<Line> lines(int columnsMax) {
        if (series.isEmpty()) {
            return List.of();
        }
        Line line = Line.labelled("monitors");
        int left = series.size();
        for (Series one : series.values()) {
            Line longer = line.with(left == series.size() ? "" : "  ")
                    .with(one.words(), Double.isNaN(one.last) && one.isDue ? Line.POOR : Line.PLAIN)
                    .withIfItFits(" " + one.bars.draw(BARS_MAX), Line.GOOD, columnsMax);
            if (left < series.size() && longer.columns() + 2 > columnsMax) {
                break;
            }
            line = longer;
            left--;
        }
        return List.of(left == 0 ? line : line.withIfItFits(" …", Line.FAINT, columnsMax));
    }

    /** The same for a log. */
    List<String> words() {
        List<String> words = new ArrayList<>();
        series.values().stream().filter(one -> one.isDue).forEach(one -> words.add(one.words()));
        return words;
    }
}
