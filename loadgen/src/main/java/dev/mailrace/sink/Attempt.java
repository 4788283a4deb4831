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
    private static final int BAD_SEQUENCE = 503;

    private final Account account;
    private boolean open;
    private int recipients; // taken
    private @Nullable Said refusal; // of the first recipient that was refused; null: none was
    private @Nullable Said
            joined; // the refusal of a MAIL that met an open envelope, which its recipients join; null: none
    private boolean meets; // the next MAIL does

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

    /** The MAIL that is about to be refused meets an envelope whose content was refused: in a window it was sent ahead. */
    void meetsEnvelope() {
        meets = true;
    }

    private void mailAnswered(Said reply, boolean refused) {
        left();
        begin();
        joined = meets ? reply : null;
        if (refused && !meets) {
            refused(reply);
        }
        meets = false;
    }

    private void begin() {
        account.transactionBegun();
        open = true;
        recipients = 0;
        refusal = null;
        joined = null;
    }

    private void refused(Said reply) {
        if (open) {
            Said ofEnvelope = ofEnvelope();
            account.rejected(ofEnvelope != null ? ofEnvelope : reply);
        }
        open = false;
    }

    /** The refusal of the envelope; null while one of its recipients is taken, or none was refused. */
    private @Nullable Said ofEnvelope() {
        Said ofMail = joined;
        Said ofRecipient = refusal;
        if (recipients > 0) {
            return null;
        }
        boolean isCause = ofRecipient != null && (ofMail == null || ofRecipient.code() != BAD_SEQUENCE);
        return isCause ? ofRecipient : ofMail;
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
        Said ofEnvelope = ofEnvelope();
        boolean unconfirmed = open && phase == SinkPhase.CONTENT;
        if (open && ofEnvelope != null) {
            account.rejected(ofEnvelope);
            unconfirmed = false;
        } else if (open && !unconfirmed) {
            account.broken(fault, phase);
        }
        open = false;
        return unconfirmed;
    }

    /** The client has done with it, or is gone. */
    void left() {
        Said ofEnvelope = ofEnvelope();
        if (open && ofEnvelope != null) {
            account.rejected(ofEnvelope);
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
