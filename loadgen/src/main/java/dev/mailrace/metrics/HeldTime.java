package dev.mailrace.metrics;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * For how much of a stage or an interval the generator could not run, whatever it had to do. Owned by the collector's
 * thread.
 *
 * <p>A share of the time lost is a share of replies that were read late, in any kind of load. Where it is one in ten, a
 * percentile above the 90th is the generator's own, and a closed loop's rate is lower by as much.
 */
final class HeldTime {
    static final double SHARE_MAX = 0.1;

    /** Less than that in all is a hiccup, in however short a run. */
    static final long NANOS_MIN = TimeUnit.MILLISECONDS.toNanos(200);

    private static final double NOTED_FROM = 0.025;

    private final Cause stopped;
    private final Cause throttled;

    /**
     * @param stoppedNanos for how long the process was stopped so far
     * @param throttledNanos for how long a quota held its threads back so far, over all of them
     * @param processors that the quota allows, as the JVM sees it: so many threads can be held back at once
     */
    HeldTime(LongSupplier stoppedNanos, LongSupplier throttledNanos, int processors) {
        stopped = new Cause(
                "the process was suspended", "; it or its machine was stopped, or memory was short", stoppedNanos, 1);
        throttled = new Cause(
                "a CPU quota throttled threads, taken together",
                "; raise the quota of its control group, or ask for less",
                throttledNanos,
                processors);
    }

    /** One way of being held. */
    private static final class Cause {
        private final String what;
        private final String advice;
        private final LongSupplier total;
        private final int parts;
        private long startNanos;
        private long nanos;
        private double share;
        private long wholeNanos;

        Cause(String what, String advice, LongSupplier total, int parts) {
            this.what = what;
            this.advice = advice;
            this.total = total;
            this.parts = parts;
        }

        void begin() {
            startNanos = total.getAsLong();
        }

        void end(long lengthNanos) {
            wholeNanos = Math.max(0, total.getAsLong() - startNanos);
            nanos = wholeNanos / parts;
            share = nanos
                    / (double) Math.max(1, lengthNanos); // More than all of it, where threads outnumber the parts.
        }

        double ofLimit() {
            return Math.min(share / SHARE_MAX, (double) nanos / NANOS_MIN);
        }

        String text() {
            return what + " for " + Math.round(100 * share) + " % of the time";
        }

        String complaint() {
            return text() + " (limit " + Math.round(100 * SHARE_MAX) + " %)" + advice;
        }
    }

    void begin() {
        stopped.begin();
        throttled.begin();
    }

    /** @param lengthNanos since {@link #begin} */
    void end(long lengthNanos) {
        stopped.end(lengthNanos);
        throttled.end(lengthNanos);
    }

    /** For how long a quota held threads back, over all of them. */
    long throttledNanos() {
        return throttled.wholeNanos;
    }

    /** Whether that is too much. */
    boolean isThrottled() {
        return throttled.ofLimit() > 1;
    }

    /** The larger, as a share of what is allowed. */
    double ofLimit() {
        return Math.max(stopped.ofLimit(), throttled.ofLimit());
    }

    /** Why the run cannot be believed; empty when it can. */
    List<String> complaints() {
        List<String> complaints = new ArrayList<>();
        for (Cause cause : List.of(stopped, throttled)) {
            if (cause.ofLimit() > 1) {
                complaints.add(cause.complaint());
            }
        }
        return complaints;
    }

    /** What a reader should know all the same. */
    List<String> notes() {
        List<String> notes = new ArrayList<>();
        for (Cause cause : List.of(stopped, throttled)) {
            if (cause.ofLimit() <= 1 && cause.share > NOTED_FROM) {
                notes.add(cause.text());
            }
        }
        return notes;
    }
}
