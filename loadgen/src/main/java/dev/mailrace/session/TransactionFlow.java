package dev.mailrace.session;

import dev.mailrace.wire.Capabilities;
import dev.mailrace.wire.CommandWriter;
import org.jspecify.annotations.Nullable;

/**
 * The transactions of a session: envelope, content, and what the replies make of them. Owned by the session's loop.
 *
 * <p>Names follow the dialogue: each {@code sendX} stands above its {@code xReplied}. The first cause decides a
 * transaction; later replies of a pipelined group only complete it (RFC 2920 §3.1).
 */
final class TransactionFlow {
    private static final int LINE_BYTES = 128; // a first guess; buffers grow

    private final SmtpSession session;
    private final SessionOwner owner;
    private final EnvelopeWriter envelope = new EnvelopeWriter();
    private final ContentFlow content;
    private boolean envelopeOpen; // from MAIL to the content or the refusal
    private boolean resetPending;
    private boolean resetWaits; // for the end of content
    private boolean stalled; // a transaction could begin, but for what waits to leave
    private int underWay; // begun and not ended
    private Pipelining pipelining = Pipelining.NONE;
    private boolean chunking;

    TransactionFlow(SmtpSession session, SessionOwner owner) {
        this.session = session;
        this.owner = owner;
        this.content = new ContentFlow(session, this);
    }

    boolean canBegin() {
        if (envelopeOpen || resetPending) {
            return false;
        }
        int window =
                pipelining == Pipelining.NONE ? 1 : session.settings.sending().window();
        boolean free = chunking ? underWay < window : session.flight.isEmpty() || pipelining == Pipelining.SESSION;
        stalled = free && !session.flight.isEmpty() && (session.outbox.isFull() || !session.hasRoom());
        return free && !stalled;
    }

    /** Writes what waited for room in the channel; whether there was anything. */
    boolean goOn() {
        boolean went = content.isGoingOut() ? content.goOn() : stalled && session.hasRoom();
        if (went && !content.isGoingOut()) {
            stalled = false;
            session.proceed(session.now());
        }
        return went;
    }

    /** What of the way of sending that was asked for the server offers. */
    void offered(Capabilities capabilities) {
        Sending sending = session.settings.sending();
        pipelining = capabilities.pipelining() ? sending.pipelining() : Pipelining.NONE;
        chunking = sending.window() > 0 && capabilities.has("CHUNKING");
        envelope.offered(sending.extensions(), capabilities);
    }

    void begin(Transaction transaction, long now) {
        if (!canBegin()) {
            throw new IllegalStateException("a transaction is open (expected: one at a time)");
        }
        envelopeOpen = true;
        underWay++;
        transaction.begin(now);
        if (transaction.steps() > 0) {
            sendStep(transaction, now);
        } else {
            sendEnvelope(transaction, now);
        }
    }

    /** A step is the last of its group (RFC 2920 §3.1). */
    private void sendStep(Transaction transaction, long now) {
        int index = transaction.stepsAnswered;
        transaction.writeStep(index, session.out(LINE_BYTES));
        session.sent(transaction.step(index), now, transaction);
    }

    /** The reply to a step, or to the RSET that cleans up. */
    void commandReplied(int code, long now) {
        Transaction transaction = session.flight.transaction();
        if (transaction == null) {
            rsetReplied(code, now);
            return;
        }
        Phase phase = session.flight.phase();
        boolean positive = code / 100 == 2;
        session.answered(now, positive);
        transaction.stepsAnswered++;
        if (!transaction.sendsMail() && !positive && transaction.outcome == null) {
            transaction.outcome = Outcome.rejected(phase, session.reply());
        }
        if (transaction.stepsAnswered < transaction.steps()) {
            sendStep(transaction, now);
        } else if (transaction.sendsMail()) {
            sendEnvelope(transaction, now);
        } else {
            if (transaction.outcome == null) {
                transaction.outcome = Outcome.accepted(phase, code);
            }
            end(transaction, now);
        }
    }

    private void sendEnvelope(Transaction transaction, long now) {
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
            content.sendChunks(transaction, pipelining == Pipelining.NONE, now);
        } else {
            sendData(transaction, now);
        }
    }

    private void sendMail(Transaction transaction, long now) {
        envelope.writeMail(transaction, session.out(LINE_BYTES * (transaction.recipients() + 1)));
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
        envelope.writeRcpt(transaction, index, session.out(LINE_BYTES));
        session.sent(Phase.RCPT, now, transaction);
    }

    void rcptReplied(int code, long now) {
        Transaction transaction = transaction();
        boolean positive = code / 100 == 2;
        session.answered(now, positive);
        transaction.recipientsAnswered++;
        if (positive) {
            transaction.recipientsAccepted++;
        } else {
            refused(transaction, Outcome.rejected(Phase.RCPT, session.reply()));
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

    private void refused(Transaction transaction, Outcome refusal) {
        if (transaction.recipientRefusal == null) {
            transaction.recipientRefusal = refusal;
        }
        owner.recipientEnded(transaction, refusal);
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
            if (transaction.outcome == null) {
                content.send(transaction, now);
            } else {
                content.sendNothing(transaction, now);
            }
            if (pipelining == Pipelining.SESSION && !envelopeOpen) {
                session.proceed(now);
            }
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

    /** The last byte is out: the next envelope may follow. */
    void contentSent(long now) {
        envelopeOpen = false;
        if (resetWaits) {
            resetWaits = false;
            writeRset(now);
        }
    }

    void chunkReplied(int code, long now) {
        Transaction transaction = transaction();
        boolean positive = code / 100 == 2;
        session.answered(now, positive);
        if (!positive && transaction.outcome == null) {
            // Without a recipient a chunk cannot be taken: the recipients are the cause.
            Outcome refusal = transaction.recipientsAccepted == 0 ? transaction.recipientRefusal : null;
            transaction.outcome = refusal != null ? refusal : Outcome.rejected(Phase.CHUNK, session.reply());
        }
        if (pipelining == Pipelining.NONE) {
            if (positive) {
                content.chunkTaken(now);
            } else {
                content.release();
                sendRset(now); // RFC 3030 §2: the rest of the chunks must not follow.
                end(transaction, now);
            }
        }
    }

    void contentReplied(int code, long now) {
        Transaction transaction = transaction();
        boolean positive = code / 100 == 2;
        boolean mailRefused = transaction.outcome != null;
        if (!mailRefused && transaction.recipientsAccepted == 0) {
            transaction.outcome = transaction.recipientRefusal; // A chunk does not wait for the envelope's replies.
        }
        if (session.settings.hello().protocol() == Protocol.LMTP && transaction.outcome == null) {
            if (!isLastReplyOf(transaction, code, now)) {
                return;
            }
            positive = transaction.recipientsDelivered > 0;
            transaction.recipientsAccepted = transaction.recipientsDelivered;
            transaction.outcome = positive ? null : transaction.deliveryRefusal;
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

    /** In LMTP each recipient that was taken has a reply of its own (RFC 2033 §4.2); one reply comes at least. */
    private boolean isLastReplyOf(Transaction transaction, int code, long now) {
        transaction.contentReplies++;
        if (code / 100 == 2) {
            transaction.recipientsDelivered++;
            owner.recipientEnded(transaction, accepted(code));
        } else {
            Outcome refusal = Outcome.rejected(Phase.CONTENT, session.reply());
            transaction.deliveryRefusal = transaction.deliveryRefusal == null ? refusal : transaction.deliveryRefusal;
            refused(transaction, refusal);
        }
        if (transaction.contentReplies < transaction.recipientsAccepted) {
            session.goesOn(now);
            return false;
        }
        return true;
    }

    private static Outcome accepted(int code) {
        return code == Outcome.ACCEPTED.code() ? Outcome.ACCEPTED : Outcome.accepted(Phase.CONTENT, code);
    }

    private void sendRset(long now) {
        resetPending = true;
        if (content.isGoingOut()) {
            resetWaits = true; // Another transaction's: nothing may come between its bytes.
        } else {
            writeRset(now);
        }
    }

    private void writeRset(long now) {
        CommandWriter.rset(session.out(LINE_BYTES));
        session.sent(Phase.RSET, now, null);
    }

    private void rsetReplied(int code, long now) {
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

    ContentFlow content() {
        return content;
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
        boolean allOut = transaction.contentSent && session.outbox.mayBeTaken(session.context(), transaction.lastWrite);
        if (loss.kind() == Outcome.Kind.CUT_OFF && allOut) {
            return Outcome.unconfirmed(loss); // The server may hold it, whatever we ended it for.
        }
        if (loss.kind() == Outcome.Kind.CUT_OFF) {
            return loss.phase() == null ? Outcome.cutOff(phase) : loss;
        }
        if (oldest && loss.kind() == Outcome.Kind.REJECTED) {
            return loss;
        }
        Outcome.Reason reason = loss.kind() == Outcome.Kind.REJECTED ? Outcome.Reason.CLOSED : loss.reason();
        Outcome own = Outcome.failed(phase, reason, loss.sample());
        return allOut ? Outcome.unconfirmed(own) : own;
    }
}
