package dev.mailrace.mail;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * All that a run sends: content and envelope of message number {@code sequence}, from 0. Immutable; every shard uses the
 * same plan, with a {@link Stamp} of its own.
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

    /** Appends an id of message number {@code sequence} for DSN's ENVID (RFC 3461 §4.4); {@code out} is borrowed. */
    public void writeEnvelopeId(long sequence, ByteBuf out) {
        out.writeCharSequence(runId, StandardCharsets.US_ASCII);
        out.writeByte('.');
        Digits.writeDecimal(sequence, 1, out);
    }

    /** The content of message number {@code sequence}; a sender of many makes one and sets it to the next. */
    public Message message(long sequence) {
        return new Message(this, sequence);
    }

    /** As it is written to files: names and plain values, without the run's id. */
    public Map<String, Object> describe() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("content", corpus.describe());
        fields.put("from", envelopes.senders().describe());
        fields.put("to", envelopes.recipients().describe());
        fields.put("recipients_per_message", recipients());
        return fields;
    }

    /** One line for people. */
    @Override
    public String toString() {
        return "run " + runId + ": " + corpus + "; from " + envelopes.senders() + "; to " + envelopes.recipients()
                + ", " + recipients() + " a message";
    }
}
