package dev.mailrace.session;

import dev.mailrace.fault.Refusal;
import org.jspecify.annotations.Nullable;

/**
 * How a session misbehaves. Immutable.
 *
 * @param talksEarly says hello before the greeting (RFC 5321 §4.3.1 forbids it)
 * @param dropAfter resets the connection once that phase went well; null: never
 * @param dripBytesPerSecond how slowly content goes out; 0: as fast as it can
 * @param holds says hello, logs in, and then only keeps the connection
 */
public record Behaviour(boolean talksEarly, @Nullable Phase dropAfter, long dripBytesPerSecond, boolean holds) {
    /** A good client. */
    public static final Behaviour NORMAL = new Behaviour(false, null, 0, false);

    public Behaviour {
        if (dripBytesPerSecond < 0) {
            throw new Refusal("drip", dripBytesPerSecond + " B/s", "> 0");
        }
        if (dropAfter == Phase.TRANSACTION || dropAfter == Phase.SESSION) {
            throw new Refusal(
                    "drop-after",
                    dropAfter.label(),
                    "a part of a session, such as banner, ehlo, auth, mail, rcpt, data or content");
        }
    }

    /** Whether there is anything about it. */
    public boolean isNormal() {
        return equals(NORMAL);
    }

    /** One line for people. */
    @Override
    public String toString() {
        return (talksEarly ? "early talk " : "")
                + (dropAfter == null ? "" : "drop after " + dropAfter.label() + " ")
                + (dripBytesPerSecond == 0 ? "" : "drip " + dripBytesPerSecond + " B/s ")
                + (holds ? "hold" : "");
    }
}
