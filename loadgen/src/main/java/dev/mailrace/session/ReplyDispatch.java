package dev.mailrace.session;

/** Gives each reply to the part of the dialogue whose command it answers. Owned by the session's loop. */
final class ReplyDispatch {
    private static final int SERVICE_CLOSING = 421; // RFC 5321 §3.8

    private final SmtpSession session;
    private final Greeting greeting;
    private final TransactionFlow transactions;

    ReplyDispatch(SmtpSession session, Greeting greeting, TransactionFlow transactions) {
        this.session = session;
        this.greeting = greeting;
        this.transactions = transactions;
    }

    void replied(int code, long now) {
        if (session.flight.isEmpty() || session.flight.phase() == Phase.CONNECT) {
            unasked(code);
            return;
        }
        Phase phase = session.flight.phase();
        if (code == SERVICE_CLOSING && phase != Phase.QUIT) {
            session.close(Outcome.rejected(phase, session.reply()));
            return;
        }
        if (code / 100 == 3 && !asksForMore(phase, code)) {
            session.violated(
                    phase + " was answered by " + code + " " + session.reply().joined());
            return;
        }
        switch (phase) {
            case BANNER -> greeting.bannerReplied(code, now);
            case EHLO -> greeting.helloReplied(code, now);
            case STARTTLS -> greeting.startTlsReplied(code, now);
            case XCLIENT -> greeting.xclientReplied(code, now);
            case AUTH -> greeting.authentication().authReplied(code, now);
            case MAIL -> transactions.mailReplied(code, now);
            case RCPT -> transactions.rcptReplied(code, now);
            case DATA -> transactions.dataReplied(code, now);
            case CHUNK -> transactions.chunkReplied(code, now);
            case CONTENT -> transactions.contentReplied(code, now);
            case RSET, NOOP, VRFY, EXPN, HELP, ETRN -> transactions.commandReplied(code, now);
            case QUIT -> {
                session.answered(now, true);
                session.close(null);
            }
            case CONNECT,
                    TLS,
                    AUTH_CLIENT,
                    AUTH_ROUND_1,
                    AUTH_ROUND_2,
                    AUTH_ROUND_3,
                    AUTH_ROUND_4,
                    TRANSACTION,
                    SESSION ->
                throw new IllegalStateException("phase in flight: " + phase + " (expected: one of a command)");
        }
    }

    /** A 3xx wants more from the client; only AUTH and DATA have more to give. A QUIT is over whatever the reply says. */
    private static boolean asksForMore(Phase phase, int code) {
        return switch (phase) {
            case AUTH -> code == 334; // RFC 4954 §4
            case DATA -> code == 354; // RFC 5321 §4.3.2
            case QUIT -> true;
            default -> false;
        };
    }

    /** A reply to nothing: 421 announces the end of an idle connection (RFC 5321 §3.8); any other breaks the order. */
    private void unasked(int code) {
        if (code == SERVICE_CLOSING) {
            session.close(Outcome.rejected(Phase.SESSION, session.reply()));
        } else {
            session.violated("a reply that answers no command: " + code + " "
                    + session.reply().joined());
        }
    }
}
