package dev.mailrace.session;

import dev.mailrace.wire.ReplyDecoder;

/** Gives each reply to the part of the dialogue whose command it answers. Owned by the session's loop. */
final class ReplyDispatch {
    private static final int SERVICE_CLOSING = 421; // RFC 5321 §3.8
    private static final int GOODBYE = 221;

    private final SmtpSession session;
    private final Greeting greeting;
    private final TransactionFlow transactions;
    private boolean begun; // a reply of which a part has come
    private boolean begunEarly;

    ReplyDispatch(SmtpSession session, Greeting greeting, TransactionFlow transactions) {
        this.session = session;
        this.greeting = greeting;
        this.transactions = transactions;
    }

    /** What came has no end of a reply: if it has a beginning, that answers nothing that is said from here on. */
    void ranOut() {
        if (!begun && session.decoder.inReply()) {
            begun = true;
            begunEarly = EarlyReply.isEarly(session);
        }
    }

    void replied(int code, long now) {
        if (code == ReplyDecoder.MALFORMED) {
            session.violated(String.valueOf(session.decoder.violation()));
            return;
        }
        boolean early = begun ? begunEarly : EarlyReply.isEarly(session);
        begun = false;
        Phase phase = session.phaseAtHand();
        if (phase == Phase.QUIT && (code == GOODBYE || code == SERVICE_CLOSING)) {
            handOver(phase, code, now); // Both sides end the session; the order does not matter.
        } else if (code == SERVICE_CLOSING) {
            session.close(Outcome.rejected(phase, session.reply()));
        } else if (early) {
            EarlyReply.end(session, code);
        } else if (!ReplyCodes.canAnswer(phase, code)) {
            session.violated(
                    ReplyCodes.mismatch(phase, code + " " + session.reply().joined()));
        } else {
            handOver(phase, code, now);
        }
    }

    private void handOver(Phase phase, int code, long now) {
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
                    SESSION,
                    DELIVERY,
                    END_TO_END ->
                throw new IllegalStateException("phase in flight: " + phase + " (expected: one of a command)");
        }
    }
}
