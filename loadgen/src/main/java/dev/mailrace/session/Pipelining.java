package dev.mailrace.session;

/** How much is sent without waiting for a reply, where the server offers PIPELINING (RFC 2920). */
public enum Pipelining {
    /** A command a round trip. */
    NONE,
    /** MAIL, RCPT and DATA in one write. */
    TRANSACTION,
    /**
     * The same, and the next envelope in one write with the content (RFC 2920 §3.1). Two well-known servers advertise
     * PIPELINING and lose what follows the final dot, so this is never the default.
     */
    SESSION
}
