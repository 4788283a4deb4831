package dev.mailrace.engine;

import dev.mailrace.metrics.Stage;
import dev.mailrace.pacing.StopRule;
import io.netty.util.concurrent.Ticker;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/**
 * A run's time. Immutable.
 *
 * @param originNanos when the load began, on the loops' ticker
 * @param start the same moment by the wall clock
 * @param warmupNanos length of the warm-up
 * @param endNanos when the measured stage ends, from the origin; {@link Long#MAX_VALUE} when only a count ends it
 */
record RunClock(long originNanos, Instant start, long warmupNanos, long endNanos) {
    /** Of a run whose load begins now. */
    static RunClock beginning(Ticker ticker, long warmupNanos, long endNanos) {
        return new RunClock(ticker.nanoTime(), Instant.now(), warmupNanos, endNanos);
    }

    /** Of a run whose load begins then. */
    static RunClock at(StartTime time, StopRule stop) {
        return new RunClock(time.nanos(), time.wall(), stop.warmupNanos(), stop.endNanos());
    }

    /** The stage of what is due at {@code nanos} on the loops' ticker. */
    Stage stageAt(long nanos) {
        return nanos - originNanos < warmupNanos ? Stage.WARMUP : Stage.MEASURE;
    }

    /** Whether {@code nanos} on the loops' ticker lies in the measured stage, as far as it was planned. */
    boolean isMeasured(long nanos) {
        long since = nanos - originNanos;
        return since >= warmupNanos && since < endNanos;
    }

    /** The wall clock's time, in microseconds since 1970, of {@code nanos} on the loops' ticker. */
    long epochMicros(long nanos) {
        return TimeUnit.SECONDS.toMicros(start.getEpochSecond())
                + TimeUnit.NANOSECONDS.toMicros(start.getNano() + nanos - originNanos);
    }
}
