package dev.mailrace.metrics;

import dev.mailrace.session.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Finds what happened in a run by its intervals alone, so that the same is found in them later: seconds in which nothing was
 * answered, lost connections in a burst, refusals that rose, a growing backlog, a generator that was late. Neighbouring intervals of a kind are one
 * event. Owned by one thread.
 */
final class EventFinder {
    static final int EVENTS_MAX = 50;

    /** Shorter intervals, as at the end of stages, say nothing. */
    private static final long LENGTH_NANOS_MIN = TimeUnit.MILLISECONDS.toNanos(500);

    private static final long LOST_MIN = 10;

    /** So many times what an interval lost before is a burst. */
    private static final double BURST = 3;

    private static final long GROWTH_MIN = 10;

    /** Of what fell due in the interval: less comes and goes by itself. */
    private static final double GROWTH_SHARE = 0.05;

    private final List<RunEvent> events = new ArrayList<>();
    private long leftOut;
    private final SilenceFinder silences = new SilenceFinder();
    private final RefusalFinder refusals = new RefusalFinder();
    private final Stretch burst = new Stretch(RunEvent.Kind.LOST_CONNECTIONS);
    private final Stretch growth = new Stretch(RunEvent.Kind.BACKLOG);
    private final Stretch late = new Stretch(RunEvent.Kind.GENERATOR);

    private long intervals;
    private long lostBefore;
    private int backlog; // At the end of the interval before.
    private int backlogFrom; // When it began to grow.

    /** Neighbouring intervals in which the same happened. */
    private static final class Stretch {
        private final RunEvent.Kind kind;
        private long startNanos = -1; // Negative: there is none.
        private long endNanos;
        private long amount; // The highest, or the sum.

        Stretch(RunEvent.Kind kind) {
            this.kind = kind;
        }

        boolean isOpen() {
            return startNanos >= 0;
        }

        void extend(Interval interval, long total) {
            startNanos = isOpen() ? startNanos : interval.startNanos();
            endNanos = interval.endNanos();
            amount = total;
        }

        void close() {
            startNanos = -1;
            amount = 0;
        }
    }

    void add(Interval interval) {
        boolean isLong = interval.endNanos() - interval.startNanos() >= LENGTH_NANOS_MIN;
        if (isLong) {
            keep(silences.add(interval));
            refusals.add(interval).forEach(this::keep);
            lookForLateness(interval);
        }
        lookForBurst(interval);
        lookForGrowth(interval);
        intervals++;
    }

    private void lookForBurst(Interval interval) {
        long lost = lost(interval.measured()) + lost(interval.warmup());
        double usual = intervals == 0 ? 0 : (double) lostBefore / intervals;
        if (lost >= LOST_MIN && lost > BURST * usual) {
            burst.extend(interval, burst.amount + lost);
        } else {
            close(burst);
        }
        lostBefore += lost;
    }

    /** Arrivals whose connection was reset or closed. */
    private static long lost(Tally tally) {
        if (tally.count(Outcome.Kind.FAILED) + tally.count(Outcome.Kind.UNCONFIRMED) == 0) {
            return 0;
        }
        return tally.outcomes().entries().stream()
                .filter(entry -> entry.outcome().reason() == Outcome.Reason.RESET
                        || entry.outcome().reason() == Outcome.Reason.CLOSED)
                .mapToLong(OutcomeCounts.Entry::count)
                .sum();
    }

    private void lookForGrowth(Interval interval) {
        long due = interval.measured().arrivals() + interval.warmup().arrivals();
        if (interval.backlog() - backlog >= Math.max(GROWTH_MIN, GROWTH_SHARE * due)) {
            backlogFrom = growth.isOpen() ? backlogFrom : backlog;
            growth.extend(interval, interval.backlog());
        } else {
            close(growth);
        }
        backlog = interval.backlog();
    }

    private void lookForLateness(Interval interval) {
        if (interval.condition() != Condition.GOOD) {
            late.extend(interval, Math.max(late.amount, interval.condition().ordinal()));
        } else {
            close(late);
        }
    }

    private void close(Stretch stretch) {
        RunEvent event = event(stretch);
        stretch.close();
        keep(event);
    }

    private void keep(@Nullable RunEvent event) {
        if (event == null) {
            return;
        }
        if (events.size() < EVENTS_MAX) {
            events.add(event);
        } else {
            leftOut++;
        }
    }

    /** Null where nothing goes on. */
    private @Nullable RunEvent event(Stretch stretch) {
        return stretch.isOpen()
                ? new RunEvent(stretch.startNanos, stretch.endNanos, text(stretch), RunEvent.FoundBy.RUN, stretch.kind)
                : null;
    }

    private String text(Stretch stretch) {
        if (stretch == burst) {
            return String.format(Locale.ROOT, "%,d arrivals lost their connections", stretch.amount);
        }
        if (stretch == growth) {
            return String.format(Locale.ROOT, "the backlog grew from %,d to %,d", backlogFrom, stretch.amount);
        }
        return stretch.amount == Condition.OVERLOADED.ordinal()
                ? "the generator was overloaded"
                : "the generator was late";
    }

    /** What was found by now, and what still goes on. */
    List<RunEvent> events() {
        List<RunEvent> all = new ArrayList<>(events);
        for (RunEvent event : open()) {
            if (all.size() < EVENTS_MAX) {
                all.add(event);
            }
        }
        return all;
    }

    private List<RunEvent> open() {
        List<RunEvent> open = new ArrayList<>();
        RunEvent silence = silences.open();
        if (silence != null) {
            open.add(silence);
        }
        open.addAll(refusals.open());
        for (Stretch stretch : List.of(burst, growth, late)) {
            RunEvent event = event(stretch);
            if (event != null) {
                open.add(event);
            }
        }
        return open;
    }

    /** How many more were found. */
    long leftOut() {
        return leftOut + Math.max(0, events.size() + open().size() - EVENTS_MAX);
    }
}
