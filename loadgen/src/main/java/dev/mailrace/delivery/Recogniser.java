package dev.mailrace.delivery;

import dev.mailrace.mail.MailPlan;
import dev.mailrace.mail.Stamp;
import dev.mailrace.wire.Printable;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds out which message of a run one is that arrives, by its header, and whom it was sent to. Owned by one thread, made to be used
 * again and again.
 *
 * <p>Two fields say which message it is, so that one alone may be altered: then the rest of
 * the header decides.
 */
final class Recogniser {
    private static final byte[] MARK = "x-mailrace:".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] DUE = "; due=".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] MESSAGE_ID = "message-id:".getBytes(StandardCharsets.US_ASCII);
    private static final String DOMAIN = "@mailrace.example>";
    private static final int DIGITS_MAX = 18; // A long holds all such numbers.
    private static final int HEX_DIGITS = 16;
    private static final int REMARK_MAX = 200;
    private static final int LETTER_CASE = 0x20;
    private static final int NONE = -1;

    private final DeliveryPlan plan;
    private final List<@Nullable Expected> expected = new ArrayList<>();
    private final byte[] runBytes;
    private final ByteBuf address = Unpooled.buffer(64);

    private long sequence;
    private long dueMicros;
    private boolean dueKnown;
    private int markStart;
    private int numberEnd; // behind the number that was read last
    private int firstOf = NONE; // the mail whose recipient number first is the one that the message came for first
    private long firstSequence;
    private int first;

    Recogniser(DeliveryPlan plan) {
        this.plan = plan;
        runBytes = ("X-Mailrace: run=" + plan.runId() + "; seq=").getBytes(StandardCharsets.US_ASCII);
        plan.mails().forEach(mail -> expected.add(null));
    }

    DeliveryPlan plan() {
        return plan;
    }

    /** Whether its mark says which message it is. */
    boolean isPlain() {
        return dueKnown;
    }

    /** The message's number. */
    long sequence() {
        return sequence;
    }

    long dueMicros() {
        return dueMicros;
    }

    /** Where the first field of what was sent begins. */
    int markStart() {
        return markStart;
    }

    /**
     * Whether the message is of the plan's run, by its mark; or else by its Message-ID.
     *
     * @param header the message from its first byte, the whole header at least; borrowed
     */
    boolean recognises(ByteBuf header) {
        markStart = lineOf(MARK, header, header.readerIndex(), header.writerIndex());
        dueKnown = markStart >= 0 && (readsPlainMark(header, header.writerIndex()) || readsMark(header));
        if (!dueKnown) {
            sequence = named(header);
            dueMicros = 0;
        }
        return sequence >= 0;
    }

    /** Whether a whole line of what is there by now, borrowed, is a mark. */
    boolean hasMark(ByteBuf begun) {
        return lineOf(MARK, begun, begun.readerIndex(), begun.writerIndex()) >= 0;
    }

    /**
     * Whether a beginning of a message, borrowed, from {@code start} to {@code end}, has a mark of the plan's run that nobody has
     * changed. Looks no further than that, allocates nothing, and says no more than that where it has none.
     */
    boolean recognisesPlainly(ByteBuf in, int start, int end) {
        markStart = lineOf(MARK, in, start, end);
        dueKnown = markStart >= 0 && readsPlainMark(in, end);
        return dueKnown;
    }

    /** As our stamps are, and nobody has changed: allocates nothing. */
    private boolean readsPlainMark(ByteBuf header, int end) {
        int index = markStart;
        if (!begins(header, index, end, runBytes)) {
            return false;
        }
        index += runBytes.length;
        sequence = number(header, index, end);
        index = numberEnd;
        if (sequence < 0 || !begins(header, index, end, DUE)) {
            return false;
        }
        dueMicros = number(header, index + DUE.length, end);
        return dueMicros >= 0
                && dueMicros <= Stamp.DUE_MICROS_MAX
                && numberEnd < end
                && header.getByte(numberEnd) == '\r';
    }

    private static boolean begins(ByteBuf header, int start, int end, byte[] text) {
        if (end - start < text.length) {
            return false;
        }
        for (int i = 0; i < text.length; i++) {
            if (header.getByte(start + i) != text[i]) {
                return false;
            }
        }
        return true;
    }

    /** The number that begins there, and {@link #numberEnd}; -1: none, or one of too many digits. */
    private long number(ByteBuf header, int start, int end) {
        long number = 0;
        int index = start;
        while (index < end && index - start < DIGITS_MAX && isDigit(header.getByte(index))) {
            number = number * 10 + header.getByte(index++) - '0';
        }
        numberEnd = index;
        return index == start || (index < end && isDigit(header.getByte(index))) ? -1 : number;
    }

    private static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }

    private boolean readsMark(ByteBuf header) {
        Stamp.Mark mark = Stamp.find(header);
        if (mark == null || !mark.runId().equals(plan.runId())) {
            return false;
        }
        sequence = mark.sequence();
        dueMicros = mark.dueEpochMicros();
        return true;
    }

    /** The message is not as it was sent: perhaps it is another one, whose number was altered. */
    void reconsider(ByteBuf header, Recipients recipients) {
        long named = dueKnown ? named(header) : sequence;
        if (named >= 0 && named != sequence) {
            int asMarked = differences(header, recipients);
            long marked = sequence;
            sequence = named;
            if (differences(header, recipients) >= asMarked) {
                sequence = marked;
            }
        }
    }

    /** In how many bytes the header differs from that of the message with that {@link #sequence}. */
    private int differences(ByteBuf header, Recipients recipients) {
        Expected likely = expected(mail(recipients));
        likely.set(sequence, dueMicros, false);
        return likely.differences(header, Math.max(0, markStart));
    }

    /** It is about the message of that mark. */
    void about(Stamp.Mark mark) {
        sequence = mark.sequence();
        dueMicros = mark.dueEpochMicros();
        dueKnown = true;
    }

    /** Where the header field of that name begins; -1: nowhere. */
    private static int lineOf(byte[] name, ByteBuf header, int start, int end) {
        int line = start;
        while (line < end) {
            int lineEnd = header.indexOf(line, end, (byte) '\n');
            if (lineEnd < 0 || lineEnd - line <= 1) {
                return -1;
            }
            if (lineEnd - line > name.length && begins(header, line, name)) {
                return line;
            }
            line = lineEnd + 1;
        }
        return -1;
    }

    private static boolean begins(ByteBuf header, int start, byte[] name) {
        for (int i = 0; i < name.length; i++) {
            byte b = header.getByte(start + i);
            if (b != name[i] && (b | LETTER_CASE) != name[i]) {
                return false;
            }
        }
        return true;
    }

    /** The number in a Message-ID of this run; -1: it is of no message of it. */
    private long named(ByteBuf header) {
        int line = lineOf(MESSAGE_ID, header, header.readerIndex(), header.writerIndex());
        if (line < 0) {
            return -1;
        }
        int end = header.indexOf(line, header.writerIndex(), (byte) '\n');
        String field = header.toString(line, Math.min(end - line, 200), StandardCharsets.US_ASCII);
        String before = "<" + plan.runId() + ".";
        int start = field.indexOf(before) + before.length();
        if (start < before.length() || !field.startsWith(DOMAIN, start + HEX_DIGITS)) {
            return -1;
        }
        try {
            return Long.parseLong(field, start, start + HEX_DIGITS, 16);
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    /** Of which of the plan's mails the message is: that whose recipients it came for, or else the likeliest. */
    int mail(Recipients recipients) {
        int likeliest = plan.mailOf().applyAsInt(sequence);
        if (recipients.count() == 0 || hasFirst(likeliest, recipients)) {
            return likeliest;
        }
        for (int mail = 0; mail < plan.mails().size(); mail++) {
            if (hasFirst(mail, recipients)) {
                return mail;
            }
        }
        firstOf = NONE;
        return likeliest;
    }

    /** Whether the first of those that it came for is one of that mail's, which is remembered. */
    private boolean hasFirst(int mail, Recipients recipients) {
        first = recipientOf(mail, recipients, 0);
        firstOf = mail;
        firstSequence = sequence;
        return first >= 0;
    }

    /** Which of the message's recipients number {@code index} of {@code recipients} is; -1: none. */
    int recipientOf(int mail, Recipients recipients, int index) {
        MailPlan sent = plan.mails().get(mail);
        int count = sent.recipients();
        for (int i = 0; i < count; i++) {
            int likely = (index + i) % count; // They come in their order.
            address.clear();
            sent.writeRecipient(sequence, likely, address);
            if (recipients.equals(index, address)) {
                return likely;
            }
        }
        return -1;
    }

    /**
     * Writes down, for each that it came for, that the message has arrived; once where nobody knows for whom.
     *
     * @param mail as {@link #mail} said of the same recipients
     * @param difference from what was sent; null: none
     */
    void arrived(int mail, Recipients recipients, @Nullable Difference difference, ArrivalLog log, long nanos) {
        if (recipients.count() == 0) {
            arrived(ArrivalLog.ANY_RECIPIENT, difference, log, nanos);
        }
        for (int i = 0; i < recipients.count(); i++) {
            boolean isKnown = i == 0 && firstOf == mail && firstSequence == sequence;
            int recipient = isKnown ? first : recipientOf(mail, recipients, i);
            if (recipient >= 0) {
                arrived(recipient, difference, log, nanos);
            } else {
                String remark = "message " + sequence + " for " + recipients.shown(i);
                log.remarkable(ArrivalLog.Kind.STRAY, sequence, ArrivalLog.ANY_RECIPIENT, nanos, remark);
            }
        }
    }

    /** Writes down that the message has come, for so many, whoever they are. */
    void came(int count, ArrivalLog log, long nanos) {
        for (int i = 0; i < Math.max(1, count); i++) {
            log.whole(sequence, ArrivalLog.ANY_RECIPIENT, ArrivalLog.NO_DUE, nanos);
        }
    }

    private void arrived(int recipient, @Nullable Difference difference, ArrivalLog log, long nanos) {
        if (difference == null) {
            log.whole(sequence, recipient, dueMicros, nanos);
        } else {
            String remark = "message " + sequence + ", " + difference.what() + ": " + difference.sent() + " became "
                    + difference.received();
            log.remarkable(ArrivalLog.Kind.ALTERED, sequence, recipient, nanos, Printable.of(remark, REMARK_MAX));
        }
    }

    /** The message as it was sent, to be {@link Expected#set}. */
    Expected expected(int mail) {
        Expected made = expected.get(mail);
        if (made == null) {
            made = new Expected(plan.mails().get(mail));
            expected.set(mail, made);
        }
        return made;
    }
}
