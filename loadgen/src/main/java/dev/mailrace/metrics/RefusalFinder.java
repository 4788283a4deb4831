package dev.mailrace.metrics;

import dev.mailrace.session.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Finds the times in which a server refused more than before, code by code (RFC 5321 §4.2), by intervals alone. What it refuses
 * from the beginning on at the same rate is no such time: the outcomes tell of that. Owned by one thread.
 */
final class RefusalFinder {
    /** Fewer come and go by themselves. */
    private static final long REFUSED_MIN = 10;

    /** Of all that ended in an interval. */
    private static final double SHARE_MIN = 0.05;

    /** So many times what was usual is a rise. */
    private static final double RISE = 3;

    /** What is usual is known after so long. */
    private static final double SECONDS_BEFORE_MIN = 2;

    private final Map<Integer, Refusals> codes = new TreeMap<>();
    private double seconds; // of all intervals by now

    /** With one code. */
    private static final class Refusals {
        private final int code;
        private long count; // before the rise
        private double seconds; // that this count took
        private long startNanos = -1; // Negative: it is as usual.
        private long endNanos;
        private double highest; // a second

        Refusals(int code, double seconds) {
            this.code = code;
            this.seconds = seconds;
        }

        double usual() {
            return seconds == 0 ? 0 : count / seconds;
        }

        boolean rises(long refused, long ended, Interval interval) {
            return seconds >= SECONDS_BEFORE_MIN
                    && refused >= REFUSED_MIN
                    && refused >= SHARE_MIN * ended
                    && refused > RISE * usual() * interval.seconds();
        }

        boolean isOpen() {
            return startNanos >= 0;
        }

        RunEvent event() {
            return new RunEvent(
                    startNanos,
                    endNanos,
                    String.format(Locale.ROOT, "refusals with %d rose from %,.1f/s to %,.0f/s", code, usual(), highest),
                    RunEvent.FoundBy.RUN,
                    RunEvent.Kind.REFUSALS);
        }
    }

    /** What is over with this interval. */
    List<RunEvent> add(Interval interval) {
        Map<Integer, Long> refused = new TreeMap<>();
        long ended = count(interval.warmup(), refused) + count(interval.measured(), refused);
        refused.keySet().forEach(code -> codes.computeIfAbsent(code, each -> new Refusals(each, seconds)));
        List<RunEvent> over = new ArrayList<>();
        for (Refusals each : codes.values()) {
            long count = refused.getOrDefault(each.code, 0L);
            if (each.rises(count, ended, interval)) {
                each.startNanos = each.isOpen() ? each.startNanos : interval.startNanos();
                each.endNanos = interval.endNanos();
                each.highest = Math.max(each.highest, count / interval.seconds());
                continue;
            }
            if (each.isOpen()) {
                over.add(each.event());
                each.startNanos = -1;
                each.highest = 0;
            }
            each.count += count;
            each.seconds += interval.seconds();
        }
        seconds += interval.seconds();
        return over;
    }

    /** How many ended, and adds those that were refused with a code. */
    private static long count(Tally tally, Map<Integer, Long> refused) {
        long ended = 0;
        for (Outcome.Kind kind : Outcome.Kind.values()) {
            ended += tally.count(kind);
        }
        if (tally.count(Outcome.Kind.REJECTED) > 0) {
            for (OutcomeCounts.Entry entry : tally.outcomes().entries()) {
                if (entry.outcome().kind() == Outcome.Kind.REJECTED) {
                    refused.merge(entry.outcome().code(), entry.count(), Long::sum);
                }
            }
        }
        return ended;
    }

    /** What still goes on. */
    List<RunEvent> open() {
        return codes.values().stream()
                .filter(Refusals::isOpen)
                .map(Refusals::event)
                .toList();
    }
}
