package dev.mailrace.metrics;

import java.util.Locale;

/**
 * Something that happened in a run, at a moment or for a while. Immutable.
 *
 * @param startNanos from the start of the run
 * @param endNanos the same as its start for a moment
 * @param text in plain words, of one line
 */
public record RunEvent(long startNanos, long endNanos, String text, FoundBy foundBy, Kind kind) {
    /** A mark on a plot has no room for more. */
    public static final int TEXT_CHARACTERS_MAX = 200;

    /** Who said so. */
    public enum FoundBy {
        /** The user, before the run. */
        OPTION("option"),
        /** The user, while it went on. */
        FILE("file"),
        /** The run itself, by its intervals. */
        RUN("mailrace");

        private final String label;

        FoundBy(String label) {
            this.label = label;
        }

        /** The name in files. */
        public String label() {
            return label;
        }
    }

    /** What it is. */
    public enum Kind {
        /** What the user says. */
        TOLD,
        /** Nothing was answered. */
        SILENCE,
        /** Connections were lost in a burst. */
        LOST_CONNECTIONS,
        /** The server refused more than before. */
        REFUSALS,
        /** More fell due than could be started. */
        BACKLOG,
        /** The generator was late. */
        GENERATOR;

        /** The name in files. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public RunEvent {
        if (endNanos < startNanos || text.length() > TEXT_CHARACTERS_MAX) {
            throw new IllegalArgumentException("event: " + startNanos + " to " + endNanos + ", " + text.length()
                    + " characters (expected: an end that is not before the start, and at most " + TEXT_CHARACTERS_MAX
                    + " characters)");
        }
    }

    /** A moment that the user told of. */
    public static RunEvent at(long nanos, String text, FoundBy foundBy) {
        return new RunEvent(nanos, nanos, text, foundBy, Kind.TOLD);
    }
}
