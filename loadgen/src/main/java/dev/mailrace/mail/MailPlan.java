package dev.mailrace.mail;

import io.netty.buffer.ByteBuf;

/**
 * All that a run sends: content and envelope of message number {@code sequence}, from 0. Immutable; every shard uses the
 * same plan, with a {@link Stamp} of its own.
 *
 * <p>The content of a message is {@link #writeHead}, then the first {@link #bodyBytes} of {@link #body}, then
 * {@link #writeTail}; after DATA the final dot follows. None of this allocates.
 *
 * @param runId as {@link Stamp#checkRunId} wants it
 */
public record MailPlan(String runId, Corpus corpus, Envelopes envelopes) {
    public MailPlan {
        Stamp.checkRunId(runId);
    }

    /** A stamp for one shard. */
    public Stamp newStamp() {
        return new Stamp(runId);
    }

    /** Appends the address for MAIL, empty for the null sender; {@code out} is borrowed. */
    public void writeSender(long sequence, ByteBuf out) {
        envelopes.writeSender(sequence, out);
    }

    /** How many recipients each message has, at least 1. */
    public int recipients() {
        return envelopes.recipientsPerMessage();
    }

    /**
     * Appends the address for a RCPT.
     *
     * @param index 0 to {@link #recipients} - 1
     * @param out borrowed
     */
    public void writeRecipient(long sequence, int index, ByteBuf out) {
        envelopes.writeRecipient(sequence, index, out);
    }

    /**
     * Appends what differs from message to message at the beginning of the content.
     *
     * @param stamp from {@link #newStamp}, set to {@code sequence}
     * @param out borrowed
     */
    public void writeHead(long sequence, Stamp stamp, ByteBuf out) {
        if (stamp.sequence() != sequence) {
            throw new IllegalStateException("stamp: " + stamp.sequence() + " (expected: " + sequence + ")");
        }
        stamp.writeFields(out);
        corpus.at(sequence).writeHead(sequence, envelopes, out);
    }

    /** What {@link #bodyBytes} counts in: borrowed, shared, read-only and direct; releasing it does nothing. */
    public ByteBuf body(long sequence, boolean stuffed) {
        return corpus.at(sequence).body(stuffed);
    }

    /** How many bytes of {@link #body}, from its first, belong to the message. */
    public int bodyBytes(long sequence, boolean stuffed) {
        return corpus.at(sequence).bodyBytes(stuffed, roomBytes(sequence));
    }

    /** Appends the end of the content's last line, without the final dot; {@code out} is borrowed. */
    public void writeTail(long sequence, ByteBuf out) {
        corpus.at(sequence).writeTail(roomBytes(sequence), out);
    }

    /** The message's size before stuffing, as a server counts it (RFC 1870 §4). */
    public long sizeBytes(long sequence) {
        return headBytes(sequence) + corpus.at(sequence).textBytes(roomBytes(sequence));
    }

    private long roomBytes(long sequence) {
        return corpus.sizeBytesAt(sequence) - headBytes(sequence);
    }

    private int headBytes(long sequence) {
        return Stamp.fieldsBytes(runId, sequence) + corpus.at(sequence).headBytes(sequence, envelopes);
    }

    /** One line for people. */
    @Override
    public String toString() {
        return "run " + runId + ": " + corpus + "; from " + envelopes.senders() + "; to " + envelopes.recipients()
                + ", " + recipients() + " a message";
    }
}
