package dev.mailrace.bench.peers;

import java.util.List;

/** A way of sending. The first speaks for the peers: ratios are to it. */
enum Contender {
    SMTP_SOURCE("smtp-source", "smtp-source", ""),
    POSTAL("postal", "postal", ""),
    NONE("none", "Mailrace, a round trip a command", "--pipelining none"),
    TRANSACTION("transaction", "Mailrace, MAIL RCPT DATA in one write", "--pipelining transaction"),
    SESSION("session", "Mailrace, content and next envelope in one write", "--pipelining session"),
    BDAT("bdat", "Mailrace, BDAT, window of 16", "--chunking --window 16");

    /** postal has a thread a connection and sends some hundred messages a second, whatever their number. */
    private static final int POSTAL_CONNECTIONS_MAX = 100;

    private static final int SMALL_BYTES = 1024;

    private final String key;
    private final String label;
    private final String arguments;

    Contender(String key, String label, String arguments) {
        this.key = key;
        this.label = label;
        this.arguments = arguments;
    }

    String key() {
        return key;
    }

    String label() {
        return label;
    }

    /** Mailrace's options; the peers have none. */
    List<String> arguments() {
        return arguments.isEmpty() ? List.of() : List.of(arguments.split(" ", -1));
    }

    /** Whether it can do what the cell asks. */
    boolean does(Cell cell) {
        return switch (this) {
            case SMTP_SOURCE, NONE -> true;
            case POSTAL -> cell.connections() <= POSTAL_CONNECTIONS_MAX;
            // What goes ahead of the replies needs a next message on the same connection.
            case TRANSACTION, SESSION, BDAT -> cell.kept();
        };
    }

    /** Whether a run of the default length measures it there: like for like everywhere, all else where it tells most. */
    boolean telling(Cell cell) {
        return switch (this) {
            case SMTP_SOURCE, POSTAL, NONE, BDAT -> true;
            case TRANSACTION, SESSION ->
                cell.connections() == 100 || (cell.connections() > 100 && cell.bytes() <= SMALL_BYTES);
        };
    }

    /** As people write it on the command line. */
    @Override
    public String toString() {
        return key;
    }
}
