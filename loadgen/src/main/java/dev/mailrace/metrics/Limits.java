package dev.mailrace.metrics;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * How late a generator may be.
 *
 * @param openLoop whether arrivals had times of their own
 * @param sessionsPerLoop how many sessions each loop served
 */
record Limits(boolean openLoop, int sessionsPerLoop) {
    /**
     * In an open loop: a timer that runs this late was behind something, our own work or a machine that was busy
     * elsewhere, and so were the arrivals.
     */
    static final long LOOP_LAG_P99_NANOS_MAX = TimeUnit.MILLISECONDS.toNanos(100);

    /** In a closed loop a stall costs each session one slow reply, so it weighs less. */
    static final long CLOSED_LOOP_LAG_P99_NANOS_MAX = TimeUnit.MILLISECONDS.toNanos(250);

    /* In a closed loop at full speed a turn of the loop serves every session once, at 20 to 40 µs each, and a timer waits
     * for the turn: what is more than this a session is nobody's work. */
    private static final long LOOP_LAG_NANOS_PER_SESSION = TimeUnit.MICROSECONDS.toNanos(100);

    /** In an open loop lateness goes straight into the response time. */
    static final long SLIP_P99_NANOS_MAX = TimeUnit.MILLISECONDS.toNanos(50);

    /** A generator that is no later than this is as punctual as a machine lets it be. */
    static final long LATENESS_NANOS_NOTED = TimeUnit.MILLISECONDS.toNanos(5);

    long lagNanosMax() {
        return openLoop
                ? LOOP_LAG_P99_NANOS_MAX
                : Math.max(CLOSED_LOOP_LAG_P99_NANOS_MAX, sessionsPerLoop * LOOP_LAG_NANOS_PER_SESSION);
    }

    /** The share of the limit that comes closest. */
    double closest(Histogram slip, Histogram loopLag) {
        double lag = (double) p99(loopLag) / lagNanosMax();
        double late = openLoop ? (double) p99(slip) / SLIP_P99_NANOS_MAX : 0;
        return Math.max(lag, late);
    }

    /** Adds why a generator that was so late cannot be believed. */
    void complain(Histogram slip, Histogram loopLag, List<String> reasons) {
        long lag = p99(loopLag);
        long late = p99(slip);
        if (lag > lagNanosMax()) {
            reasons.add("event loops ran late: p99 " + millis(lag) + " (limit " + millis(lagNanosMax())
                    + "); the generator or its machine was overloaded");
        }
        if (openLoop && late > SLIP_P99_NANOS_MAX) {
            reasons.add("arrivals were started late: p99 of slip " + millis(late) + " (limit "
                    + millis(SLIP_P99_NANOS_MAX) + "); the rate exceeds what this generator can sustain");
        }
    }

    /**
     * By how much the generator itself may have made one time in a hundred too long.
     *
     * <p>A reply that is there waits for the loop as a timer that is due does: behind the work of the turn, a pause, a
     * processor that others have, a quota, a stop. A timer runs each 10 ms, and a stall counts for each that it delays, so
     * the lag's 99th percentile is what no more than one moment in a hundred was late by, whatever the reason. In an open
     * loop the start of a message is late in the same way, and counts in its response time: both are delays by the same
     * loop turns, so the larger of the two stands for them.
     */
    long latenessNanos(Histogram slip, Histogram loopLag) {
        return openLoop ? Math.max(p99(slip), p99(loopLag)) : p99(loopLag);
    }

    /**
     * What a reader should know where lateness is out of proportion to what was measured: longer than most of the times,
     * and than half of the slow ones. That is no reason against the run, as what the generator adds can only have made a
     * server look worse than it is; and a closed loop against a server that answers at once is always so.
     *
     * @param whole times of what the run was about; null when there were none
     * @return null when there is nothing to say
     */
    static @Nullable String outOfProportion(long latenessNanos, @Nullable Histogram whole) {
        return whole != null
                        && latenessNanos > LATENESS_NANOS_NOTED
                        && latenessNanos > whole.getValueAtPercentile(50)
                        && latenessNanos > whole.getValueAtPercentile(99) / 2
                ? "the generator itself was up to " + millis(latenessNanos)
                        + " late (99th percentile): high percentiles below that may come from the generator"
                : null;
    }

    static long p99(Histogram nanos) {
        return nanos.getTotalCount() == 0 ? 0 : nanos.getValueAtPercentile(99);
    }

    static String millis(long nanos) {
        return String.format(Locale.ROOT, "%.1f ms", nanos / 1e6);
    }
}
