package dev.mailrace.sink;

/** What a sink may do beyond SMTP, or otherwise. */
public enum SinkTrait {
    /** Speaks LMTP (RFC 2033): LHLO instead of EHLO, and a reply a recipient after the content. */
    LMTP,
    /**
     * Refuses by name: recipients whose local part begins with {@code refused} are 550 5.1.1 at RCPT; those with
     * {@code full} are 452 4.2.2, in LMTP only after the content.
     */
    REFUSING_NAMES,
    /** Accepts XCLIENT from any client (Postfix). */
    XCLIENT,
    /**
     * Forgets a transaction at a BDAT LAST that it refuses, as Postfix does. Else only RSET, or a hello, ends one that is
     * open, as with Exim and Dovecot.
     */
    RESETTING,
    /** Expects each connection to begin with a header of the PROXY protocol, version 1 or 2, and closes others. */
    PROXY_PROTOCOL,
    /** Counts each reply, as it does where it has faults: for the ledger that is written at its end. */
    ACCOUNTING;

    /** In a few words, for the line that says what a sink offers. */
    @Override
    public String toString() {
        return switch (this) {
            case LMTP -> "LMTP";
            case REFUSING_NAMES -> "refuses by name";
            case XCLIENT -> "XCLIENT";
            case RESETTING -> "resets at a refused BDAT LAST";
            case PROXY_PROTOCOL -> "PROXY protocol";
            case ACCOUNTING -> "counts each reply";
        };
    }
}
