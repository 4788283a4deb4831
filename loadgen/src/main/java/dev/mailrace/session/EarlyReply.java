package dev.mailrace.session;

/**
 * A reply that came before the last byte of its command left. It answers a command not yet sent: counted, it would be a
 * message that the server cannot have, in no time at all.
 */
final class EarlyReply {
    private EarlyReply() {}

    /** Whether nothing has left that a reply could answer: one that comes with the last reply is not the next one's. */
    static boolean isEarly(SmtpSession session) {
        Flight flight = session.flight;
        return flight.isEmpty()
                || flight.phase() == Phase.CONNECT
                || !(flight.isWritten() && session.outbox.isOut(session.context(), flight.write()));
    }

    /**
     * Ends the session upon an early reply, for the stream is out of step. Content may be refused in its middle; that is
     * the message's end.
     */
    static void end(SmtpSession session, int code) {
        String words = code + " " + session.reply().joined();
        Flight flight = session.flight;
        if (flight.isEmpty() || flight.phase() == Phase.CONNECT) {
            session.violated("a reply that nobody asked for: " + words);
            return;
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
            session.violated(
                    phase.label() + " was answered before it was " + (ofContent ? "complete" : "sent") + ": " + words);
        }
    }
}
