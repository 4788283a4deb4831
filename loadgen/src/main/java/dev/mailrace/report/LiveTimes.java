package dev.mailrace.report;

import dev.mailrace.metrics.Tally;
import dev.mailrace.metrics.Timing;
import dev.mailrace.runfile.Percentiles;
import dev.mailrace.session.Phase;
import dev.mailrace.words.Human;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
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

    private record Seen(Timing timing, Percentiles times, long atNanos) {}

    private final Map<Phase, Seen> lately = new EnumMap<>(Phase.class);
    private long nowNanos;

    /** Counts what was timed since the last call. */
    void see(Tally recent, long atNanos) {
        nowNanos = atNanos;
        for (Phase phase : Phase.values()) {
            Histogram response = recent.histogram(Timing.RESPONSE, phase);
            Histogram times = response == null ? recent.histogram(Timing.SERVICE, phase) : response;
            if (times != null) {
                Timing timing = response == null ? Timing.SERVICE : Timing.RESPONSE;
                lately.put(phase, new Seen(timing, Percentiles.of(times), atNanos));
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
        return Line.labelled(whole.label())
                .with("p50 " + Human.duration(seen.times.nanos().p50()) + "  p99 "
                        + Human.duration(seen.times.nanos().p99()))
                .withIfItFits("  max " + Human.duration(seen.times.nanos().max()), Line.PLAIN, columnsMax)
                .withIfItFits("  " + clock(seen), Line.FAINT, columnsMax);
    }

    /** The whole for a log. */
    String wholeWords() {
        Phase whole = whole();
        Seen seen = whole == null ? null : lately.get(whole);
        return seen == null
                ? "none timed"
                : "p50 " + Human.duration(seen.times.nanos().p50()) + ", p99 "
                        + Human.duration(seen.times.nanos().p99()) + " " + clock(seen);
    }

    private static String clock(Seen seen) {
        return "(" + seen.timing.name().toLowerCase(Locale.ROOT) + ")";
    }

    /** The parts of the whole in the order of a dialogue, titles first; of more than {@code rowsMax} the slowest stay. */
    List<Line> table(int rowsMax) {
        List<Phase> phases = new ArrayList<>(lately.keySet());
        phases.remove(whole());
        if (phases.isEmpty() || rowsMax < 2) {
            return List.of();
        }
        List<Phase> slowest = new ArrayList<>(phases);
        slowest.sort(Comparator.comparingLong(this::p99).reversed());
        phases.retainAll(slowest.subList(0, Math.min(rowsMax - 1, slowest.size())));
        List<Line> lines = new ArrayList<>();
        lines.add(row("", Line.FAINT, "p50", "p99", "max"));
        for (Phase phase : phases) {
            Seen seen = lately.get(phase);
            if (seen != null) {
                lines.add(row(
                        phase.label(),
                        seen.atNanos == nowNanos ? Line.PLAIN : Line.FAINT,
                        Human.duration(seen.times.nanos().p50()),
                        Human.duration(seen.times.nanos().p99()),
                        Human.duration(seen.times.nanos().max())));
            }
        }
        return lines;
    }

    private long p99(Phase phase) {
        Seen seen = lately.get(phase);
        return seen == null ? 0 : seen.times.nanos().p99();
    }

    private static Line row(String label, AttributedStyle style, String... cells) {
        Line line = Line.labelled(label);
        for (int i = 0; i < cells.length; i++) {
            String spaces = " ".repeat(Math.max(0, CELL_COLUMNS - cells[i].length()));
            line = line.with((i == 0 ? "" : GAP) + spaces + cells[i], style);
        }
        return line;
    }
}
