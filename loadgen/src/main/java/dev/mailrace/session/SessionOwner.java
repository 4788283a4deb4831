package dev.mailrace.session;

import org.jspecify.annotations.Nullable;

/**
 * Gives a session its work and is told the results. Called on the session's loop; must not block.
 *
 * <p>In order: {@link #phaseEnded} for each phase; {@link #next} whenever a transaction could start;
 * {@link #transactionEnded} once for each transaction that was begun; {@link #closed} once, last.
 */
public interface SessionOwner {
    /**
     * A phase ended with a reply, or with the loss of the connection.
     *
     * @param serviceNanos from the write to the reply
     * @param positive whether the reply was the one hoped for
     * @param transaction the one it belongs to; null for phases of the session
     */
    void phaseEnded(Phase phase, long serviceNanos, boolean positive, @Nullable Transaction transaction);

    /** TLS is spoken from here on; {@link Phase#TLS} ends right after. */
    default void handshaken(TlsSession handshake) {}

    /** The session has said hello and logged in; {@link #next} follows. */
    default void established(SmtpSession session) {}

    /**
     * The next transaction to begin now. With null the session waits for {@link SmtpSession#begin} or
     * {@link SmtpSession#quit}, which may also be called from within this method.
     */
    @Nullable
    Transaction next(SmtpSession session);

    /**
     * A recipient's own end: refused at RCPT, or any in LMTP after the content (RFC 2033 §4.2). Comes before the end of its
     * transaction.
     */
    default void recipientEnded(Transaction transaction, Outcome outcome) {}

    /**
     * A transaction ended.
     *
     * @param endNanos when its last reply came, on the loop's ticker
     */
    void transactionEnded(Transaction transaction, Outcome outcome, long endNanos);

    /** What had arrived of this session is handled, and its answers are written: other work may have become due. */
    default void readCompleted() {}

    /**
     * The connection is gone, or never came to be.
     *
     * @param cause why; null when it ended as asked: after QUIT, or by {@link SmtpSession#quit} before
     */
    void closed(SmtpSession session, @Nullable Outcome cause);

    /** An internal error, which must end the run: {@link #closed} follows. */
    void broken(SmtpSession session, Throwable fault);
}
