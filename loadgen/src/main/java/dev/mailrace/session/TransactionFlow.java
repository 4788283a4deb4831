package dev.mailrace.session;

import dev.mailrace.wire.Capabilities;
import dev.mailrace.wire.CommandWriter;

/**
 * The transactions of a session: envelope, content, and what the replies make of them. Owned by the session's loop.
 *
 * <p>Names follow the dialogue: each {@code sendX} stands above its {@code xReplied}. The first cause decides a
 * transaction; later replies of a pipelined group only complete it (RFC 2920 §3.1).
 */
final class TransactionFlow {
    private static final int LINE_BYTES = 128; // a first guess; buffers grow
    private static final int BAD_SEQUENCE = 503;
    private static final int HANGING_UP =
            521; // Postfix and Haraka close behind it; RFC 7504 §3: no other command will do.

    private final SmtpSession session;
    private final SessionOwner owner;
    private final EnvelopeWriter envelope = new EnvelopeWriter();
    private final ContentFlow content;
    private final LeftEnvelope left = new LeftEnvelope();
    private boolean envelopeOpen; // from MAIL to the content or the refusal
    private boolean resetPending;
    private boolean resetsFirst; // the server keeps refused envelopes, as was learnt from a MAIL refused for its place
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
        transaction.startNanos = now; // Steps before it are no part of it.
        if (resetsFirst && underWay > 1) {
            CommandWriter.rset(session.out(LINE_BYTES)); // Whatever becomes of the one before.
            session.sent(Phase.RSET, now, null);
        }
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
        if (positive) {
            left.clear();
        } else if (chunking && pipelining != Pipelining.NONE) {
            transaction.mailRefusal = Outcome.rejected(Phase.MAIL, session.reply());
            left.meet(transaction);
            resetsFirst |= transaction.joinsLeft && code == BAD_SEQUENCE;
        } else {
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
        transaction.farewell = null;
        if (positive) {
            transaction.recipientsAccepted++;
        } else {
            Outcome refusal = Outcome.rejected(Phase.RCPT, session.reply());
            transaction.refuse(transaction.recipientsAnswered - 1);
            transaction.farewell = code == HANGING_UP ? refusal : null;
            refused(transaction, refusal);
        }
        if (pipelining == Pipelining.NONE) {
            if (transaction.recipientsAnswered < transaction.recipients()) {
                sendRcpt(transaction, transaction.recipientsAnswered, now);
            } else if (transaction.recipientsAccepted > 0 && transaction.sendsContent()) {
                sendDataOrChunk(transaction, now);
            } else {
                transaction.outcome = transaction.recipientsAccepted > 0
                        ? Outcome.accepted(Phase.RCPT, code)
                        : transaction.recipientRefusal;
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
        transaction.farewell = null;
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
        transaction.farewell = null;
        if (!positive && transaction.outcome == null) {
            // Without a recipient a chunk cannot be taken: the envelope is the cause.
            Outcome refusal = transaction.envelopeRefusal();
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
        boolean forNobody = (positive ? transaction.recipientsHeld() : transaction.recipientsAccepted) == 0;
        if (forNobody && transaction.outcome == null && transaction.contentReplies == 0) {
            transaction.outcome = transaction.envelopeRefusal(); // A chunk does not wait for the envelope's replies.
        }
        boolean eachHasItsOwn = session.settings.hello().protocol() == Protocol.LMTP
                && (transaction.contentReplies > 0
                        || code != BAD_SEQUENCE); // That one is of the command, not of a recipient.
        if (eachHasItsOwn && transaction.outcome == null) {
            if (!isLastReplyOf(transaction, code, now)) {
                return;
            }
            positive = transaction.recipientsDelivered > 0;
            transaction.recipientsAccepted = Math.min(transaction.recipientsDelivered, transaction.recipientsAccepted);
            transaction.outcome = positive ? null : transaction.deliveryRefusal;
        }
        session.answered(now, positive && transaction.outcome == null);
        if (transaction.outcome == null) {
            transaction.outcome = positive ? Outcome.ACCEPTED : Outcome.rejected(Phase.CONTENT, session.reply());
        }
        if (chunking) {
            chunksEnded(transaction, positive, now);
        }
        end(transaction, now);
    }

    /** What BDAT LAST leaves behind. */
    private void chunksEnded(Transaction transaction, boolean positive, long now) {
        boolean nothingOpened = transaction.mailRefusal != null && !transaction.joinsLeft;
        if (positive) {
            left.clear();
        } else if (!nothingOpened || transaction.recipientsHeld() > 0) {
            left.left(transaction.recipientsHeld());
            sendRset(now); // After a refused chunk the transaction's state is undefined: RFC 3030 §2.
        }
    }

    /** In LMTP each recipient that was taken has a reply of its own (RFC 2033 §4.2); one reply comes at least. */
    private boolean isLastReplyOf(Transaction transaction, int code, long now) {
        transaction.contentReplies++;
        int recipient = transaction.nextContentRecipient();
        if (code / 100 == 2) {
            transaction.recipientsDelivered++;
            owner.recipientEnded(transaction, Outcome.ACCEPTED);
        } else {
            Outcome refusal = Outcome.rejected(Phase.CONTENT, session.reply());
            transaction.deliveryRefusal = transaction.deliveryRefusal == null ? refusal : transaction.deliveryRefusal;
            transaction.refuse(recipient);
            refused(transaction, refusal);
        }
        if (transaction.contentReplies < transaction.recipientsHeld()) {
            session.goesOn(now);
            return false;
        }
        return true;
    }

    /** Once is enough: whatever is in flight stands before it, and nothing begins until it is answered. */
    private void sendRset(long now) {
        if (resetPending) {
            return;
        }
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
            left.clear();
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

    void finish(Transaction transaction, long now) {
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
}
