package dev.mailrace.delivery;

import dev.mailrace.mail.Stamp;
import io.netty.buffer.Unpooled;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds out what a message is, without its plan, and writes it down: one of a run, a notice about one, or a stranger. */
final class MessageNotes {
    private static final int ID_CHARACTERS_MAX = 200;
    private static final Pattern MESSAGE_ID = Pattern.compile(
            "<([A-Za-z0-9_-]{1," + Stamp.RUN_ID_CHARACTERS_MAX + "})\\.([0-9a-f]{16})@mailrace\\.example>");
    private static final ContentDigest UNCHECKED = new ContentDigest(ContentDigest.UNKNOWN, ContentDigest.UNKNOWN);

    private final ArrivalNotes notes;
    private final DeliveryCheck check;

    MessageNotes(ArrivalNotes notes, DeliveryCheck check) {
        this.notes = notes;
        this.check = check;
    }

    DeliveryCheck check() {
        return check;
    }

    long nowNanos() {
        return notes.nowNanos();
    }

    long nanosOf(long epochNanos) {
        return notes.nanosOf(epochNanos);
    }

    /**
     * Takes one.
     *
     * @param message its header at least; borrowed
     * @param isWhole whether it is all there
     * @param recipients whom it came for; none: not known
     * @param nanos when, since the beginning of the notes
     */
    void took(byte[] message, boolean isWhole, List<String> recipients, long nanos) {
        Stamp.Mark mark = Stamp.find(Unpooled.wrappedBuffer(message));
        Matcher id = mark != null && !check.seesRecipients() ? MESSAGE_ID.matcher("") : named(message);
        boolean isNamed = id.lookingAt();
        if (mark == null && !isNamed) {
            notice(message, nanos);
            return;
        }
        ArrivalNotes.Told told = new ArrivalNotes.Told(
                mark == null ? "" : mark.runId(),
                mark == null ? ArrivalNotes.NONE : mark.sequence(),
                mark == null ? ArrivalNotes.NONE : mark.dueEpochMicros(),
                isNamed ? id.group(1) : "",
                isNamed ? Long.parseUnsignedLong(id.group(2), 16) : ArrivalNotes.NONE);
        ContentDigest digest = check.comparesContent() && isWhole ? ContentDigest.of(message) : UNCHECKED;
        for (String recipient : recipients.isEmpty() ? List.of("") : recipients) {
            notes.got(told, check.seesRecipients() ? recipient : "", digest, nanos);
        }
    }

    private static Matcher named(byte[] message) {
        HeaderFields fields = new HeaderFields(message, 0, message.length);
        while (fields.next()) {
            if (fields.isNamed("message-id") && fields.valueBytes() <= ID_CHARACTERS_MAX) {
                return MESSAGE_ID.matcher(fields.value());
            }
        }
        return MESSAGE_ID.matcher("");
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
