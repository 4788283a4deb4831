package dev.mailrace.engine;

import dev.mailrace.mail.MailPlan;
import dev.mailrace.mail.Message;
import dev.mailrace.mail.Stamp;
import dev.mailrace.metrics.Stage;
import dev.mailrace.scenario.SessionKind;
import dev.mailrace.session.Phase;
import dev.mailrace.session.Transaction;
import io.netty.buffer.ByteBuf;

/**
 * One due transaction: which message of its kind, and when it should have started. Owned by its shard, used again and again.
 */
final class Arrival extends Transaction {
    private final Route route;
    private final SessionKind kind;
    private final boolean sendsMail;
    private final MailPlan mail;
    private final Message message;
    private final Stamp stamp;
    private final RunClock clock;
    private long intendedNanos;
    private Stage stage = Stage.WARMUP;
    private int tries;
    private long retryNanos;

    /** @param stamp shared by the route's arrivals: it is set before each use */
    Arrival(Route route, SessionKind kind, boolean sendsMail, Stamp stamp, RunClock clock) {
        this.route = route;
        this.kind = kind;
        this.sendsMail = sendsMail;
        this.mail = kind.mail();
        this.message = mail.message(0);
        this.stamp = stamp;
        this.clock = clock;
    }

    void due(long messageSequence, long atNanos) {
        message.set(messageSequence);
        intendedNanos = atNanos;
        stage = clock.stageAt(atNanos);
        tries = 0;
    }

    Route route() {
        return route;
    }

    /** A session takes it, for the first time or again. */
    void tried() {
        tries++;
    }

    int tries() {
        return tries;
    }

    /** When it is to be tried again, on the loop's ticker. */
    void retryAt(long atNanos) {
        retryNanos = atNanos;
    }

    long retryNanos() {
        return retryNanos;
    }

    /** On the loop's ticker. */
    long intendedNanos() {
        return intendedNanos;
    }

    Stage stage() {
        return stage;
    }

    @Override
    protected int steps() {
        return kind.steps().size();
    }

    @Override
    protected Phase step(int index) {
        return kind.steps().get(index).phase();
    }

    @Override
    protected void writeStep(int index, ByteBuf out) {
        kind.steps().get(index).write(message.sequence(), out);
    }

    @Override
    protected boolean sendsMail() {
        return sendsMail;
    }

    @Override
    protected void writeEnvelopeId(ByteBuf out) {
        mail.writeEnvelopeId(message.sequence(), out);
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
