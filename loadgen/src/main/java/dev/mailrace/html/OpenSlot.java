package dev.mailrace.html;

import dev.mailrace.metrics.Interval;
import dev.mailrace.metrics.Tally;
import dev.mailrace.metrics.Timing;
import dev.mailrace.report.Cause;
import dev.mailrace.session.Outcome;
import dev.mailrace.session.Phase;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** The time of a run that goes on: intervals are added to it until it is closed. Owned by one thread. */
final class OpenSlot {
    private static final Outcome.Kind[] KINDS = Outcome.Kind.values();

    private final Map<String, Histogram> times = new HashMap<>();
    private final Map<String, Slot.Values> monitors = new LinkedHashMap<>();
    private final long[] counts = new long[KINDS.length];
    private long startNanos;
    private long endNanos;
    private int connections;
    private int backlog;
    private int intervals;
    private long delivered;
    private long inServer; // also from slot to slot
    private long inServerMax;
    private boolean follows;
    private long due;
    private long oldestNanos;
    private final Map<String, Long> causes = new LinkedHashMap<>();

    /** Adds an interval: arrivals of the warm-up and measured ones together. */
    void add(Interval interval) {
        if (intervals == 0) {
            startNanos = interval.startNanos();
        }
        endNanos = interval.endNanos();
        connections = Math.max(connections, interval.connections());
        backlog = Math.max(backlog, interval.backlog());
        if (interval.unanswered().getTotalCount() > 0) {
            oldestNanos = Math.max(oldestNanos, interval.unanswered().getMaxValue());
        }
        intervals++;
        add(interval.warmup());
        add(interval.measured());
        inServerMax = Math.max(inServerMax, inServer);
        add(Timeline.SLIP, interval.slip());
        add(Timeline.LOOP_LAG, interval.loopLag());
        interval.beside()
                .values()
                .forEach((name, value) -> monitors.merge(name, Slot.Values.of(value), Slot.Values::and));
    }

    private void add(Tally tally) {
        due += tally.arrivals();
        if (tally.outcomes().total() > tally.count(Outcome.Kind.ACCEPTED)) {
            Cause.of(tally.outcomes()).forEach(cause -> Slot.count(causes, cause.label(), cause.count()));
        }
        follows |= !tally.deliveries().isEmpty();
        delivered += tally.deliveries().arrived();
        inServer += tally.deliveries().inServer();
        for (Outcome.Kind kind : KINDS) {
            counts[kind.ordinal()] += tally.count(kind);
        }
        for (Phase phase : Phase.values()) {
            for (Timing timing : Timing.values()) {
                Histogram added = tally.histogram(timing, phase);
                if (added != null && timing != Timing.RESPONSE) { // Those go where they were due.
                    add(timing.tag(phase), added);
                }
            }
        }
    }

    /** Adds times of a tag, which are borrowed. */
    void add(String tag, Histogram added) {
        if (added.getTotalCount() > 0) {
            times.computeIfAbsent(tag, fresh -> Tally.histogram()).add(added);
        }
    }

    long startNanos() {
        return startNanos;
    }

    /** Whether deliveries were followed by now. */
    boolean followsDeliveries() {
        return follows;
    }

    /** How many intervals are in it. */
    int intervals() {
        return intervals;
    }

    /** What was added, packed; afterwards it is open again, and empty. */
    Slot close() {
        Slot slot = new Slot(startNanos, endNanos, counts, connections, backlog);
        slot.deliveries(inServerMax, delivered);
        slot.arrivals(due, oldestNanos);
        causes.forEach(slot::cause);
        times.forEach(slot::put);
        monitors.forEach(slot::put);
        monitors.clear();
        times.values().forEach(Histogram::reset);
        Arrays.fill(counts, 0);
        connections = 0;
        backlog = 0;
        intervals = 0;
        delivered = 0;
        inServerMax = 0;
        due = 0;
        oldestNanos = 0;
        causes.clear();
        return slot;
    }
}
