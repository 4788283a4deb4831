package dev.mailrace.session;

import java.util.Locale;

/** The timed parts of a session, in the order of a dialogue; the last two are wholes. */
public enum Phase {
    /** From the connect call to the established connection. */
    CONNECT,
    /** The TLS handshake. */
    TLS,
    /** From the established connection to the greeting. */
    BANNER,
    /** EHLO, or HELO where EHLO is refused. */
    EHLO,
    STARTTLS,
    /** All rounds of AUTH, without the time that the client itself needs between them. */
    AUTH,
    MAIL,
    RCPT,
    DATA,
    /** From the write of the message to the reply after the final dot. */
    CONTENT,
    RSET,
    QUIT,
    /** From the write of MAIL to the reply after the final dot. */
    TRANSACTION,
    /** From the connect call to the end of the connection. */
    SESSION;

    private static final Phase[] BY_ORDINAL = values();

    private final String label = name().toLowerCase(Locale.ROOT);

    /** The name in files and on screens. */
    public String label() {
        return label;
    }

    static Phase ofOrdinal(int ordinal) {
        return BY_ORDINAL[ordinal];
    }

    /**
     * The phase of that label, in any case.
     *
     * @throws IllegalArgumentException when there is none
     */
    public static Phase of(String label) {
        for (Phase phase : BY_ORDINAL) {
            if (phase.label.equalsIgnoreCase(label)) {
                return phase;
            }
        }
        throw new IllegalArgumentException("phase: " + label + " (expected: one of connect, banner, ehlo, auth, mail, "
                + "rcpt, data, content, rset, quit)");
    }
}
