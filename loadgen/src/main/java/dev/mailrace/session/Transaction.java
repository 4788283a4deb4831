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
    boolean contentSent;
    long finalDotWrite; // which of the session's writes carries it

    @Nullable
    Outcome outcome; // the first cause; null while all is well

    @Nullable
    Outcome recipientRefusal; // the first refused recipient

    final void begin(long nowNanos) {
        startNanos = nowNanos;
        recipientsAnswered = 0;
        recipientsAccepted = 0;
        contentSent = false;
        outcome = null;
        recipientRefusal = null;
    }

    /** When MAIL was written, on the loop's ticker. */
    public final long startNanos() {
        return startNanos;
    }

    /** How many recipients the server took. */
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

    /** At least 1. */
    protected abstract int recipients();

    /** Appends the reverse-path without its brackets. */
    protected abstract void writeSender(ByteBuf out);

    /** Appends a forward-path without its brackets; {@code index} counts from 0. */
    protected abstract void writeRecipient(int index, ByteBuf out);

    /** Appends the first part of the content, dot-stuffed: what differs from message to message. */
    protected abstract void writeHead(ByteBuf out);

    /** The shared part of the content, dot-stuffed: borrowed, of which {@link #bodyBytes} from index 0 on are sent. */
    protected abstract ByteBuf body();

    protected abstract int bodyBytes();

    /** Appends the end of the content and the final dot. */
    protected abstract void writeTail(ByteBuf out);
}
