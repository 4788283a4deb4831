package dev.mailrace.engine;

import dev.mailrace.mail.MailPlan;
import dev.mailrace.mail.Message;
import dev.mailrace.mail.Stamp;
import dev.mailrace.metrics.Stage;
import dev.mailrace.session.Transaction;
import io.netty.buffer.ByteBuf;

/** One due transaction: which message, and when it should have started. Owned by its shard, used again and again. */
final class Arrival extends Transaction {
    private final MailPlan mail;
    private final Message message;
    private final Stamp stamp;
    private final RunClock clock;
    private long intendedNanos;
    private Stage stage = Stage.WARMUP;

    /** @param stamp shared by the shard's arrivals: it is set before each use */
    Arrival(MailPlan mail, Stamp stamp, RunClock clock) {
        this.mail = mail;
        this.message = mail.message(0);
        this.stamp = stamp;
        this.clock = clock;
    }

    void due(long messageSequence, long atNanos) {
        message.set(messageSequence);
        intendedNanos = atNanos;
        stage = clock.stageAt(atNanos);
    }

    /** On the loop's ticker. */
    long intendedNanos() {
        return intendedNanos;
    }

    Stage stage() {
        return stage;
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
        mail.writeSender(message.sequence(), out);
    }

    @Override
    protected void writeRecipient(int index, ByteBuf out) {
        mail.writeRecipient(message.sequence(), index, out);
    }

    @Override
    protected void writeHead(ByteBuf out) {
        stamp.set(message.sequence(), clock.epochMicros(intendedNanos));
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
