package dev.mailrace.session;

import dev.mailrace.wire.Capabilities;
import dev.mailrace.wire.CommandWriter;
import dev.mailrace.wire.DotStuffer;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * The transactions of a session: envelope, content, and what the replies make of them. Owned by the session's loop.
 *
 * <p>Names follow the dialogue: each {@code sendX} stands above its {@code xReplied}. The first cause decides a
 * transaction; later replies of a pipelined group only complete it (RFC 2920 §3.1).
 */
final class TransactionFlow {
    private static final byte[] NO_PARAMETERS = {};
    private static final int LINE_BYTES = 128; // a first guess; buffers grow

    private final SmtpSession session;
    private final SessionOwner owner;
    private boolean envelopeOpen; // from MAIL to the content or the refusal
    private boolean resetPending;
    private int underWay; // begun and not ended
    private Pipelining pipelining = Pipelining.NONE;
    private boolean chunking;

    TransactionFlow(SmtpSession session, SessionOwner owner) {
        this.session = session;
        this.owner = owner;
    }

    boolean canBegin() {
        if (envelopeOpen || resetPending) {
            return false;
        }
        if (chunking) {
            return underWay
                    < (pipelining == Pipelining.NONE
                            ? 1
                            : session.settings.sending().window());
        }
        return session.flight.isEmpty() || pipelining == Pipelining.SESSION;
    }

    /** What of the way of sending that was asked for the server offers. */
    void offered(Capabilities capabilities) {
        Sending sending = session.settings.sending();
        pipelining = capabilities.pipelining() ? sending.pipelining() : Pipelining.NONE;
        chunking = sending.window() > 0 && capabilities.has("CHUNKING");
    }

    void begin(Transaction transaction, long now) {
        if (!canBegin()) {
            throw new IllegalStateException("a transaction is open (expected: one at a time)");
        }
        envelopeOpen = true;
        underWay++;
        transaction.begin(now);
        sendMail(transaction, now);
        if (pipelining != Pipelining.NONE) {
            for (int i = 0; i < transaction.recipients(); i++) {
                sendRcpt(transaction, i, now);
            }
            sendDataOrChunk(transaction, now);
        }
    }

    private void sendDataOrChunk(Transaction transaction, long now) {
        if (chunking) {
            sendChunk(transaction, now);
        } else {
            sendData(transaction, now);
        }
    }

    private void sendMail(Transaction transaction, long now) {
        ByteBuf out = session.out(LINE_BYTES * (transaction.recipients() + 1));
        CommandWriter.startMail(out);
        transaction.writeSender(out);
        CommandWriter.endPath(out, NO_PARAMETERS);
        session.sent(Phase.MAIL, now, transaction);
    }

    void mailReplied(int code, long now) {
        Transaction transaction = transaction();
        boolean positive = code / 100 == 2;
        session.answered(now, positive);
        if (!positive) {
            transaction.outcome = Outcome.rejected(Phase.MAIL, session.reply());
        }
        if (pipelining == Pipelining.NONE) {
            if (positive) {
                sendRcpt(transaction, 0, now);
            } else {
                end(transaction, now);
            }
        }
    }

    private void sendRcpt(Transaction transaction, int index, long now) {
        ByteBuf out = session.out(LINE_BYTES);
        CommandWriter.startRcpt(out);
        transaction.writeRecipient(index, out);
        CommandWriter.endPath(out, NO_PARAMETERS);
        session.sent(Phase.RCPT, now, transaction);
    }

    void rcptReplied(int code, long now) {
        Transaction transaction = transaction();
        boolean positive = code / 100 == 2;
        session.answered(now, positive);
        transaction.recipientsAnswered++;
        if (positive) {
            transaction.recipientsAccepted++;
        } else if (transaction.recipientRefusal == null) {
            transaction.recipientRefusal = Outcome.rejected(Phase.RCPT, session.reply());
        }
        if (pipelining == Pipelining.NONE) {
            if (transaction.recipientsAnswered < transaction.recipients()) {
                sendRcpt(transaction, transaction.recipientsAnswered, now);
            } else if (transaction.recipientsAccepted > 0) {
                sendDataOrChunk(transaction, now);
            } else {
                transaction.outcome = transaction.recipientRefusal;
                sendRset(now);
                end(transaction, now);
            }
        }
    }

    private void sendData(Transaction transaction, long now) {
        CommandWriter.data(session.out(LINE_BYTES));
        session.sent(Phase.DATA, now, transaction);
    }

    void dataReplied(int code, long now) {
        Transaction transaction = transaction();
        if (code / 100 == 2) {
            session.violated(
                    "DATA was answered by " + code + " " + session.reply().joined() + " (expected: 354)");
            return;
        }
        boolean goAhead = code == 354;
        session.answered(now, goAhead);
        boolean mailRefused = transaction.outcome != null;
        if (!mailRefused && transaction.recipientsAccepted == 0) {
            transaction.outcome = transaction.recipientRefusal;
        }
        if (goAhead) {
            sendContent(transaction, now);
            return;
        }
        if (transaction.outcome == null) {
            transaction.outcome = Outcome.rejected(Phase.DATA, session.reply());
        }
        if (!mailRefused) {
            sendRset(now); // The envelope stands until something clears it: most servers refuse a second MAIL.
        }
        end(transaction, now);
    }

    private void sendContent(Transaction transaction, long now) {
        if (transaction.outcome != null) {
            // A 354 after every recipient was refused still obliges us to send a body, an empty one: RFC 2920 §3.1.
            DotStuffer.endOfContent(session.out(LINE_BYTES));
            session.sent(Phase.CONTENT, now, transaction);
            return;
        }
        writeContent(transaction, true);
        DotStuffer.endOfContent(session.out(LINE_BYTES));
        contentSent(transaction, now);
        if (pipelining == Pipelining.SESSION) {
            session.proceed(now);
        }
    }

    /** The whole message in one chunk; where commands are pipelined it goes out before the envelope is answered. */
    private void sendChunk(Transaction transaction, long now) {
        CommandWriter.bdatLast(session.out(LINE_BYTES), transaction.contentBytes());
        writeContent(transaction, false);
        contentSent(transaction, now);
    }

    private void writeContent(Transaction transaction, boolean stuffed) {
        int bodyBytes = transaction.bodyBytes(stuffed);
        transaction.writeHead(session.out(bodyBytes + 8 * LINE_BYTES));
        session.outbox.append(session.context(), transaction.body(stuffed), bodyBytes);
        transaction.writeTail(session.out(LINE_BYTES));
    }

    private void contentSent(Transaction transaction, long now) {
        transaction.contentSent = true;
        transaction.lastWrite = session.outbox.writeInProgress();
        session.sent(Phase.CONTENT, now, transaction);
        envelopeOpen = false;
    }

    void contentReplied(int code, long now) {
        Transaction transaction = transaction();
        boolean positive = code / 100 == 2;
        boolean mailRefused = transaction.outcome != null;
        if (!mailRefused && transaction.recipientsAccepted == 0) {
            transaction.outcome = transaction.recipientRefusal; // A chunk does not wait for the envelope's replies.
        }
        session.answered(now, positive && transaction.outcome == null);
        if (transaction.outcome == null) {
            transaction.outcome = positive ? accepted(code) : Outcome.rejected(Phase.CONTENT, session.reply());
        }
        if (chunking && !positive && !mailRefused) {
            sendRset(now); // After a refused chunk the transaction's state is anybody's guess: RFC 3030 §2.
        }
        end(transaction, now);
    }

    private static Outcome accepted(int code) {
        return code == Outcome.ACCEPTED.code()
                ? Outcome.ACCEPTED
                : new Outcome(Outcome.Kind.ACCEPTED, Phase.CONTENT, code, "", Outcome.Reason.NONE, "");
    }

    private void sendRset(long now) {
        CommandWriter.rset(session.out(LINE_BYTES));
        session.sent(Phase.RSET, now, null);
        resetPending = true;
    }

    void rsetReplied(int code, long now) {
        boolean positive = code / 100 == 2;
        session.answered(now, positive);
        resetPending = false;
        if (positive) {
            session.proceed(now);
        } else {
            session.close(Outcome.rejected(Phase.RSET, session.reply()));
        }
    }

    private Transaction transaction() {
        Transaction transaction = session.flight.transaction();
        if (transaction == null) {
            throw new IllegalStateException(session.flight.phase() + " belongs to no transaction");
        }
        return transaction;
    }

    private void end(Transaction transaction, long now) {
        if (!transaction.contentSent) {
            envelopeOpen = false;
        }
        finish(transaction, now);
        session.proceed(now);
    }

    private void finish(Transaction transaction, long now) {
        Outcome outcome = transaction.outcome;
        if (outcome == null) {
            throw new IllegalStateException("a transaction ended without an outcome");
        }
        underWay--;
        boolean accepted = outcome.kind() == Outcome.Kind.ACCEPTED;
        owner.phaseEnded(Phase.TRANSACTION, now - transaction.startNanos, accepted, transaction);
        owner.transactionEnded(transaction, outcome, now);
    }

    /** The connection ended: every command in flight is without a reply, and every transaction gets its outcome. */
    void lost(@Nullable Outcome cause, long now) {
        Flight flight = session.flight;
        Transaction last = null;
        boolean first = true;
        while (!flight.isEmpty()) {
            Phase phase = flight.phase();
            Transaction transaction = flight.transaction();
            long serviceNanos = now - flight.sentNanos();
            flight.remove();
            if (first || (transaction != null && transaction != last)) {
                owner.phaseEnded(phase, serviceNanos, false, transaction);
            }
            if (transaction != null && transaction != last) {
                if (transaction.outcome == null) {
                    transaction.outcome = outcomeOfLoss(transaction, phase, cause, first);
                }
                finish(transaction, now);
                last = transaction;
            }
            first = false;
        }
    }

    private Outcome outcomeOfLoss(Transaction transaction, Phase phase, @Nullable Outcome cause, boolean oldest) {
        Outcome loss = cause == null ? Outcome.failed(phase, Outcome.Reason.CLOSED, "closed by us") : cause;
        if (loss.kind() == Outcome.Kind.CUT_OFF) {
            return Outcome.cutOff(phase);
        }
        if (oldest && loss.kind() == Outcome.Kind.REJECTED) {
            return loss;
        }
        Outcome.Reason reason = loss.kind() == Outcome.Kind.REJECTED ? Outcome.Reason.CLOSED : loss.reason();
        Outcome own = Outcome.failed(phase, reason, loss.sample());
        boolean allOut = transaction.contentSent && session.outbox.isTaken(transaction.lastWrite);
        return allOut ? Outcome.unconfirmed(own) : own;
    }
}
