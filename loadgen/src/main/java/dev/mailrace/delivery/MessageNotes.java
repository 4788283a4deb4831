package dev.mailrace.delivery;

import dev.mailrace.mail.Stamp;
import java.util.Arrays;

/** Writes down what a message is, without its plan: one of a run, a notice about one, or a stranger. */
final class MessageNotes {
    private final ArrivalNotes notes;
    private final DeliveryCheck check;

    MessageNotes(ArrivalNotes notes, DeliveryCheck check) {
        this.notes = notes;
        this.check = check;
    }

    DeliveryCheck check() {
        return check;
    }

    /** For one thread. */
    NotedMessage newMessage() {
        return new NotedMessage(check);
    }

    long nowNanos() {
        return notes.nowNanos();
    }

    long nanosOf(long epochNanos) {
        return notes.nanosOf(epochNanos);
    }

    /** What is there of a message. Borrows its bytes. */
    static final class Content {
        private final byte[] bytes;
        private final int length;
        private final boolean stuffed;
        private final boolean isWhole;

        /**
         * Of a message that is being handed over.
         *
         * @param bytes its header at least; borrowed
         * @param length of that, from the first byte
         * @param stuffed whether it is as after DATA, with the final dot
         * @param isWhole whether it is all there
         */
        Content(byte[] bytes, int length, boolean stuffed, boolean isWhole) {
            this.bytes = bytes;
            this.length = length;
            this.stuffed = stuffed;
            this.isWhole = isWhole;
        }

        byte[] bytes() {
            return bytes;
        }

        int length() {
            return length;
        }

        boolean stuffed() {
            return stuffed;
        }

        byte[] meant() {
            return stuffed ? Dots.unstuffed(bytes, length) : Arrays.copyOf(bytes, length);
        }
    }

    /**
     * Takes one.
     *
     * @param told has just read it
     * @param recipients whom it came for; none: not known
     * @param nanos when, since the beginning of the notes
     */
    void took(NotedMessage told, Content content, Recipients recipients, long nanos) {
        if (!told.isNamed()) {
            notice(content.meant(), nanos);
            return;
        }
        if (check.comparesContent() && content.isWhole) {
            told.digestBody(content);
        }
        notes.got(told, recipients, check.seesRecipients(), nanos);
    }

    private void notice(byte[] message, long nanos) {
        Bounce bounce = Bounce.read(message);
        Stamp.Mark mark = bounce == null ? null : bounce.original();
        if (bounce == null || mark == null) {
            notes.foreign(nanos);
            return;
        }
        for (Bounce.Recipient told : bounce.recipients()) {
            if (told.action() == Bounce.Action.FAILED) {
                notes.bounced(mark.runId(), mark.sequence(), told.address(), Notices.words(told), nanos);
            }
        }
        if (bounce.recipients().isEmpty()) {
            notes.bounced(mark.runId(), mark.sequence(), "", "", nanos);
        }
    }
}
