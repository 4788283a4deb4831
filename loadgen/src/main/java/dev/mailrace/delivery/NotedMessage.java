package dev.mailrace.delivery;

import dev.mailrace.mail.Stamp;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;

/**
 * What a message says of itself, read in one pass over its header. Owned by one thread, made to be used again and again for all that
 * comes there; allocates nothing where a message is as we send it.
 */
final class NotedMessage {
    private static final int ID_CHARACTERS_MAX = 200;
    private static final int ID_DIGITS = 16;
    private static final int DIGITS_MAX = 18; // A long holds all such numbers.
    private static final byte[] RUN = ascii(" run=");
    private static final byte[] SEQUENCE = ascii("; seq=");
    private static final byte[] DUE = ascii("; due=");
    private static final byte[] DOMAIN = ascii("@mailrace.example>");

    private final KnownBodies bodies = new KnownBodies();
    private final DeliveryCheck check;
    private String markRun = "";
    private String idRun = "";
    private long sequence;
    private long dueMicros;
    private long idSequence;
    private long header; // its digest
    private long body;
    private boolean isEnded; // the header
    private int bodyStart;
    private int typeStart;
    private int typeEnd;
    private int encodingStart;
    private int encodingEnd;
    private long readings;
    private String lastRun = "";
    private byte[] bytes = new byte[0]; // borrowed while it is read
    private int index;

    NotedMessage(DeliveryCheck check) {
        this.check = check;
    }

    /**
     * Reads the header.
     *
     * @param message from its first byte, stuffed or not; borrowed
     * @param length what is there of it
     */
    void read(byte[] message, int length) {
        readings++;
        bytes = message;
        forget();
        HeaderFields fields = new HeaderFields(message, 0, length);
        boolean isMarkRead = false;
        boolean isIdRead = false;
        while (fields.next()) {
            if (!isMarkRead && fields.isNamed("x-mailrace")) {
                isMarkRead = true;
                readMark(fields, length);
                if (sequence >= 0 && !check.seesRecipients()) {
                    break;
                }
            } else if (!isIdRead && fields.isNamed("message-id") && fields.valueBytes() <= ID_CHARACTERS_MAX) {
                isIdRead = true;
                readId(fields);
            } else if (check.comparesContent()) {
                digest(fields);
            }
        }
        bodyStart = fields.bodyStart();
        isEnded = fields.isEnded();
        if (sequence < 0) {
            findMark(length);
        }
        if (sequence >= 0 && !check.seesRecipients()) {
            idRun = "";
            idSequence = ArrivalNotes.NONE;
        }
    }

    private void forget() {
        markRun = "";
        idRun = "";
        sequence = ArrivalNotes.NONE;
        dueMicros = ArrivalNotes.NONE;
        idSequence = ArrivalNotes.NONE;
        header = ContentDigest.UNKNOWN;
        body = ContentDigest.UNKNOWN;
        isEnded = false;
        bodyStart = 0;
        typeStart = 0;
        typeEnd = 0;
        encodingStart = 0;
        encodingEnd = 0;
    }

    private void digest(HeaderFields fields) {
        if (fields.begins("content-")) {
            boolean isShort = fields.valueBytes() <= Entity.ContentType.BYTES_MAX;
            if (isShort && typeEnd == 0 && fields.isNamed("content-type")) {
                typeStart = fields.valueStart();
                typeEnd = fields.valueEnd();
            } else if (isShort && encodingEnd == 0 && fields.isNamed("content-transfer-encoding")) {
                encodingStart = fields.valueStart();
                encodingEnd = fields.valueEnd();
            }
        } else {
            header = ContentDigest.with(header, fields);
        }
    }

    /** As our stamps are, and nobody has changed. */
    private void readMark(HeaderFields field, int length) {
        index = field.valueStart();
        int start = field.valueStart() - "x-mailrace:".length();
        boolean isAtLine = start == field.start() && (start == 0 || bytes[start - 1] == '\n');
        if (!isAtLine || !skips(RUN, length)) {
            return;
        }
        int runStart = index;
        while (index < length && isInRunId(bytes[index])) {
            index++;
        }
        int runEnd = index;
        boolean isRun = runEnd > runStart && runEnd - runStart <= Stamp.RUN_ID_CHARACTERS_MAX;
        if (!isRun || !skips(SEQUENCE, length)) {
            return;
        }
        long number = number(length);
        if (number < 0 || !skips(DUE, length)) {
            return;
        }
        long due = number(length);
        if (due >= 0 && due <= Stamp.DUE_MICROS_MAX && index < length && bytes[index] == '\r') {
            markRun = run(runStart, runEnd);
            sequence = number;
            dueMicros = due;
        }
    }

    /** Others may have touched it, or the header around it. */
    private void findMark(int length) {
        Stamp.Mark mark = Stamp.find(Unpooled.wrappedBuffer(bytes, 0, length));
        if (mark != null) {
            markRun = mark.runId();
            sequence = mark.sequence();
            dueMicros = mark.dueEpochMicros();
        }
    }

    private void readId(HeaderFields field) {
        int end = field.valueEnd();
        index = field.valueStart();
        while (index < end && HeaderFields.isSpace(bytes[index])) {
            index++;
        }
        if (index == end || bytes[index] != '<') {
            return;
        }
        int runStart = ++index;
        while (index < end && isInRunId(bytes[index])) {
            index++;
        }
        int runEnd = index;
        boolean isRun = runEnd > runStart && runEnd - runStart <= Stamp.RUN_ID_CHARACTERS_MAX;
        if (!isRun || index == end || bytes[index] != '.' || end - ++index < ID_DIGITS) {
            return;
        }
        long number = 0;
        for (int i = 0; i < ID_DIGITS; i++) {
            int digit = hexDigit(bytes[index++]);
            if (digit < 0) {
                return;
            }
            number = number << 4 | digit;
        }
        if (skips(DOMAIN, end)) {
            idRun = run(runStart, runEnd);
            idSequence = number;
        }
    }

    private boolean skips(byte[] text, int end) {
        if (end - index < text.length) {
            return false;
        }
        for (byte b : text) {
            if (bytes[index++] != b) {
                return false;
            }
        }
        return true;
    }

    /** The number there; -1: none, or one of too many digits. */
    private long number(int end) {
        int start = index;
        long number = 0;
        while (index < end && isDigit(bytes[index]) && index - start < DIGITS_MAX) {
            number = number * 10 + bytes[index++] - '0';
        }
        return index == start || (index < end && isDigit(bytes[index])) ? -1 : number;
    }

    private static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }

    private static int hexDigit(byte b) {
        return isDigit(b) ? b - '0' : b >= 'a' && b <= 'f' ? b - 'a' + 10 : -1;
    }

    private static boolean isInRunId(byte b) {
        return (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z') || isDigit(b) || b == '-' || b == '_';
    }

    /** Nearly always that of the message before. */
    private String run(int start, int end) {
        boolean isSame = lastRun.length() == end - start;
        for (int i = start; i < end && isSame; i++) {
            isSame = lastRun.charAt(i - start) == bytes[i];
        }
        if (!isSame) {
            lastRun = new String(bytes, start, end - start, StandardCharsets.US_ASCII);
        }
        return lastRun;
    }

    /** Makes the digest of the body, of a message that has just been read and is whole. */
    void digestBody(MessageNotes.Content content) {
        bodies.begin(content.bytes(), bodyStart, content.length());
        bodies.depends((byte) (content.stuffed() ? 1 : 0));
        bodies.depends((byte) (typeEnd == 0 ? 0 : 1));
        bodies.depends(typeStart, typeEnd);
        bodies.depends((byte) (encodingEnd == 0 ? 0 : 1));
        bodies.depends(encodingStart, encodingEnd);
        body = bodies.find();
        if (body == ContentDigest.UNKNOWN) {
            body = ContentDigest.bodyOf(content.meant());
            bodies.keep(body);
        }
    }

    /** Whether more of the message can say nothing else of what is looked at. */
    boolean saysAll() {
        return sequence >= 0 && (isEnded || !check.seesRecipients());
    }

    /** Whether it says which message of a run it is. */
    boolean isNamed() {
        return sequence >= 0 || !idRun.isEmpty();
    }

    /** By its mark, as the next two; empty: it has none. */
    String markRun() {
        return markRun;
    }

    /** {@link ArrivalNotes#NONE}: it does not say. */
    long sequence() {
        return sequence;
    }

    /** As {@link #sequence}, in microseconds since 1970. */
    long dueMicros() {
        return dueMicros;
    }

    /** By its Message-ID, as the next; empty: it has none of ours. */
    String idRun() {
        return idRun;
    }

    long idSequence() {
        return idSequence;
    }

    /** Of the header; {@link ContentDigest#UNKNOWN}: nobody has made it. */
    long headerDigest() {
        return body == ContentDigest.UNKNOWN ? ContentDigest.UNKNOWN : header;
    }

    /** As {@link #headerDigest}, of the body. */
    long bodyDigest() {
        return body;
    }

    /** How many were read: who has it read one, and finds the same number, finds what was said there. */
    long readings() {
        return readings;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
