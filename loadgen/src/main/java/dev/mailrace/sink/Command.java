package dev.mailrace.sink;

import static dev.mailrace.sink.SinkState.CHUNKS;
import static dev.mailrace.sink.SinkState.GREETED;
import static dev.mailrace.sink.SinkState.READY;
import static dev.mailrace.sink.SinkState.RECIPIENTS;
import static dev.mailrace.sink.SinkState.SENDER;

import java.util.EnumSet;
import java.util.List;

/**
 * The command table: each command that the sink knows, and the states that it is in order in (RFC 5321 §4.1.4).
 *
 * <p>Where a command is out of order it is 503, whatever its arguments are.
 */
enum Command {
    EHLO(GREETED, READY, SENDER, RECIPIENTS, CHUNKS),
    HELO(GREETED, READY, SENDER, RECIPIENTS, CHUNKS),
    /** RFC 2033 §4.1: LMTP's hello. */
    LHLO(GREETED, READY, SENDER, RECIPIENTS, CHUNKS),
    STARTTLS(READY), // RFC 3207: offered by EHLO, and not inside a transaction.
    XCLIENT(GREETED, READY), // Anywhere but inside a transaction, says Postfix's XCLIENT_README.
    AUTH(READY), // Not inside a transaction: RFC 4954 §4.
    MAIL(READY),
    RCPT(SENDER, RECIPIENTS),
    DATA(RECIPIENTS),
    /** In order everywhere, since its chunk must be read wherever it comes; the session judges its order. */
    BDAT(GREETED, READY, SENDER, RECIPIENTS, CHUNKS),
    RSET(GREETED, READY, SENDER, RECIPIENTS, CHUNKS),
    NOOP(GREETED, READY, SENDER, RECIPIENTS, CHUNKS),
    QUIT(GREETED, READY, SENDER, RECIPIENTS, CHUNKS),
    VRFY(GREETED, READY, SENDER, RECIPIENTS, CHUNKS),
    EXPN(GREETED, READY, SENDER, RECIPIENTS, CHUNKS),
    HELP(GREETED, READY, SENDER, RECIPIENTS, CHUNKS),
    ETRN(READY), // RFC 1985 §5.3: after EHLO, and not inside a transaction.
    /** Any line that begins with no verb above. */
    UNKNOWN(GREETED, READY, SENDER, RECIPIENTS, CHUNKS);

    /** Clears bit 5, which sets a lower-case letter apart from its capital; nothing but a letter becomes a letter. */
    private static final int CAPITALS = 0xdfdfdfdf;

    private static final byte[] LONG_STARTTLS = LineBytes.ascii("STARTTLS");
    private static final byte[] LONG_XCLIENT = LineBytes.ascii("XCLIENT");

    @SuppressWarnings("ImmutableEnumChecker") // An EnumSet tests a state by one bit; never changed.
    private final EnumSet<SinkState> states;

    Command(SinkState... states) {
        this.states = EnumSet.copyOf(List.of(states));
    }

    boolean inOrderIn(SinkState state) {
        return states.contains(state);
    }

    /** The commands that a sink obeys; the others it does not know. */
    static EnumSet<Command> offeredBy(SinkSettings settings) {
        EnumSet<Command> offered = EnumSet.allOf(Command.class);
        if (settings.behaviour().has(SinkTrait.LMTP)) {
            offered.remove(EHLO); // RFC 2033 §4.1
            offered.remove(HELO);
        } else {
            offered.remove(LHLO);
        }
        if (settings.tls().mode() == SinkTls.Mode.NONE) {
            offered.remove(STARTTLS);
        }
        if (!settings.behaviour().has(SinkTrait.XCLIENT)) {
            offered.remove(XCLIENT);
        }
        return offered;
    }

    /**
     * The command that a line begins with; verbs may be in any case (RFC 5321 §2.4).
     *
     * @param line borrowed; the line begins at 0
     * @param end where the line ends, without its line end
     */
    static Command at(byte[] line, int end) {
        if (end < 4) {
            return UNKNOWN;
        }
        if (end > 4 && line[4] != ' ' && line[4] != '\t') {
            int verbEnd = LineBytes.skipWord(line, 4, end);
            return LineBytes.equal(line, 0, verbEnd, LONG_STARTTLS)
                    ? STARTTLS
                    : LineBytes.equal(line, 0, verbEnd, LONG_XCLIENT) ? XCLIENT : UNKNOWN;
        }
        int verb = line[0] << 24 | (line[1] & 0xff) << 16 | (line[2] & 0xff) << 8 | (line[3] & 0xff);
        return switch (verb & CAPITALS) {
            case 'M' << 24 | 'A' << 16 | 'I' << 8 | 'L' -> MAIL;
            case 'R' << 24 | 'C' << 16 | 'P' << 8 | 'T' -> RCPT;
            case 'D' << 24 | 'A' << 16 | 'T' << 8 | 'A' -> DATA;
            case 'B' << 24 | 'D' << 16 | 'A' << 8 | 'T' -> BDAT;
            case 'E' << 24 | 'H' << 16 | 'L' << 8 | 'O' -> EHLO;
            case 'H' << 24 | 'E' << 16 | 'L' << 8 | 'O' -> HELO;
            case 'L' << 24 | 'H' << 16 | 'L' << 8 | 'O' -> LHLO;
            case 'A' << 24 | 'U' << 16 | 'T' << 8 | 'H' -> AUTH;
            case 'R' << 24 | 'S' << 16 | 'E' << 8 | 'T' -> RSET;
            case 'N' << 24 | 'O' << 16 | 'O' << 8 | 'P' -> NOOP;
            case 'Q' << 24 | 'U' << 16 | 'I' << 8 | 'T' -> QUIT;
            case 'V' << 24 | 'R' << 16 | 'F' << 8 | 'Y' -> VRFY;
            case 'E' << 24 | 'X' << 16 | 'P' << 8 | 'N' -> EXPN;
            case 'H' << 24 | 'E' << 16 | 'L' << 8 | 'P' -> HELP;
            case 'E' << 24 | 'T' << 16 | 'R' << 8 | 'N' -> ETRN;
            default -> UNKNOWN;
        };
    }
}
