package dev.mailrace.mail;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/** The header of generated messages: From, To and Subject, which show the envelope, and the fields of MIME. Immutable. */
final class GeneratedHeader {
    /** More recipients than this are in the envelope only. */
    static final int RECIPIENTS_SHOWN_MAX = 10;

    private static final byte[] FROM = ascii("From: ");
    private static final byte[] NOBODY = ascii("mailer-daemon@mailrace.example"); // The null sender's.
    private static final byte[] TO = ascii("\r\nTo: ");
    private static final byte[] NEXT = ascii(",\r\n ");
    private static final byte[] SUBJECT = ascii("\r\nSubject: Mailrace ");

    private final byte[] rest;

    /** @param mimeFields what follows the subject's line, to the end of the head */
    GeneratedHeader(String mimeFields) {
        rest = ascii("\r\n" + mimeFields);
    }

    /** Appends the header; {@code out} is borrowed. */
    void write(long sequence, Envelopes envelopes, ByteBuf out) {
        out.writeBytes(FROM);
        if (envelopes.senderBytes(sequence) == 0) {
            out.writeBytes(NOBODY);
        } else {
            envelopes.writeSender(sequence, out);
        }
        int shown = shown(envelopes);
        for (int i = 0; i < shown; i++) {
            out.writeBytes(i == 0 ? TO : NEXT);
            envelopes.writeRecipient(sequence, i, out);
        }
        out.writeBytes(SUBJECT);
        Digits.writeDecimal(sequence, 1, out);
        out.writeBytes(rest);
    }

    /** How many bytes {@link #write} appends. */
    int bytes(long sequence, Envelopes envelopes) {
        int senderBytes = envelopes.senderBytes(sequence);
        int shown = shown(envelopes);
        int bytes = FROM.length + (senderBytes == 0 ? NOBODY.length : senderBytes);
        for (int i = 0; i < shown; i++) {
            bytes += (i == 0 ? TO.length : NEXT.length) + envelopes.recipientBytes(sequence, i);
        }
        return bytes + SUBJECT.length + Digits.count(sequence) + rest.length;
    }

    private static int shown(Envelopes envelopes) {
        return Math.min(envelopes.recipientsPerMessage(), RECIPIENTS_SHOWN_MAX);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
