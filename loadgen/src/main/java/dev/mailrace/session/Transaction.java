package dev.mailrace.session;

import io.netty.buffer.ByteBuf;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * One transaction: the subclass knows what is sent, the session keeps here how far it got.
 *
 * <p>Owned by the session's loop from {@link SmtpSession#begin} to {@link SessionOwner#transactionEnded}; may be used
 * again afterwards. Nothing here allocates, but the first refusal of a recipient.
 */
public abstract class Transaction {
    private static final int BAD_SEQUENCE = 503; // RFC 5321 §4.1.4

    long startNanos;
    int recipientsAnswered;
    int recipientsAccepted;
    int stepsAnswered;
    int contentReplies; // of LMTP: one a recipient
    int recipientsDelivered; // by these

    @Nullable
    Outcome deliveryRefusal; // the first of these

    private @Nullable BitSet refused; // of the recipients, from 0; null: none ever was
    private int contentRecipient; // whose reply to LMTP's content comes next, or one before it

    boolean contentSent;
    int lastWrite; // which of the session's writes carries it
    boolean touched; // a positive reply came

    @Nullable
    Outcome outcome; // the first cause; null while all is well

    /** Of a MAIL whose content goes out before the reply to it, and so may be taken all the same. */
    @Nullable
    Outcome mailRefusal;

    boolean joinsLeft; // that MAIL came upon an envelope which the server may have kept open
    int recipientsLeft; // in that one

    @Nullable
    Outcome recipientRefusal; // the first refused recipient

    /** The last reply, where it says that no other will come. */
    @Nullable
    Outcome farewell;

    final void begin(long nowNanos) {
        startNanos = nowNanos;
        touched = false;
        mailRefusal = null;
        joinsLeft = false;
        recipientsLeft = 0;
        farewell = null;
        recipientsAnswered = 0;
        recipientsAccepted = 0;
        stepsAnswered = 0;
        contentReplies = 0;
        recipientsDelivered = 0;
        deliveryRefusal = null;
        contentSent = false;
        outcome = null;
        recipientRefusal = null;
        contentRecipient = 0;
        if (refused != null) {
            refused.clear();
        }
    }

    /** The server takes nothing for that recipient, counted from 0. */
    final void refuse(int recipient) {
        BitSet known = refused == null ? new BitSet() : refused;
        known.set(recipient);
        refused = known;
    }

    /** The recipient whose turn it is behind LMTP's content, where replies come for those that were taken, in their order. */
    final int nextContentRecipient() {
        while (refused != null && refused.get(contentRecipient)) {
            contentRecipient++;
        }
        return contentRecipient++;
    }

    /** Whether the server has refused nothing for that recipient, counted from 0. */
    public final boolean isTaken(int recipient) {
        return refused == null || !refused.get(recipient);
    }

    /** Content was refused in its middle; where no recipient was taken, that is the cause. */
    final void refusedEarly(Outcome refusal) {
        if (outcome == null) {
            Outcome ofEnvelope = envelopeRefusal();
            outcome = ofEnvelope != null ? ofEnvelope : refusal;
        }
    }

    /** When its first command was written, on the loop's ticker. */
    public final long startNanos() {
        return startNanos;
    }

    /** How many recipients the server took; in LMTP, and still had after the content. */
    public final int recipientsAccepted() {
        return recipientsAccepted;
    }

    /** How many recipients the server refused. */
    public final int recipientsRefused() {
        return recipientsAnswered - recipientsAccepted;
    }

    /** The first refusal of a recipient, also where others were taken; null when none was refused. */
    public final @Nullable Outcome recipientRefusal() {
        return recipientRefusal;
    }

    /**
     * Whether the server has answered none of its commands well, so that it may be sent anew on another connection as if
     * it had never begun. Of an {@link Outcome.Kind#UNCONFIRMED} one no reply came, and yet the server may hold it.
     */
    public final boolean isUntouched() {
        return !touched;
    }

    /** How many recipients a content would go to: its own, and those of the envelope that it may have joined. */
    final int recipientsHeld() {
        return recipientsAccepted + recipientsLeft;
    }

    /** The refusal of its envelope as far as that is answered; null while one of its recipients is taken. */
    final @Nullable Outcome envelopeRefusal() {
        Outcome ofMail = mailRefusal;
        Outcome ofRecipient = recipientRefusal;
        if (recipientsAccepted > 0) {
            return null;
        }
        if (ofMail == null || ofRecipient == null) {
            return ofMail == null ? ofRecipient : ofMail;
        }
        // A MAIL upon an open envelope is refused for its place, which is our doing; the recipient is the cause.
        return joinsLeft && ofRecipient.code() != BAD_SEQUENCE ? ofRecipient : ofMail;
    }

    /** Commands before MAIL, each a round trip. */
    protected int steps() {
        return 0;
    }

    /** Which command that is: one of RSET, NOOP, VRFY, EXPN, HELP, ETRN; {@code index} counts from 0. */
    protected Phase step(int index) {
        throw new IllegalStateException("step " + index + " (expected: fewer than " + steps() + ")");
    }

    /** Appends the whole command with its line end. */
    protected void writeStep(int index, ByteBuf out) {
        throw new IllegalStateException("step " + index + " (expected: fewer than " + steps() + ")");
    }

    /** Whether mail follows the steps; without it they are all there is. */
    protected boolean sendsMail() {
        return true;
    }

    /** Whether content follows the envelope; without it the envelope is cleared. Only where each reply is waited for. */
    protected boolean sendsContent() {
        return true;
    }

    /** Appends an id of the envelope for DSN, as xtext (RFC 3461 §4.4). */
    protected void writeEnvelopeId(ByteBuf out) {
        throw new IllegalStateException("an envelope without an id (expected: none asked for)");
    }

    /** At least 1. */
    protected abstract int recipients();

    /** Appends the reverse-path without its brackets. */
    protected abstract void writeSender(ByteBuf out);

    /** Appends a forward-path without its brackets; {@code index} counts from 0. */
    protected abstract void writeRecipient(int index, ByteBuf out);

    /** The content's bytes before dot-stuffing, as BDAT counts them. */
    protected abstract long contentBytes();

    /** Appends the first part of the content: what differs from message to message; none of its lines begins with a dot. */
    protected abstract void writeHead(ByteBuf out);

    /** The shared part of the content, dot-stuffed or plain: borrowed, of which {@link #bodyBytes} from index 0 on are sent. */
    protected abstract ByteBuf body(boolean stuffed);

    protected abstract int bodyBytes(boolean stuffed);

    /** Appends the end of the content's last line, without the final dot. */
    protected abstract void writeTail(ByteBuf out);
}
