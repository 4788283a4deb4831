package dev.mailrace.engine;

import dev.mailrace.metrics.Recorder;
import dev.mailrace.metrics.Stage;
import dev.mailrace.metrics.Timing;
import dev.mailrace.session.Outcome;
import dev.mailrace.session.Phase;
import dev.mailrace.session.SessionOwner;
import dev.mailrace.session.SmtpSession;
import dev.mailrace.session.Transaction;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One of the connections asked for: it holds at most one session at a time and opens the next when the last is gone.
 *
 * <p>Owned by the shard's loop.
 */
final class Slot implements SessionOwner {
    private static final long BACKOFF_NANOS_MIN = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long BACKOFF_NANOS_MAX = TimeUnit.SECONDS.toNanos(5);

    private final Shard shard;
    private final Recorder recorder;
    private final int number;
    private @Nullable SmtpSession session;
    private @Nullable Arrival assigned; // waits for the session to be established
    private long wantedNanos; // when the session was asked for
    private long begun; // transactions on this connection
    private int underWay; // transactions begun and not ended
    private boolean queued; // waits for its turn to connect
    private boolean connected;
    private boolean established;
    private boolean thinking;
    private long backoffNanos;

    Slot(Shard shard, Recorder recorder, int number) {
        this.shard = shard;
        this.recorder = recorder;
        this.number = number;
    }

    /** Counts from 0 over all shards. */
    int number() {
        return number;
    }

    // For the source.

    /** Opens a session before an arrival needs it. */
    void open() {
        if (session == null && !queued) {
            queued = true;
            wantedNanos = shard.now();
            shard.connectInTurn(this);
        }
    }

    /** Gives the slot an arrival; it must be {@link #isReady} or without a session. */
    void take(Arrival arrival) {
        assigned = arrival;
        SmtpSession current = session;
        if (current == null) {
            open();
        } else if (current.ready()) {
            current.begin(takeAssigned(arrival));
        }
    }

    private Arrival takeAssigned(Arrival arrival) {
        assigned = null;
        begun++;
        underWay++;
        return arrival;
    }

    /** Whether an arrival could start at once. */
    boolean isReady() {
        SmtpSession current = session;
        return assigned == null && current != null && current.ready();
    }

    /** Whether no arrival is with the slot. */
    boolean isFree() {
        return assigned == null && underWay == 0;
    }

    boolean thinking() {
        return thinking;
    }

    void thinking(boolean on) {
        thinking = on;
    }

    /** How long to wait before the next try, in nanoseconds: longer after each failure in a row. */
    long backoff() {
        backoffNanos = backoffNanos == 0 ? BACKOFF_NANOS_MIN : Math.min(BACKOFF_NANOS_MAX, backoffNanos * 2);
        return backoffNanos;
    }

    // For the shard.

    void connectNow() {
        queued = false;
        begun = 0;
        connected = false;
        established = false;
        recorder.connectionAttempted();
        session = shard.connect(this);
    }

    /** Leaves politely when there is nothing to do. */
    void leave() {
        SmtpSession current = session;
        if (isFree() && current != null) {
            current.quit();
        }
    }

    /** Ends whatever is under way. */
    void cutOff() {
        Arrival arrival = assigned;
        if (arrival != null) {
            assigned = null;
            shard.ended(arrival, Outcome.CUT_OFF);
        }
        queued = false;
        SmtpSession current = session;
        if (current != null) {
            current.abandon();
        }
    }

    boolean isIdle() {
        return session == null && assigned == null && !queued;
    }

    // The session's reports.

    @Override
    public void phaseEnded(Phase phase, long serviceNanos, boolean positive, @Nullable Transaction transaction) {
        Stage stage = transaction instanceof Arrival arrival
                ? arrival.stage()
                : shard.clock().stageAt(phase == Phase.SESSION ? shard.now() : shard.now() - serviceNanos);
        recorder.time(stage, positive ? Timing.SERVICE : Timing.FAILED, phase, serviceNanos);
        if (phase == Phase.CONNECT) {
            connected = positive;
            shard.connectEnded(positive);
        }
        if (phase == Phase.SESSION && positive) {
            recorder.time(stage, Timing.RESPONSE, phase, shard.now() - wantedNanos);
        }
    }

    @Override
    public void established(SmtpSession established) {
        this.established = true;
        backoffNanos = 0;
        recorder.sessionEstablished();
    }

    @Override
    public @Nullable Transaction next(SmtpSession current) {
        Arrival arrival = assigned;
        if (shard.logsInOnly()) {
            if (arrival != null) {
                assigned = null;
                shard.ended(arrival, Outcome.LOGGED_IN);
            }
            current.quit();
            return null;
        }
        if (arrival != null) {
            return takeAssigned(arrival);
        }
        if (shard.messagesPerConnection() > 0 && begun >= shard.messagesPerConnection()) {
            current.quit();
            return null;
        }
        Arrival next = shard.source().next(this);
        if (next != null) {
            return takeAssigned(next);
        }
        if (shard.source().finished()) {
            current.quit();
        }
        return null;
    }

    @Override
    public void transactionEnded(Transaction transaction, Outcome outcome, long endNanos) {
        underWay--;
        Arrival arrival = (Arrival) transaction;
        int refused = outcome.phase() == Phase.MAIL ? 0 : arrival.recipientsRefused();
        if (refused > 0) {
            recorder.refusedRecipients(arrival.stage(), refused);
        }
        if (outcome.kind() == Outcome.Kind.ACCEPTED) {
            // A session reads its clock once a turn: what it began in a turn may have begun before it was due.
            long intendedNanos = Math.min(arrival.intendedNanos(), arrival.startNanos());
            recorder.time(arrival.stage(), Timing.RESPONSE, Phase.TRANSACTION, endNanos - intendedNanos);
            recorder.delivered(arrival.stage(), arrival.contentBytes(), arrival.recipientsAccepted());
        }
        shard.ended(arrival, outcome);
    }

    @Override
    public void readCompleted() {
        shard.source().notice();
    }

    @Override
    public void closed(SmtpSession gone, @Nullable Outcome cause) {
        session = null;
        if (connected) {
            connected = false;
            shard.connectionClosed();
        }
        if (cause != null && cause.kind() != Outcome.Kind.CUT_OFF) {
            recorder.sessionLost(cause);
        }
        Arrival arrival = assigned;
        if (arrival != null && cause != null && !established) {
            assigned = null;
            shard.ended(arrival, cause);
        } else if (arrival != null) {
            open(); // It came while the last session was leaving: it gets a session of its own.
            return;
        }
        boolean turnedAway = cause != null && cause.kind() == Outcome.Kind.REJECTED && begun <= 1;
        // Where logins are the work, one that was refused is no sign of a server in trouble.
        boolean refusedLogin = shard.logsInOnly() && cause != null && cause.phase() == Phase.AUTH;
        shard.source().disconnected(this, (!established || turnedAway) && !refusedLogin);
        shard.checkDone();
    }

    @Override
    public void broken(SmtpSession current, Throwable fault) {
        shard.broken(fault);
    }
}
