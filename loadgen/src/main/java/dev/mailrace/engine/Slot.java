package dev.mailrace.engine;

import dev.mailrace.metrics.Recorder;
import dev.mailrace.metrics.Stage;
import dev.mailrace.metrics.Timing;
import dev.mailrace.net.Tls;
import dev.mailrace.scenario.Work;
import dev.mailrace.session.Outcome;
import dev.mailrace.session.Phase;
import dev.mailrace.session.SessionOwner;
import dev.mailrace.session.SmtpSession;
import dev.mailrace.session.TlsSession;
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
    private boolean listed; // among the idle of its source
    private long backoffNanos;
    private Route route; // of the present session, or of the next
    private long numberInKind;
    private boolean holds;

    Slot(Shard shard, Recorder recorder, int number) {
        this.shard = shard;
        this.recorder = recorder;
        this.number = number;
        this.route = becomesNext();
    }

    /** Becomes the session that is next in the mix. */
    private Route becomesNext() {
        long session = shard.nextSession();
        Route next = shard.routes().get(shard.mix().kindOf(session));
        numberInKind = shard.mix().numberInKind(session);
        holds = next.kind().oddities().at(numberInKind).holds();
        return next;
    }

    Route route() {
        return route;
    }

    /** Whether its session only holds the connection: it takes no arrival. */
    boolean holds() {
        return holds;
    }

    boolean isListed() {
        return listed;
    }

    void listed(boolean on) {
        listed = on;
    }

    /** Whether an arrival waits for its session, or a session is there. */
    boolean hasWork() {
        return assigned != null || session != null || queued;
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

    /** Gives an arrival that is tried again to a slot without a session, whose next one becomes of its kind. */
    void takeAgain(Arrival arrival) {
        route = arrival.route();
        take(arrival);
    }

    private Arrival takeAssigned(Arrival arrival) {
        assigned = null;
        begun++;
        underWay++;
        arrival.tried();
        inUse(arrival, 1);
        return arrival;
    }

    private void inUse(Arrival arrival, int more) {
        if (arrival.stage() == Stage.MEASURE) {
            recorder.inUse(more, shard.now());
        }
    }

    /** Whether an arrival could start at once. */
    boolean isReady() {
        SmtpSession current = session;
        return assigned == null && current != null && current.ready() && !holds;
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
        if (shard.work().isWholeSession()) {
            recorder.inUse(1, shard.now());
        }
        session = route.connect(this, numberInKind);
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
        if (phase == Phase.TLS && positive && shard.work() == Work.HANDSHAKE) {
            handshakeEnded();
        }
        if (phase == Phase.SESSION && positive) {
            recorder.time(stage, Timing.RESPONSE, phase, shard.now() - wantedNanos);
        }
    }

    /** The whole of what was wanted; but tickets to resume with come after it, with what the server says next. */
    private void handshakeEnded() {
        Arrival arrival = assigned;
        SmtpSession current = session;
        Tls tls = route.kind().session().security().tls();
        if (arrival != null && current != null && tls != null) {
            assigned = null;
            shard.ended(arrival, Outcome.SHAKEN);
            if (!tls.resumes()) {
                current.quit();
            }
        }
    }

    @Override
    public void handshaken(TlsSession tls) {
        recorder.handshaken(tls);
    }

    @Override
    public void recipientEnded(Transaction transaction, Outcome outcome) {
        recorder.recipientEnded(((Arrival) transaction).stage(), outcome);
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
        if (shard.work().isWholeSession()) {
            if (arrival != null) {
                assigned = null;
                shard.ended(arrival, route.kind().logins() == null ? Outcome.GREETED : Outcome.LOGGED_IN);
            }
            current.quit();
            return null;
        }
        if (holds) {
            if (shard.source().finished()) {
                current.quit();
            }
            return null;
        }
        if (arrival != null) {
            return takeAssigned(arrival);
        }
        if (shard.messagesPerConnection() > 0 && begun >= shard.messagesPerConnection()) {
            current.quit();
            return null;
        }
        Arrival again = shard.nextRetry(route);
        if (again != null) {
            return takeAssigned(again);
        }
        Arrival next = shard.source().next(this);
        if (next != null) {
            return takeAssigned(next);
        }
        if (shard.source().finished()) {
            current.quit();
            shard.retireHolders();
        }
        return null;
    }

    @Override
    public void transactionEnded(Transaction transaction, Outcome outcome, long endNanos) {
        underWay--;
        Arrival arrival = (Arrival) transaction;
        inUse(arrival, -1);
        int refused = outcome.phase() == Phase.MAIL ? 0 : arrival.recipientsRefused();
        if (refused > 0) {
            recorder.refusedRecipients(arrival.stage(), refused);
        }
        if (outcome.kind() == Outcome.Kind.ACCEPTED) {
            // A session reads its clock once a turn: what it began in a turn may have begun before it was due.
            long intendedNanos = Math.min(arrival.intendedNanos(), arrival.startNanos());
            shard.answered(arrival, endNanos - intendedNanos);
            if (arrival.sendsMail()) {
                recorder.delivered(arrival.stage(), arrival.contentBytes(), arrival.recipientsAccepted());
            }
        }
        shard.endedOrRetried(arrival, outcome);
    }

    @Override
    public void readCompleted() {
        shard.source().notice();
    }

    @Override
    public void closed(SmtpSession gone, @Nullable Outcome cause) {
        session = null;
        if (shard.work().isWholeSession()) {
            recorder.inUse(-1, shard.now());
        }
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
            arrival.tried();
            shard.endedOrRetried(arrival, cause);
        } else if (arrival != null) {
            open(); // It came while the last session was leaving: it gets a session of its own.
            return;
        }
        route = becomesNext();
        Arrival again = holds ? null : shard.nextRetry(shard.source().finished() ? null : route);
        if (again != null) {
            takeAgain(again); // Nobody else may come by for it.
            return;
        }
        boolean turnedAway = cause != null && cause.kind() == Outcome.Kind.REJECTED && begun <= 1;
        // Where logins are the work, one that was refused is no sign of a server in trouble.
        boolean refusedLogin = shard.work() == Work.SESSION && cause != null && cause.phase() == Phase.AUTH;
        boolean ownDeed = refusedLogin || cause == null || cause.kind() == Outcome.Kind.CUT_OFF;
        shard.source().disconnected(this, (!established || turnedAway) && !ownDeed);
        shard.checkDone();
    }

    @Override
    public void broken(SmtpSession current, Throwable fault) {
        shard.broken(fault);
    }
}
