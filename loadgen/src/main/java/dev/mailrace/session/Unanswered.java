package dev.mailrace.session;

import org.jspecify.annotations.Nullable;

/**
 * What becomes of the commands in flight when the connection ends before their replies. Owned by the session's loop.
 *
 * <p>What the server said beats how it left: a refusal that decides a transaction is its outcome. Where it decides
 * nothing, a content that had left as a whole may have been taken.
 */
final class Unanswered {
    private final SmtpSession session;
    private final SessionOwner owner;
    private final TransactionFlow transactions;

    Unanswered(SmtpSession session, SessionOwner owner, TransactionFlow transactions) {
        this.session = session;
        this.owner = owner;
        this.transactions = transactions;
    }

    /** Every command in flight is without a reply, and every transaction gets its outcome. */
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
                boolean delivered =
                        phase == Phase.CONTENT && transaction != null && transaction.recipientsDelivered > 0;
                owner.phaseEnded(phase, serviceNanos, delivered, transaction);
            }
            if (transaction != null && transaction != last) {
                if (transaction.outcome == null) {
                    Outcome loss = cause == null ? Outcome.failed(phase, Outcome.Reason.CLOSED, "closed by us") : cause;
                    transaction.outcome = outcome(transaction, phase, loss, first);
                }
                transactions.finish(transaction, now);
                last = transaction;
            }
            first = false;
        }
    }

    private Outcome outcome(Transaction transaction, Phase phase, Outcome loss, boolean oldest) {
        Outcome own = own(transaction, phase, loss, oldest);
        if (transaction.recipientsDelivered > 0
                || (transaction.contentReplies > 0 && own.kind() == Outcome.Kind.REJECTED)) {
            return settled(transaction, own);
        }
        Outcome said = said(transaction);
        return said != null ? said : own;
    }

    /** In LMTP a recipient that has its reply has its end (RFC 2033 §4.2); the others share the connection's. */
    private Outcome settled(Transaction transaction, Outcome others) {
        if (transaction.recipientRefusal == null && others.kind() == Outcome.Kind.REJECTED) {
            transaction.recipientRefusal = others;
        }
        for (int i = transaction.contentReplies; i < transaction.recipientsHeld(); i++) {
            owner.recipientEnded(transaction, others);
            transaction.refuse(transaction.nextContentRecipient());
        }
        transaction.recipientsAccepted = Math.min(transaction.recipientsDelivered, transaction.recipientsAccepted);
        Outcome first = transaction.deliveryRefusal;
        return transaction.recipientsDelivered > 0 || first == null ? Outcome.ACCEPTED : first;
    }

    /** What the server's words decide; null: nothing. */
    private @Nullable Outcome said(Transaction transaction) {
        if (transaction.farewell != null) {
            return transaction.farewell;
        }
        boolean mailDecides = transaction.mailRefusal != null && !transaction.joinsLeft;
        boolean forNobody =
                transaction.recipientsAnswered == transaction.recipients() && transaction.recipientsHeld() == 0;
        return mailDecides || forNobody || !isAllOut(transaction) ? transaction.envelopeRefusal() : null;
    }

    /** The connection's end as it strikes this transaction. */
    private Outcome own(Transaction transaction, Phase phase, Outcome loss, boolean oldest) {
        if (loss.kind() == Outcome.Kind.CUT_OFF && isAllOut(transaction)) {
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
        return isAllOut(transaction) ? Outcome.unconfirmed(own) : own;
    }

    private boolean isAllOut(Transaction transaction) {
        return transaction.contentSent && session.outbox.mayBeTaken(session.context(), transaction.lastWrite);
    }
}
