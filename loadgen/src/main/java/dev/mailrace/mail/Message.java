package dev.mailrace.mail;

import io.netty.buffer.ByteBuf;

/**
 * The content of one message of a {@link MailPlan}; what it is made of is worked out once, when it is {@link #set}.
 *
 * <p>The content is {@link #writeHead}, then the first {@link #bodyBytes} of {@link #body}, then {@link #writeTail}; after
 * DATA the final dot follows. Mutable, owned by one thread, made to be used again and again: nothing here allocates.
 */
public final class Message {
    private final MailPlan plan;
    private long sequence;
    private Template template;
    private int headBytes;
    private long roomBytes;

    /** See {@link MailPlan#message}. */
    Message(MailPlan plan, long sequence) {
        this.plan = plan;
        template = plan.corpus().at(sequence);
        set(sequence);
    }

    /** Becomes the plan's message of another number. */
    public void set(long toSequence) {
        sequence = toSequence;
        template = plan.corpus().at(toSequence);
        headBytes = Stamp.fieldsBytes(plan.corpus().stamped(), plan.runId(), toSequence)
                + template.headBytes(toSequence, plan.envelopes());
        roomBytes = plan.corpus().sizeBytesAt(toSequence) - headBytes;
    }

    public long sequence() {
        return sequence;
    }

    /** The size before stuffing, as a server counts it (RFC 1870 §4). */
    public long sizeBytes() {
        return headBytes + template.textBytes(roomBytes);
    }

    /**
     * Appends what differs from message to message at the beginning of the content.
     *
     * @param stamp set to {@link #sequence}
     * @param out borrowed
     */
    public void writeHead(Stamp stamp, ByteBuf out) {
        if (stamp.sequence() != sequence) {
            throw new IllegalStateException("stamp: " + stamp.sequence() + " (expected: " + sequence + ")");
        }
        stamp.writeFields(plan.corpus().stamped(), out);
        template.writeHead(sequence, plan.envelopes(), roomBytes, out);
    }

    /** What {@link #bodyBytes} counts in: borrowed, shared, read-only and direct; releasing it does nothing. */
    public ByteBuf body(boolean stuffed) {
        return template.body(stuffed);
    }

    /** How many bytes of {@link #body}, from its first, belong to the message. */
    public int bodyBytes(boolean stuffed) {
        return template.bodyBytes(stuffed, roomBytes);
    }

    /** Appends the end of the content's last line, without the final dot; {@code out} is borrowed. */
    public void writeTail(ByteBuf out) {
        template.writeTail(roomBytes, out);
    }
}
