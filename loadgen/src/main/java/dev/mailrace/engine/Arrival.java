package dev.mailrace.engine;

import dev.mailrace.mail.MailPlan;
import dev.mailrace.mail.Message;
import dev.mailrace.mail.Stamp;
import dev.mailrace.metrics.Stage;
import dev.mailrace.scenario.SessionKind;
import dev.mailrace.session.Outcome;
import dev.mailrace.session.Phase;
import dev.mailrace.session.Transaction;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * One thing that was due: a message, a login, a handshake. It knows its number, when it should have started, its session
 * class and its tries, and ends exactly once, by {@link #end}.
 *
 * <p>Owned by the shard that took it; used again and again. Its {@link Arrivals} link those that have not ended.
 */
final class Arrival extends Transaction {
    private final Arrivals arrivals;
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
    private Outcome refusal = Outcome.CUT_OFF;
    private boolean moved;
    private boolean onReused;
    private boolean begun; // as a transaction, at least once
    private boolean inUse;
    private int stepsLeft; // before the mail

    /** Neighbours among those that have not ended, for {@link Arrivals}. */
    @Nullable
    Arrival newer;

    @Nullable
    Arrival older;

    boolean ended = true;

    /** @param stamp shared by the route's arrivals: it is set before each use */
    Arrival(Arrivals arrivals, Route route, boolean sendsMail, Stamp stamp, RunClock clock) {
        SessionKind kind = route.kind();
        this.arrivals = arrivals;
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
        moved = false;
        begun = false;
        ended = false;
    }

    /**
     * The one end of it; it must not be touched afterwards.
     *
     * @param endNanos when what decided it came, on the loop's ticker
     * @throws IllegalStateException when it has ended before: an internal error
     */
    void end(Outcome outcome, long endNanos) {
        if (ended) {
            throw new IllegalStateException("arrival " + message.sequence() + " ended twice (expected: once)");
        }
        ended = true;
        arrivals.ended(this, outcome, endNanos);
    }

    /** It goes to a fresh connection, once. */
    void move() {
        moved = true;
    }

    /**
     * Whether the connection ended as servers end those that were idle for too long, before the server took anything of
     * the message: then it goes to a fresh one, once, as every mail server's does.
     */
    boolean movesAfter(Outcome outcome) {
        boolean ended = outcome.kind() == Outcome.Kind.FAILED
                && (outcome.reason() == Outcome.Reason.RESET || outcome.reason() == Outcome.Reason.CLOSED);
        boolean turnedAway = outcome.kind() == Outcome.Kind.REJECTED && outcome.code() == 421;
        return (ended || turnedAway) && isUntouched() && onReused && !moved;
    }

    /** Whether the session that takes it has waited, or carried another, before. */
    void onReused(boolean reused) {
        onReused = reused;
        begun = true;
    }

    /** Whether steps come before the mail, and none of them is the transaction (which counts from MAIL). */
    boolean awaitsSteps() {
        stepsLeft = sendsMail ? steps() : 0;
        return stepsLeft > 0;
    }

    /** A phase of it was answered: whether that was the last step before the mail. */
    boolean stepAnswered(Phase phase) {
        return stepsLeft > 0 && phase != Phase.TRANSACTION && --stepsLeft == 0;
    }

    void inUse(boolean on) {
        inUse = on;
    }

    boolean isInUse() {
        return inUse;
    }

    /** Whether it is carried by a session as a transaction, and is no session of its own. */
    boolean isTransaction() {
        return begun;
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

    /** It was refused for now, and is to be tried again at that time on the loop's ticker. */
    void retryAt(long atNanos, Outcome because) {
        retryNanos = atNanos;
        refusal = because;
    }

    /** How its last try ended. */
    Outcome refusal() {
        return refusal;
    }

    long retryNanos() {
        return retryNanos;
    }

    /** Its number. */
    long sequence() {
        return message.sequence();
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
