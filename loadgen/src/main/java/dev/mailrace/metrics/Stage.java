package dev.mailrace.metrics;

import java.util.Locale;

/** The parts of a run; an arrival belongs to the one in which its intended start lies. */
public enum Stage {
    /** Counted apart: a cold JVM and new connections say nothing of the server. */
    WARMUP,
    /** What totals and percentiles cover; its arrivals may end in the drain. */
    MEASURE,
    /** No new arrivals: those under way end, or are cut off. */
    DRAIN;

    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
