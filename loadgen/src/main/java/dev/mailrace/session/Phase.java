package dev.mailrace.session;

import dev.mailrace.fault.Refusal;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** The timed parts of a session, in the order of a dialogue; then wholes, and what comes after the session. */
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
    /** Postfix's XCLIENT and its second greeting. */
    XCLIENT,
    /** All rounds of AUTH, without the time that the client itself needs between them. */
    AUTH,
    /** What the client itself needed for its AUTH responses: hashing, and waiting for a thread that hashes. */
    AUTH_CLIENT,
    /** The AUTH command and its reply; rounds are timed where {@link Login#timesRounds} asks for it. */
    AUTH_ROUND_1,
    AUTH_ROUND_2,
    AUTH_ROUND_3,
    /** The fourth response and its reply, and any later one. */
    AUTH_ROUND_4,
    MAIL,
    RCPT,
    DATA,
    /** A chunk (RFC 3030) that is not the last. */
    CHUNK,
    /** From the write of the message to the reply after the final dot. */
    CONTENT,
    RSET,
    NOOP,
    VRFY,
    EXPN,
    HELP,
    ETRN,
    QUIT,
    /** From the write of MAIL to the reply after the final dot. */
    TRANSACTION,
    /** From the connect call to the end of the connection. */
    SESSION,
    /** From the reply that accepted a message to its arrival, by recipient. */
    DELIVERY,
    /** From when a message was due to its arrival, by recipient. */
    END_TO_END;

    private static final Phase[] BY_ORDINAL = values();

    private final String label = name().toLowerCase(Locale.ROOT);

    /** The name in files and on screens. */
    public String label() {
        return label;
    }

    /** The round of that number, from 0. */
    static Phase authRound(int number) {
        return BY_ORDINAL[Math.min(AUTH_ROUND_1.ordinal() + number, AUTH_ROUND_4.ordinal())];
    }

    static Phase ofOrdinal(int ordinal) {
        return BY_ORDINAL[ordinal];
    }

    /** Whether it is a part of a session, or the whole of one. */
    private boolean isOfSession() {
        return this != DELIVERY && this != END_TO_END;
    }

    /**
     * The phase of a session with that label, in any case.
     *
     * @throws Refusal when there is none
     */
    public static Phase of(String label) {
        for (Phase phase : BY_ORDINAL) {
            if (phase.isOfSession() && phase.label.equalsIgnoreCase(label)) {
                return phase;
            }
        }
        throw new Refusal(
                "phase",
                label,
                "one of "
                        + Arrays.stream(BY_ORDINAL)
                                .filter(Phase::isOfSession)
                                .map(Phase::label)
                                .collect(Collectors.joining(", ")));
    }
}
