package dev.mailrace.scenario;

import java.util.Locale;

/** What an arrival is. */
public enum Work {
    /** A transaction: a message to be accepted. */
    MAIL,
    /** A session of its own that connects, logs in and leaves; accepted when the login was. */
    LOGIN;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
