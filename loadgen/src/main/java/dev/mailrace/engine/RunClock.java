package dev.mailrace.engine;

import dev.mailrace.metrics.Stage;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/**
 * A run's time. Immutable.
 *
 * @param originNanos when the run began, on the loops' ticker
 * @param start the same moment by the wall clock
 * @param warmupNanos length of the warm-up
 */
record RunClock(long originNanos, Instant start, long warmupNanos) {
    /** The same two clocks for a run that begins at {@code nanos}. */
    RunClock beginningAt(long nanos) {
        return new RunClock(nanos, start.plusNanos(nanos - originNanos), warmupNanos);
    }

    /** The stage of what is due at {@code nanos} on the loops' ticker. */
    Stage stageAt(long nanos) {
        return nanos - originNanos < warmupNanos ? Stage.WARMUP : Stage.MEASURE;
    }

    /** The wall clock's time, in microseconds since 1970, of {@code nanos} on the loops' ticker. */
    long epochMicros(long nanos) {
        return TimeUnit.SECONDS.toMicros(start.getEpochSecond())
                + TimeUnit.NANOSECONDS.toMicros(start.getNano() + nanos - originNanos);
    }
}
