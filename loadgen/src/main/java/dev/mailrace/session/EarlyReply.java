package dev.mailrace.session;

/**
 * A reply that came before the last byte of its command left. It answers what nobody asked yet: counted, it would be a
 * message that the server cannot have, in no time at all.
 */
final class EarlyReply {
    private static final int SERVICE_CLOSING = 421; // may come at any time: RFC 5321 §3.8

    private EarlyReply() {}

    /**
     * Ends the session where the reply at hand is early, for the stream is out of step then. Content may be refused in its
     * middle; that is the message's end.
     *
     * @return whether it did
     */
    static boolean ends(SmtpSession session, int code) {
        Flight flight = session.flight;
        if (flight.isEmpty() || (flight.isWritten() && session.outbox.isOut(session.context(), flight.write()))) {
            return false;
        }
        if (code == SERVICE_CLOSING) {
            return false;
        }
        Phase phase = flight.phase();
        Transaction transaction = flight.transaction();
        boolean ofContent = phase == Phase.CONTENT || phase == Phase.CHUNK;
        boolean refused = code / 100 == 4 || code / 100 == 5;
        if (ofContent && refused && transaction != null) {
            Outcome refusal = Outcome.rejected(phase, session.reply());
            transaction.refusedEarly(refusal);
            session.close(refusal);
        } else {
            session.violated(phase.label() + " was answered before it was " + (ofContent ? "complete" : "sent") + ": "
                    + code + " " + session.reply().joined());
        }
        return true;
    }
}
