package dev.mailrace.metrics;

import java.io.IOException;
import java.util.Map;

/** What others saw of a run, put into its seconds when it is told again. Owned by the thread that tells it. */
public interface SeenElsewhere {
    /** What it adds to {@link RunInfo#scenario}. */
    Map<String, Object> planned();

    /**
     * Adds what belongs to the next interval.
     *
     * @param endNanos of the interval, from the run's start
     */
    void interval(long endNanos, TallyBuilder warmup, TallyBuilder measured) throws IOException;

    /**
     * As {@link #interval}, behind the last of the run's own.
     *
     * @return whether another one has to follow
     */
    boolean after(long endNanos, TallyBuilder warmup, TallyBuilder measured) throws IOException;
}
