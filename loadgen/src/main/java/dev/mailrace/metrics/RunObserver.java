package dev.mailrace.metrics;

import java.io.IOException;

/**
 * Watches a run. Called from one thread, never from a loop; may take its time, within an interval.
 *
 * <p>One that throws is dropped, and the run goes on with the others: a full disk must not cost the measurement.
 */
public interface RunObserver {
    default void started(RunInfo info) throws IOException {}

    default void interval(Interval interval) throws IOException {}

    default void ended(RunResult result) throws IOException {}
}
