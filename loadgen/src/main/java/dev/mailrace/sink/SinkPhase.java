package dev.mailrace.sink;

import java.util.Locale;

/** What a sink answers: a command by its verb, the connection by a banner, a content by a verdict; in the order of a dialogue. */
public enum SinkPhase {
    /** The greeting, also where a client would say connect. */
    BANNER,
    /** EHLO, HELO and LHLO. */
    EHLO,
    STARTTLS,
    XCLIENT,
    /** The AUTH command: its first reply. */
    AUTH,
    MAIL,
    RCPT,
    DATA,
    /** A BDAT that is not the last (RFC 3030). */
    CHUNK,
    /** The final dot, or BDAT LAST. */
    CONTENT,
    RSET,
    NOOP,
    VRFY,
    EXPN,
    HELP,
    ETRN,
    QUIT,
    /** What is no known command, and what nobody asked for, such as the 421 for silence. */
    OTHER;

    private final String label = name().toLowerCase(Locale.ROOT);

    /** The name in files and on the command line. */
    public String label() {
        return label;
    }

    /** That of a command; of BDAT, that of a chunk. */
    static SinkPhase of(Command command) {
        return switch (command) {
            case EHLO, HELO, LHLO -> EHLO;
            case STARTTLS -> STARTTLS;
            case XCLIENT -> XCLIENT;
            case AUTH -> AUTH;
            case MAIL -> MAIL;
            case RCPT -> RCPT;
            case DATA -> DATA;
            case BDAT -> CHUNK;
            case RSET -> RSET;
            case NOOP -> NOOP;
            case QUIT -> QUIT;
            case VRFY -> VRFY;
            case EXPN -> EXPN;
            case HELP -> HELP;
            case ETRN -> ETRN;
            case UNKNOWN -> OTHER;
        };
    }
}
