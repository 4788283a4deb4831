package dev.mailrace.session;

import dev.mailrace.wire.Printable;
import dev.mailrace.wire.Reply;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How an arrival ended. Immutable.
 *
 * @param kind exactly one of six
 * @param phase where it ended; null when it never began
 * @param code the reply's code; 0 when no reply decided it
 * @param enhanced the enhanced status code (RFC 3463) in dotted form; empty when there was none
 * @param reason why, where no reply says so
 * @param sample what the server or the system said, printable and bounded, for people; no part of the key
 */
public record Outcome(Kind kind, @Nullable Phase phase, int code, String enhanced, Reason reason, String sample) {

    /** The ways to end; each arrival takes exactly one. */
    public enum Kind {
        /** A 2xx after the final dot. */
        ACCEPTED,
        /** The server said no. */
        REJECTED,
        /** No reply could decide it. */
        FAILED,
        /** The connection was lost after the final dot: the server may hold the message. */
        UNCONFIRMED,
        /** The backlog was full. */
        DROPPED,
        /** The run ended first. */
        CUT_OFF;

        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }

        /**
         * Whether what was due was not accepted, whatever else is known of it; of what the run's end cut off, {@link
         * Outcome#isError} knows more.
         */
        public boolean isError() {
            return this != ACCEPTED && this != CUT_OFF;
        }
    }

    /** Why an arrival failed, where no reply says so. */
    public enum Reason {
        NONE,
        REFUSED,
        UNREACHABLE,
        RESET,
        CLOSED,
        TIMEOUT,
        TLS,
        PROTOCOL,
        AUTHENTICATION,
        LOCAL_LIMIT,
        /** Cut off by the run's end after a longer wait than any that ended well: the server hangs. */
        UNANSWERED,
        /** Cut off by us, on purpose. */
        AS_ASKED;

        /** The name in files; empty for {@link #NONE}. */
        public String label() {
            return this == NONE ? "" : name().toLowerCase(Locale.ROOT);
        }
    }

    /** Where a login is all that was wanted (RFC 4954 §6). */
    public static final Outcome LOGGED_IN = new Outcome(Kind.ACCEPTED, Phase.AUTH, 235, "", Reason.NONE, "");

    /** Where a handshake is all that was wanted. */
    public static final Outcome SHAKEN = new Outcome(Kind.ACCEPTED, Phase.TLS, 0, "", Reason.NONE, "");

    /** Where a session is all that was wanted. */
    public static final Outcome GREETED = new Outcome(Kind.ACCEPTED, Phase.EHLO, 250, "", Reason.NONE, "");

    /** The most common ending, shared. */
    public static final Outcome ACCEPTED = new Outcome(Kind.ACCEPTED, Phase.CONTENT, 250, "", Reason.NONE, "");

    public static final Outcome DROPPED = new Outcome(Kind.DROPPED, null, 0, "", Reason.NONE, "the backlog was full");

    public static final Outcome CUT_OFF = new Outcome(Kind.CUT_OFF, null, 0, "", Reason.NONE, "the run ended first");

    private static final int SAMPLE_CHARACTERS_MAX = 200;

    public Outcome {
        sample = Printable.of(sample, SAMPLE_CHARACTERS_MAX);
    }

    static Outcome rejected(Phase phase, Reply reply) {
        return new Outcome(
                Kind.REJECTED,
                phase,
                reply.code(),
                reply.enhancedStatus().toString(),
                Reason.NONE,
                reply.code() + " " + reply.joined());
    }

    /** The same ending with another text. */
    Outcome saying(String words) {
        return new Outcome(kind, phase, code, enhanced, reason, words);
    }

    static Outcome failed(Phase phase, Reason reason, String sample) {
        return new Outcome(Kind.FAILED, phase, 0, "", reason, sample);
    }

    static Outcome accepted(Phase phase, int code) {
        return new Outcome(Kind.ACCEPTED, phase, code, "", Reason.NONE, "");
    }

    static Outcome unconfirmed(Outcome loss) {
        return new Outcome(Kind.UNCONFIRMED, Phase.CONTENT, 0, "", loss.reason, loss.sample);
    }

    /** We left on purpose. */
    static Outcome dropped(Phase phase) {
        return new Outcome(
                Kind.CUT_OFF, phase, 0, "", Reason.AS_ASKED, "dropped after " + phase.label() + ", as asked");
    }

    static Outcome cutOff(Phase phase) {
        return new Outcome(Kind.CUT_OFF, phase, 0, "", Reason.NONE, CUT_OFF.sample);
    }

    /**
     * As {@code cutOff}, which the run's end made, but of an arrival that had waited longer than any that ended well.
     */
    public static Outcome unanswered(Outcome cutOff) {
        return new Outcome(Kind.CUT_OFF, cutOff.phase, 0, "", Reason.UNANSWERED, "no answer when the run ended");
    }

    /** Whether it counts against the server: it was due and not accepted, or had gone without an answer for too long. */
    public boolean isError() {
        return kind.isError() || reason == Reason.UNANSWERED;
    }

    /** The same ending as {@code other}: equal in all but the sample. */
    public boolean sameAs(Outcome other) {
        return kind == other.kind
                && phase == other.phase
                && code == other.code
                && reason == other.reason
                && enhanced.equals(other.enhanced);
    }
}
