package dev.mailrace.session;

import java.util.Locale;

/** What a session speaks. */
public enum Protocol {
    /** RFC 5321. */
    SMTP,
    /** RFC 2033: LHLO, and a reply for each recipient after the content. */
    LMTP;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
