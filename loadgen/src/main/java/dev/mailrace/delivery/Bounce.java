package dev.mailrace.delivery;

import dev.mailrace.mail.Stamp;
import dev.mailrace.wire.EnhancedStatus;
import dev.mailrace.wire.Printable;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a server says became of a message that it took: a delivery status notification (RFC 3464), or a text that quotes the
 * message, as qmail and old releases of Exim write it. Immutable.
 */
public final class Bounce {
    static final int RECIPIENTS_MAX = 1_000;

    private static final int DIAGNOSTIC_CHARACTERS_MAX = 200;
    private static final int ADDRESS_CHARACTERS_MAX = 320; // 64, the sign, 255: RFC 5321 §4.5.3.1

    /** What was done about a recipient (RFC 3464 §2.3.3). */
    public enum Action {
        FAILED,
        /** Not yet delivered; the server goes on trying. */
        DELAYED,
        DELIVERED,
        /** Handed to a server that sends no notifications. */
        RELAYED,
        /** Handed on to several others. */
        EXPANDED;

        /** @param status decides where the word is none of these */
        static Action of(String word, EnhancedStatus status) {
            for (Action action : values()) {
                if (word.toLowerCase(Locale.ROOT).startsWith(action.word())) {
                    return action;
                }
            }
            return switch (status.statusClass()) {
                case 2 -> DELIVERED;
                case 4 -> DELAYED;
                default -> FAILED;
            };
        }

        /** In lower case, as notifications have it. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * What became of one recipient.
     *
     * @param address as the sender gave it where that is told, else as the server had it last; printable
     * @param status {@link EnhancedStatus#NONE}: not told
     * @param diagnostic one printable line; empty: not told
     */
    public record Recipient(String address, Action action, EnhancedStatus status, String diagnostic) {
        public Recipient {
            address = Printable.of(address, ADDRESS_CHARACTERS_MAX - 1);
            diagnostic = Printable.of(diagnostic, DIAGNOSTIC_CHARACTERS_MAX - 1);
        }
    }

    private final List<Recipient> recipients;
    private final Stamp.@Nullable Mark original;
    private final String envelopeId;

    Bounce(List<Recipient> recipients, Stamp.@Nullable Mark original, String envelopeId) {
        this.recipients = List.copyOf(recipients);
        this.original = original;
        this.envelopeId = Printable.of(envelopeId, ADDRESS_CHARACTERS_MAX);
    }

    /**
     * Reads one; takes time by the message's length, whatever it holds.
     *
     * @param received a whole message; borrowed
     * @return null: it is none, such as a message that bears a stamp of its own
     */
    public static @Nullable Bounce read(byte[] received) {
        Entity message = new Entity(received, 0, received.length);
        if (Marks.inHeader(message) != null) {
            return null;
        }
        Bounce report = StatusReport.read(message);
        return report == null ? TextBounce.read(message) : report;
    }

    /** In the order of the report, {@value #RECIPIENTS_MAX} at most; empty: not told. */
    public List<Recipient> recipients() {
        return recipients;
    }

    /** The stamp of the message that it is about; null: not quoted, or without one. */
    public Stamp.@Nullable Mark original() {
        return original;
    }

    /** What the sender called the message by ENVID (RFC 3461 §4.4); empty: not told. */
    public String envelopeId() {
        return envelopeId;
    }

    @Override
    public String toString() {
        return recipients + " of " + original;
    }
}
