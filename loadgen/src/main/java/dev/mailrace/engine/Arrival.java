package dev.mailrace.engine;

import dev.mailrace.mail.MailPlan;
import dev.mailrace.mail.Stamp;
import dev.mailrace.metrics.Stage;
import dev.mailrace.session.Transaction;
import io.netty.buffer.ByteBuf;

/** One due transaction: which message, and when it should have started. Owned by its shard, used again and again. */
final class Arrival extends Transaction {
    private final MailPlan mail;
    private final Stamp stamp;
    private final RunClock clock;
    private long sequence;
    private long intendedNanos;
    private Stage stage = Stage.WARMUP;

    /** @param stamp shared by the shard's arrivals: it is set before each use */
    Arrival(MailPlan mail, Stamp stamp, RunClock clock) {
        this.mail = mail;
        this.stamp = stamp;
        this.clock = clock;
    }

    void due(long messageSequence, long atNanos) {
        sequence = messageSequence;
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
        return mail.sizeBytes(sequence);
    }

    @Override
    protected int recipients() {
        return mail.recipients();
    }

    @Override
    protected void writeSender(ByteBuf out) {
        mail.writeSender(sequence, out);
    }

    @Override
    protected void writeRecipient(int index, ByteBuf out) {
        mail.writeRecipient(sequence, index, out);
    }

    @Override
    protected void writeHead(ByteBuf out) {
        stamp.set(sequence, clock.epochMicros(intendedNanos));
        mail.writeHead(sequence, stamp, out);
    }

    @Override
    protected ByteBuf body(boolean stuffed) {
        return mail.body(sequence, stuffed);
    }

    @Override
    protected int bodyBytes(boolean stuffed) {
        return mail.bodyBytes(sequence, stuffed);
    }

    @Override
    protected void writeTail(ByteBuf out) {
        mail.writeTail(sequence, out);
    }
}
