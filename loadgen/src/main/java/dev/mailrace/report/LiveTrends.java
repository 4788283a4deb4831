package dev.mailrace.report;

import dev.mailrace.metrics.Interval;
import dev.mailrace.metrics.LowerBounds;
import dev.mailrace.metrics.Stage;
import dev.mailrace.metrics.Tally;
import dev.mailrace.metrics.Timing;
import dev.mailrace.runfile.Percentiles;
import dev.mailrace.session.Outcome;
import dev.mailrace.session.Phase;
import dev.mailrace.words.Human;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;
import org.jline.utils.AttributedStyle;

/**
 * How much was accepted and how long it took, second by second, in two rows of bars one below the other: what the one does
 * when the other changes is seen at a glance. Owned by one thread.
 *
 * <p>A second in which nothing is answered must not look like a fast one: what waits longer than the slowest answer of the
 * second counts with its age.
 */
final class LiveTrends {
    private static final int VALUE_COLUMNS = 9; // As 999,999/s.
    private static final int BARS_MAX = 40;
    private static final String GAP = "  ";
    private static final double TAIL = 99;

    private final Sparkline accepted = new Sparkline();
    private final Sparkline tails = new Sparkline();
    private String tail = "";

    /** Counts the interval, which is borrowed. */
    void add(Interval interval) {
        long count = interval.measured().count(Outcome.Kind.ACCEPTED)
                + interval.warmup().count(Outcome.Kind.ACCEPTED);
        accepted.add(interval.seconds() > 0 ? count / interval.seconds() : 0);
        Histogram times = times(interval);
        long waiting = interval.stage() == Stage.DRAIN ? 0 : addWaiting(interval.unanswered(), times);
        if (times.getTotalCount() == 0) {
            tail = "";
            tails.add(Double.NaN);
        } else {
            tail = Percentiles.words(times, new LowerBounds(times.getTotalCount(), waiting), TAIL);
            tails.add((double) times.getValueAtPercentile(TAIL));
        }
    }

    /** Response times of what the run is about, or service times where there are no others. */
    private static Histogram times(Interval interval) {
        Histogram times = Tally.histogram();
        for (Timing timing : List.of(Timing.RESPONSE, Timing.SERVICE)) {
            for (Phase whole : List.of(Phase.TRANSACTION, Phase.SESSION)) {
                for (Tally tally : List.of(interval.measured(), interval.warmup())) {
                    Histogram some = tally.histogram(timing, whole);
                    if (some != null) {
                        times.add(some);
                    }
                }
                if (times.getTotalCount() > 0) {
                    return times;
                }
            }
        }
        return times;
    }

    /** Adds the ages of what has waited at least as long as the slowest answer took; returns how many there were. */
    private static long addWaiting(Histogram ages, Histogram times) {
        long slowest = times.getMaxValue();
        long added = 0;
        for (HistogramIterationValue age : ages.recordedValues()) {
            if (age.getValueIteratedTo() >= slowest) {
                times.recordValueWithCount(age.getValueIteratedTo(), age.getCountAtValueIteratedTo());
                added += age.getCountAtValueIteratedTo();
            }
        }
        return added;
    }

    /** What is accepted now and was in all. */
    Line accepted(String rate, long total, int columnsMax) {
        return bars("accepted", rate, accepted.draw(columns(total, columnsMax)), Line.GOOD)
                .with(GAP + inAll(total));
    }

    /** The tail of the times over the same seconds. */
    Line tail(long total, int columnsMax) {
        int columns = columns(total, columnsMax);
        double most = tails.highest(columns);
        return bars("p99", tail.isEmpty() ? "none" : tail, tails.draw(columns), Line.POOR)
                .with(Double.isNaN(most) ? "" : GAP + "up to " + Human.duration(Math.round(most)));
    }

    private static Line bars(String label, String value, String bars, AttributedStyle style) {
        Line line = Line.labelled(label).with(value, Line.STRONG);
        return bars.isEmpty()
                ? line
                : line.padded(Line.LABEL_COLUMNS + VALUE_COLUMNS).with(GAP).with(bars, style);
    }

    private static String inAll(long total) {
        return Human.count(total) + " in all";
    }

    /** The same for both, so that a second stands below itself. */
    private static int columns(long total, int columnsMax) {
        int room = columnsMax
                - Line.LABEL_COLUMNS
                - VALUE_COLUMNS
                - 2 * GAP.length()
                - inAll(total).length();
        return Math.min(Room.isWide(columnsMax) ? Sparkline.VALUES_MAX : BARS_MAX, room);
    }
}
