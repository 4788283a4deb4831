package dev.mailrace.sink;

import dev.mailrace.sink.Account.Said;
import org.jspecify.annotations.Nullable;

/**
 * A transaction as its client sees it, from MAIL to what decided it: by the replies, in their order. One a session, on its
 * event loop, where books are kept.
 *
 * <p>What decides it is the refusal of MAIL; else, where no recipient was taken, the first refusal of one; else that of DATA,
 * of a chunk or of the content.
 */
final class Attempt {
    private final Account account;
    private boolean open;
    private int recipients; // taken
    private @Nullable Said refusal; // of the first recipient that was refused; null: none was

    Attempt(Account account) {
        this.account = account;
    }

    /** A reply was said. */
    void said(Said reply) {
        boolean refused = reply.code() >= 400;
        switch (reply.phase()) {
            case MAIL -> mailAnswered(reply, refused);
            case RCPT -> {
                recipients += refused ? 0 : 1;
                refusal = refused && refusal == null ? reply : refusal;
            }
            case DATA, CHUNK -> {
                if (refused) {
                    refused(reply);
                }
            }
            case EHLO, RSET -> {
                if (!refused) {
                    left();
                }
            }
            case BANNER, STARTTLS, XCLIENT, AUTH, CONTENT, NOOP, VRFY, EXPN, HELP, ETRN, QUIT, OTHER -> {}
        }
        if (reply.code() == Fault.HANGING_UP) {
            refused(reply);
        }
    }

    private void mailAnswered(Said reply, boolean refused) {
        if (!open) {
            begin();
        }
        if (refused) {
            refused(reply);
        }
    }

    private void begin() {
        account.transactionBegun();
        open = true;
        recipients = 0;
        refusal = null;
    }

    private void refused(Said reply) {
        if (open) {
            Said ofRecipient = refusal;
            account.rejected(recipients == 0 && ofRecipient != null ? ofRecipient : reply);
        }
        open = false;
    }

    /** The content was answered: well for one at least, when {@code refusedBy} is null. */
    void contentAnswered(@Nullable Said refusedBy) {
        if (refusedBy != null) {
            refused(refusedBy);
        }
        open = false;
    }

    /** A fault ended the dialogue where this phase was to be answered; whether the content had come and is unconfirmed. */
    boolean isUnconfirmedBy(Fault fault, SinkPhase phase) {
        if (!open && phase == SinkPhase.MAIL) {
            begin();
        }
        Said ofRecipient = refusal;
        boolean unconfirmed = open && phase == SinkPhase.CONTENT;
        if (open && recipients == 0 && ofRecipient != null) {
            account.rejected(ofRecipient);
            unconfirmed = false;
        } else if (open && !unconfirmed) {
            account.broken(fault, phase);
        }
        open = false;
        return unconfirmed;
    }

    /** The client has done with it, or is gone. */
    void left() {
        Said ofRecipient = refusal;
        if (open && recipients == 0 && ofRecipient != null) {
            account.rejected(ofRecipient);
        } else if (open) {
            account.abandoned();
        }
        open = false;
    }

    /** Its content has come, and whether the reply will, is another's to count. */
    void settled() {
        open = false;
    }
}
