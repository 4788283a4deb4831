package dev.mailrace.session;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * One transaction: the subclass knows what is sent, the session keeps here how far it got.
 *
 * <p>Owned by the session's loop from {@link SmtpSession#begin} to {@link SessionOwner#transactionEnded}; may be used
 * again afterwards. Nothing here allocates.
 */
public abstract class Transaction {
    long startNanos;
    int recipientsAnswered;
    int recipientsAccepted;
    int stepsAnswered;
    int contentReplies; // of LMTP: one a recipient
    int recipientsDelivered; // by these

    @Nullable
    Outcome deliveryRefusal; // the first of these

    boolean contentSent;
    int lastWrite; // which of the session's writes carries it

    @Nullable
    Outcome outcome; // the first cause; null while all is well

    @Nullable
    Outcome recipientRefusal; // the first refused recipient

    final void begin(long nowNanos) {
        startNanos = nowNanos;
        recipientsAnswered = 0;
        recipientsAccepted = 0;
        stepsAnswered = 0;
        contentReplies = 0;
        recipientsDelivered = 0;
        deliveryRefusal = null;
        contentSent = false;
        outcome = null;
        recipientRefusal = null;
    }

    /** Content was refused in its middle; where no recipient was taken, that is the cause. */
    final void refusedEarly(Outcome refusal) {
        if (outcome == null) {
            outcome = recipientsAccepted == 0 && recipientRefusal != null ? recipientRefusal : refusal;
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
