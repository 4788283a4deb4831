package dev.mailrace.mail;

import dev.mailrace.fault.Refusal;
import io.netty.buffer.ByteBuf;

/**
 * Sender and recipients of message number {@code sequence}, both round-robin. Immutable; any thread may use
 * it.
 *
 * @param recipientsPerMessage 1 to {@value #RECIPIENTS_MAX}; message n has the recipients n * this and on, which wrap
 */
public record Envelopes(Feed senders, Feed recipients, int recipientsPerMessage) {
    /** A hundred is what every server must take (RFC 5321 §4.5.3.1.8); tests of limits need more. */
    public static final int RECIPIENTS_MAX = 10_000;

    public Envelopes {
        if (recipientsPerMessage < 1 || recipientsPerMessage > RECIPIENTS_MAX) {
            throw new Refusal("recipients", recipientsPerMessage, "1 to " + RECIPIENTS_MAX);
        }
    }

    /** Appends the sender's address, empty for the null sender; {@code out} is borrowed. */
    public void writeSender(long sequence, ByteBuf out) {
        senders.write(sequence, out);
    }

    /** How many bytes {@link #writeSender} appends. */
    public int senderBytes(long sequence) {
        return senders.bytesAt(sequence);
    }

    /**
     * Appends a recipient's address.
     *
     * @param index 0 to {@link #recipientsPerMessage} - 1
     * @param out borrowed
     */
    public void writeRecipient(long sequence, int index, ByteBuf out) {
        recipients.write(sequence * recipientsPerMessage + index, out);
    }

    /** How many bytes {@link #writeRecipient} appends. */
    public int recipientBytes(long sequence, int index) {
        return recipients.bytesAt(sequence * recipientsPerMessage + index);
    }
}
