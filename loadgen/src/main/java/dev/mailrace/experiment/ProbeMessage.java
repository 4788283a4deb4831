package dev.mailrace.experiment;

import dev.mailrace.mail.MailPlan;
import dev.mailrace.mail.Message;
import dev.mailrace.mail.Stamp;
import dev.mailrace.session.Transaction;
import io.netty.buffer.ByteBuf;

/** The one message of a probe: the first of its plan. Owned by the session's loop. */
public final class ProbeMessage extends Transaction {
    private static final long SEQUENCE = 0;

    private final boolean sendsContent;
    private final MailPlan mail;
    private final Message message;
    private final Stamp stamp;

    /** @param epochMicros the time that the message bears, in microseconds since 1970 */
    public ProbeMessage(MailPlan mail, long epochMicros) {
        this(mail, epochMicros, true);
    }

    private ProbeMessage(MailPlan mail, long epochMicros, boolean sendsContent) {
        this.sendsContent = sendsContent;
        this.mail = mail;
        this.message = mail.message(SEQUENCE);
        this.stamp = mail.newStamp();
        stamp.set(SEQUENCE, epochMicros);
    }

    /** Its envelope, and nothing else. */
    static ProbeMessage envelope(MailPlan mail) {
        return new ProbeMessage(mail, 0, false);
    }

    @Override
    protected boolean sendsContent() {
        return sendsContent;
    }

    @Override
    protected void writeEnvelopeId(ByteBuf out) {
        mail.writeEnvelopeId(SEQUENCE, out);
    }

    @Override
    protected long contentBytes() {
        return message.sizeBytes();
    }

    @Override
    protected int recipients() {
        return mail.recipients();
    }

    @Override
    protected void writeSender(ByteBuf out) {
        mail.writeSender(SEQUENCE, out);
    }

    @Override
    protected void writeRecipient(int index, ByteBuf out) {
        mail.writeRecipient(SEQUENCE, index, out);
    }

    @Override
    protected void writeHead(ByteBuf out) {
        message.writeHead(stamp, out);
    }

    @Override
    protected ByteBuf body(boolean stuffed) {
        return message.body(stuffed);
    }

    @Override
    protected int bodyBytes(boolean stuffed) {
        return message.bodyBytes(stuffed);
    }

    @Override
    protected void writeTail(ByteBuf out) {
        message.writeTail(out);
    }
}
