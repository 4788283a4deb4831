package dev.mailrace.scenario;

import java.util.Locale;

/** What an arrival is. */
public enum Work {
    /** A transaction: a message to be accepted. */
    MAIL,
    /** The kind's {@link Step}s, and no mail; accepted when each was answered well. */
    STEPS,
    /** A session of its own that connects, says hello, logs in where asked to, and leaves. */
    SESSION,
    /** A connection of its own that shakes hands and closes. */
    HANDSHAKE;

    /** Whether each arrival has a session of its own. */
    public boolean isWholeSession() {
        return this == SESSION || this == HANDSHAKE;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
