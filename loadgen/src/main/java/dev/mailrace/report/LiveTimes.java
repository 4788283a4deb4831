package dev.mailrace.report;

import dev.mailrace.metrics.Tally;
import dev.mailrace.metrics.Timing;
import dev.mailrace.session.Phase;
import dev.mailrace.words.Human;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;
import org.jline.utils.AttributedStyle;
import org.jspecify.annotations.Nullable;

/**
 * The times of a run's phases as they were lately. Owned by one thread.
 *
 * <p>A phase is shown for some seconds after it was last seen, or rows would come and go at a low rate.
 */
final class LiveTimes {
    private static final long LATELY_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final int CELL_COLUMNS = 7; // As 99.9 ms.
    private static final String GAP = "  ";

    /** What is shown of a phase's times. */
    private enum Figure {
        P50("p50", 50, false),
        P75("p75", 75, true),
        P90("p90", 90, true),
        P95("p95", 95, true),
        P99("p99", 99, false),
        P999("p99.9", 99.9, true),
        MAX("max", 100, false);

        private final String label;
        private final double percentile;
        private final boolean onlyWide; // Only where the window is.

        Figure(String label, double percentile, boolean onlyWide) {
            this.label = label;
            this.percentile = percentile;
            this.onlyWide = onlyWide;
        }

        static List<Figure> of(boolean wide) {
            return Stream.of(values())
                    .filter(figure -> wide || !figure.onlyWide)
                    .toList();
        }
    }

    private record Seen(Timing timing, long count, Map<Figure, Long> nanos, long atNanos) {
        static Seen of(Timing timing, Histogram times, long atNanos) {
            Map<Figure, Long> nanos = new EnumMap<>(Figure.class);
            for (Figure figure : Figure.values()) {
                nanos.put(
                        figure,
                        figure == Figure.MAX ? times.getMaxValue() : times.getValueAtPercentile(figure.percentile));
            }
            return new Seen(timing, times.getTotalCount(), nanos, atNanos);
        }

        long nanos(Figure figure) {
            return nanos.getOrDefault(figure, 0L);
        }

        String words(Figure figure) {
            return Human.duration(nanos(figure));
        }
    }

    private final Map<Phase, Seen> lately = new EnumMap<>(Phase.class);
    private long nowNanos;

    /** Counts what was timed since the last call. */
    void see(Tally recent, long atNanos) {
        nowNanos = atNanos;
        for (Phase phase : Phase.values()) {
            Histogram response = recent.histogram(Timing.RESPONSE, phase);
            Histogram times = response == null ? recent.histogram(Timing.SERVICE, phase) : response;
            if (times != null) {
                lately.put(phase, Seen.of(response == null ? Timing.SERVICE : Timing.RESPONSE, times, atNanos));
            }
        }
        lately.values().removeIf(seen -> atNanos - seen.atNanos > LATELY_NANOS);
    }

    /** The times of transactions, or else of sessions; null when neither was seen lately. */
    private @Nullable Phase whole() {
        return lately.containsKey(Phase.TRANSACTION)
                ? Phase.TRANSACTION
                : lately.containsKey(Phase.SESSION) ? Phase.SESSION : null;
    }

    /** The whole on a line of its own. */
    Line wholeLine(int columnsMax) {
        Phase whole = whole();
        Seen seen = whole == null ? null : lately.get(whole);
        if (whole == null || seen == null) {
            return Line.labelled(Phase.TRANSACTION.label()).with("none timed");
        }
        boolean wide = Room.isWide(columnsMax);
        Line line = Line.labelled(whole.label());
        String gap = "";
        for (Figure figure : Figure.of(wide)) {
            String more = gap + figure.label + " " + seen.words(figure);
            line = figure == Figure.P50 || figure == Figure.P99
                    ? line.with(more)
                    : line.withIfItFits(more, Line.PLAIN, columnsMax);
            gap = GAP;
        }
        return line.withIfItFits(GAP + clock(seen), Line.FAINT, columnsMax);
    }

    /** The whole for a log. */
    String wholeWords() {
        Phase whole = whole();
        Seen seen = whole == null ? null : lately.get(whole);
        return seen == null
                ? "none timed"
                : "p50 " + seen.words(Figure.P50) + ", p99 " + seen.words(Figure.P99) + " " + clock(seen);
    }

    private static String clock(Seen seen) {
        return "(" + seen.timing.name().toLowerCase(Locale.ROOT) + ")";
    }

    /** The parts of the whole in the order of a dialogue, titles first; of more than there are rows for the slowest stay. */
    List<Line> table(Room room) {
        List<Phase> phases = new ArrayList<>(lately.keySet());
        phases.remove(whole());
        if (phases.isEmpty() || room.rows() < 2) {
            return List.of();
        }
        List<Phase> slowest = new ArrayList<>(phases);
        slowest.sort(Comparator.comparingLong(this::p99).reversed());
        phases.retainAll(slowest.subList(0, Math.min(room.rows() - 1, slowest.size())));
        boolean wide = room.isWide();
        List<String> titles = new ArrayList<>(wide ? List.of("count") : List.of());
        Figure.of(wide).forEach(figure -> titles.add(figure.label));
        List<Row> rows = new ArrayList<>(List.of(new Row("", Line.FAINT, titles)));
        for (Phase phase : phases) {
            Seen seen = lately.get(phase);
            if (seen != null) {
                List<String> cells = new ArrayList<>(wide ? List.of(Human.count(seen.count)) : List.of());
                Figure.of(wide).forEach(figure -> cells.add(seen.words(figure)));
                rows.add(new Row(phase.label(), seen.atNanos == nowNanos ? Line.PLAIN : Line.FAINT, cells));
            }
        }
        List<Line> lines = lines(rows, true);
        return lines.get(0).columns() <= room.columns() ? lines : lines(rows, false);
    }

    /** @param aligned whether also times of hours end below the others, which takes columns */
    private static List<Line> lines(List<Row> rows, boolean aligned) {
        List<Integer> widths = new ArrayList<>();
        for (int i = 0; i < rows.get(0).cells.size(); i++) {
            int column = i;
            IntStream lengths =
                    rows.stream().mapToInt(row -> row.cells.get(column).length());
            widths.add(aligned ? Math.max(CELL_COLUMNS, lengths.max().orElse(0)) : CELL_COLUMNS);
        }
        return rows.stream().map(row -> row.line(widths)).toList();
    }

    private long p99(Phase phase) {
        Seen seen = lately.get(phase);
        return seen == null ? 0 : seen.nanos(Figure.P99);
    }

    private record Row(String label, AttributedStyle style, List<String> cells) {
        Line line(List<Integer> widths) {
            Line line = Line.labelled(label);
            for (int i = 0; i < cells.size(); i++) {
                String spaces =
                        " ".repeat(Math.max(0, widths.get(i) - cells.get(i).length()));
                line = line.with((i == 0 ? "" : GAP) + spaces + cells.get(i), style);
            }
            return line;
        }
    }
}
