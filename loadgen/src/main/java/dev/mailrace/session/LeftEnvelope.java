package dev.mailrace.session;

/**
 * What the server may still hold of an envelope whose content it refused. Owned by the session's loop.
 *
 * <p>Postfix forgets such an envelope by itself; Exim and Dovecot's LMTP keep it until RSET, and refuse the next MAIL. Where
 * that one is on its way already, in a window, its recipients join the envelope that stands, and its content is taken: so
 * the reply to MAIL decides nothing there, but the reply to BDAT LAST.
 */
final class LeftEnvelope {
    private boolean maybe;
    private int recipients;

    /** A refused content leaves so many recipients. */
    void left(int recipientsHeld) {
        maybe = true;
        recipients = recipientsHeld;
    }

    /** A MAIL, a content or a RSET was answered well: nothing older is left. */
    void clear() {
        maybe = false;
        recipients = 0;
    }

    /** Notes of a MAIL that was refused what it may have met. */
    void meet(Transaction transaction) {
        transaction.joinsLeft = maybe;
        transaction.recipientsLeft = recipients;
    }
}
