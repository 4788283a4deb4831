package dev.mailrace.metrics;

import java.util.Locale;

/**
 * In what a completed run was not the one that was asked for.
 *
 * @param what for people: short of sessions, of rate or of time, by how much, and what is known of the reason
 * @param cause whose doing it was
 */
public record Shortfall(String what, Cause cause) {

    /** Whose doing it was, as far as counts can tell. */
    public enum Cause {
        /** The server refused, closed, reset or kept waiting: that is a finding, and the run can be believed. */
        SERVER,
        /** We did not do what was asked: what was measured is not what was asked for. */
        GENERATOR,
        /** Files, ports or addresses of this machine ran out. */
        MACHINE;

        /** The name in files. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Whether the run cannot be believed for it. */
    public boolean spoils() {
        return cause != Cause.SERVER;
    }
}
