package dev.mailrace.metrics;

/** Watches what is beside a load. Called from the collector's thread; never waits. */
public interface SideWatch {
    /** Where there is nothing to watch. */
    SideWatch NONE = (startNanos, endNanos) -> ServerSide.NONE;

    /** The load is about to begin. */
    default void begin() {}

    /**
     * What was seen in the interval that ends now.
     *
     * @param startNanos from the start of the run, as its end
     */
    ServerSide seen(long startNanos, long endNanos);
}
