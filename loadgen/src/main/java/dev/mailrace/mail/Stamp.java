package dev.mailrace.mail;

import dev.mailrace.wire.Printable;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How a message is recognised on arrival: the run's id, the message's number, and when it was due.
 *
 * <p>Mutable, one a shard, owned by its loop. {@link #set} it, then write its header fields; that allocates nothing but
 * a date, once a second of the due time.
 */
public final class Stamp {
    /** The longest run id; it stands in every Message-ID. */
    public static final int RUN_ID_CHARACTERS_MAX = 40;

    /** The latest due time: all have 16 digits, from 1970 to 2286, so that a message's size depends on no clock. */
    public static final long DUE_MICROS_MAX = 9_999_999_999_999_999L;

    static final String FIELD_NAME = "X-Mailrace";

    /** Which of its header fields a message gets. */
    public enum Fields {
        /** X-Mailrace, Message-ID and Date. */
        ALL,
        /** X-Mailrace only. */
        MARK,
        NONE
    }

    private static final int DUE_DIGITS = 16;
    private static final int HEX_DIGITS = 16;
    private static final int DATE_BYTES = "Thu, 01 Jan 1970 00:00:00 +0000".length();
    private static final Pattern RUN_ID = Pattern.compile("[A-Za-z0-9_-]{1," + RUN_ID_CHARACTERS_MAX + "}");
    private static final byte[] DAYS = ascii("Mon, Tue, Wed, Thu, Fri, Sat, Sun, ");
    private static final byte[] MONTHS = ascii(" Jan  Feb  Mar  Apr  May  Jun  Jul  Aug  Sep  Oct  Nov  Dec ");
    private static final byte[] ZONE = ascii(" +0000");

    private static final byte[] RUN = ascii(FIELD_NAME + ": run=");
    private static final byte[] SEQUENCE = ascii("; seq=");
    private static final byte[] DUE = ascii("; due=");
    private static final byte[] MESSAGE_ID = ascii("Message-ID: <");
    private static final byte[] DOMAIN = ascii("@mailrace.example>"); // RFC 2606 §2: reserved.
    private static final byte[] DATE = ascii("Date: ");
    private static final int CRLF = '\r' << 8 | '\n';

    private static final int MARK_FIXED_BYTES =
            RUN.length + SEQUENCE.length + DUE.length + DUE_DIGITS + "\r\n".length();

    private static final int FIXED_BYTES = MARK_FIXED_BYTES
            + MESSAGE_ID.length
            + ".".length()
            + HEX_DIGITS
            + DOMAIN.length
            + DATE.length
            + DATE_BYTES
            + 2 * "\r\n".length();

    /**
     * What a received message's stamp says.
     *
     * @param dueEpochMicros the intended start, in microseconds since 1970
     */
    public record Mark(String runId, long sequence, long dueEpochMicros) {}

    private final byte[] runId;
    private final ByteBuf fields = Unpooled.buffer(256);
    private int sequenceDigits; // What the fields behind the sequence are laid out for; none yet.
    private int sequenceStart;
    private int hexStart;
    private int dateStart;
    private int markBytes;
    private int fieldsBytes;
    private long sequence;
    private long dateEpochSecond;

    /**
     * A stamp of message 0, due in 1970.
     *
     * @throws IllegalArgumentException as {@link #checkRunId} does
     */
    public Stamp(String runId) {
        checkRunId(runId);
        this.runId = ascii(runId);
        set(0, 0);
    }

    /**
     * Refuses a run id that could not stand in a Message-ID and be read back.
     *
     * @throws IllegalArgumentException in one line that says what was expected
     */
    public static void checkRunId(String runId) {
        if (!RUN_ID.matcher(runId).matches()) {
            throw new IllegalArgumentException("run id: \"" + Printable.of(runId, 80) + "\" (expected: 1 to "
                    + RUN_ID_CHARACTERS_MAX + " letters, digits, '-' or '_')");
        }
    }

    /**
     * Sets what is written next.
     *
     * @param sequence at least 0
     * @param dueEpochMicros the intended start, in microseconds since 1970, 0 to {@link #DUE_MICROS_MAX}
     */
    public void set(long sequence, long dueEpochMicros) {
        if (sequence < 0 || dueEpochMicros < 0 || dueEpochMicros > DUE_MICROS_MAX) {
            throw new IllegalArgumentException("stamp: " + sequence + ", " + dueEpochMicros
                    + " (expected: a sequence >= 0, due at 0 to " + DUE_MICROS_MAX + ")");
        }
        this.sequence = sequence;
        int digits = Digits.count(sequence);
        if (digits != sequenceDigits) {
            sequenceDigits = digits;
            layOut();
        }
        fields.writerIndex(sequenceStart);
        Digits.writeDecimal(sequence, digits, fields);
        fields.writeBytes(
                DUE); // Again, for digits may overwrite what is behind them; all digits of the due time do not.
        Digits.writeDecimal(dueEpochMicros, DUE_DIGITS, fields);
        fields.writerIndex(hexStart);
        Digits.writeHex(sequence, fields);
        long epochSecond = dueEpochMicros / 1_000_000;
        if (epochSecond != dateEpochSecond) {
            dateEpochSecond = epochSecond;
            writeDate();
        }
    }

    /** All that stays as long as the sequence has as many digits. */
    private void layOut() {
        fields.clear().writeBytes(RUN).writeBytes(runId).writeBytes(SEQUENCE);
        sequenceStart = fields.writerIndex();
        fields.writeZero(sequenceDigits).writeBytes(DUE).writeZero(DUE_DIGITS).writeShort(CRLF);
        markBytes = fields.writerIndex();
        fields.writeBytes(MESSAGE_ID).writeBytes(runId).writeByte('.');
        hexStart = fields.writerIndex();
        fields.writeZero(HEX_DIGITS).writeBytes(DOMAIN).writeShort(CRLF);
        fields.writeBytes(DATE);
        dateStart = fields.writerIndex();
        fields.writeZero(DATE_BYTES).writeShort(CRLF);
        fieldsBytes = fields.writerIndex();
        dateEpochSecond = -1;
    }

    /** The due time in UTC, written out, for the names of days and months depend on the JDK's locale data. */
    private void writeDate() {
        LocalDateTime time = LocalDateTime.ofEpochSecond(dateEpochSecond, 0, ZoneOffset.UTC);
        fields.writerIndex(dateStart).writeBytes(DAYS, (time.getDayOfWeek().getValue() - 1) * 5, 5);
        Digits.writeDecimal(time.getDayOfMonth(), 2, fields);
        fields.writeBytes(MONTHS, (time.getMonthValue() - 1) * 5, 5);
        Digits.writeDecimal(time.getYear(), 4, fields);
        fields.writeByte(' ');
        Digits.writeDecimal(time.getHour(), 2, fields);
        fields.writeByte(':');
        Digits.writeDecimal(time.getMinute(), 2, fields);
        fields.writeByte(':');
        Digits.writeDecimal(time.getSecond(), 2, fields);
        fields.writeBytes(ZONE);
    }

    public long sequence() {
        return sequence;
    }

    /**
     * Appends the stamp's header fields; {@code out} is borrowed.
     *
     * <p>They are {@code X-Mailrace: run=<id>; seq=<n>; due=<micros>}, a Message-ID that is unique for run and sequence and
     * always as long, and the due time as a Date (RFC 5322 §3.3).
     */
    public void writeFields(ByteBuf out) {
        out.writeBytes(fields, 0, fieldsBytes);
    }

    /** Appends those header fields; {@code out} is borrowed. */
    void writeFields(Fields wanted, ByteBuf out) {
        switch (wanted) {
            case ALL -> writeFields(out);
            case MARK -> out.writeBytes(fields, 0, markBytes);
            case NONE -> {}
        }
    }

    /** How many bytes {@link #writeFields} appends. */
    static int fieldsBytes(Fields wanted, String runId, long sequence) {
        return switch (wanted) {
            case ALL -> FIXED_BYTES + 2 * runId.length() + Digits.count(sequence);
            case MARK -> MARK_FIXED_BYTES + runId.length() + Digits.count(sequence);
            case NONE -> 0;
        };
    }

    /**
     * Reads the first stamp in a message's header back; other fields may stand before it.
     *
     * @param message borrowed, from its reader index; indices stay. The header suffices, stuffed or not
     * @return null when there is no stamp in the header's first 64 KiB, or no stamp that we write
     */
    public static @Nullable Mark find(ByteBuf message) {
        return MarkReader.find(message);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
