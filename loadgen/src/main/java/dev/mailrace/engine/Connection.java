package dev.mailrace.engine;

import dev.mailrace.metrics.Recorder;
import dev.mailrace.net.Tls;
import dev.mailrace.scenario.Work;
import dev.mailrace.session.Outcome;
import dev.mailrace.session.Outcome.Kind;
import dev.mailrace.session.Phase;
import dev.mailrace.session.SessionOwner;
import dev.mailrace.session.SmtpSession;
import dev.mailrace.session.TlsSession;
import dev.mailrace.session.Transaction;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One of the connections asked for: it holds at most one session at a time and opens the next when the last is gone.
 *
 * <p>Owned by the shard's loop. An arrival is bound to it while it has no session for it yet: where an arrival is a session
 * of its own, in a closed loop, and where a message goes to a fresh connection because the last one ended under it.
 */
final class Connection implements SessionOwner {
    private static final long REST_NANOS_MIN = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long REST_NANOS_MAX = TimeUnit.SECONDS.toNanos(5);

    private final Shard shard;
    private final ConnectionPool pool;
    private final Recorder recorder;
    private final int number;
    private final SessionTimes times;
    private final Seat seat; // taken from when a session is wanted until it is gone
    private final ArrayDeque<Arrival> bound = new ArrayDeque<>(0); // one, or several that move together
    private ConnectionState state = ConnectionState.CLOSED;
    private @Nullable SmtpSession session;
    private long wantedNanos; // when what the session is for was due, or when it was asked for
    private long begun; // transactions on this connection
    private int underWay; // transactions begun and not ended
    private boolean reused; // the session has waited, or has carried a transaction
    private boolean onDemand; // opened because something in the backlog needs it
    private long restNanos;

    /* The line it stands in, of idle or of closed ones, and its neighbours there. */
    @Nullable
    ConnectionLine line;

    @Nullable
    Connection before;

    @Nullable
    Connection behind;

    Connection(Shard shard, ConnectionPool pool, int number) {
        this.shard = shard;
        this.pool = pool;
        this.recorder = shard.recorder();
        this.number = number;
        this.times = new SessionTimes(shard);
        this.seat = pool.newSeat();
    }

    /** Counts from 0 over all shards. */
    int number() {
        return number;
    }

    ConnectionState state() {
        return state;
    }

    /** Of which class its session is, or is to be. */
    Seat seat() {
        return seat;
    }

    Route route() {
        return pool.route(seat.kind());
    }

    // For the source.

    boolean isClosed() {
        return state.isClosed() && bound.isEmpty();
    }

    /** Opens a session, where there is none, before an arrival needs it. */
    void open() {
        seat.claim();
        if (state.isClosed()) {
            pool.taken(this);
            state = ConnectionState.QUEUED;
            wantedNanos = shard.now();
            pool.connectInTurn(this);
        }
    }

    /** As {@link #open}, for what waits in the backlog: if it fails, the oldest of the class has failed. */
    void openFor(int kind) {
        seat.claim(kind);
        openOnDemandIf(true);
    }

    void openOnDemandIf(boolean needed) {
        onDemand = needed;
        open();
    }

    /** Gives it an arrival: for the session that it has, or for one that it opens. */
    void take(Arrival arrival) {
        SmtpSession current = session;
        if (state == ConnectionState.IDLE && current != null && current.ready()) {
            current.begin(started(arrival));
        } else {
            bind(arrival);
        }
    }

    private void bind(Arrival arrival) {
        bound.add(arrival);
        openForBound(arrival);
    }

    private void openForBound(Arrival arrival) {
        seat.claim(arrival.route().number());
        if (session == null) {
            open();
            if (shard.work().isWholeSession()) {
                wantedNanos = arrival.intendedNanos();
            }
        }
    }

    /** The session takes it now. */
    private Arrival started(Arrival arrival) {
        pool.taken(this);
        state = ConnectionState.BUSY;
        begun++;
        underWay++;
        arrival.tried();
        arrival.onReused(reused);
        reused = true;
        times.begun(arrival);
        return arrival;
    }

    /** Whether no arrival is with it. */
    boolean isFree() {
        return bound.isEmpty() && underWay == 0;
    }

    /** It is not to be opened for a while, longer after each failure in a row; in nanoseconds. */
    long rest() {
        state = ConnectionState.RESTING;
        restNanos = restNanos == 0 ? REST_NANOS_MIN : Math.min(REST_NANOS_MAX, restNanos * 2);
        return restNanos;
    }

    /** Has rested. */
    void rested() {
        if (state == ConnectionState.RESTING) {
            state = ConnectionState.CLOSED;
        }
    }

    // For the pool.

    void connectNow() {
        state = ConnectionState.CONNECTING;
        begun = 0;
        reused = false;
        if (shard.work().isWholeSession()) {
            recorder.inUse(1, shard.now());
        }
        times.ofKind(seat.kind());
        session = route().connect(this, seat.number(), recorder);
    }

    /** Leaves politely when there is nothing to do; whether it said so. */
    boolean leave() {
        SmtpSession current = session;
        if (!isFree() || current == null || state == ConnectionState.LEAVING) {
            return false;
        }
        quit(current);
        return true;
    }

    private void quit(SmtpSession current) {
        pool.taken(this);
        if (state == ConnectionState.IDLE || state == ConnectionState.BUSY) {
            state = ConnectionState.LEAVING;
        }
        current.quit();
    }

    /** Ends whatever is under way. */
    void cutOff() {
        for (Arrival waiting = bound.poll(); waiting != null; waiting = bound.poll()) {
            waiting.end(Outcome.CUT_OFF, shard.now());
        }
        if (state == ConnectionState.QUEUED) {
            state = ConnectionState.CLOSED;
        }
        SmtpSession current = session;
        if (current != null) {
            current.abandon();
        }
    }

    /** Whether it has no session, and none to come. */
    boolean isGone() {
        return session == null && isClosed();
    }

    // The session's reports.

    @Override
    public void phaseEnded(Phase phase, long serviceNanos, boolean positive, @Nullable Transaction transaction) {
        times.phaseEnded(phase, serviceNanos, positive, (Arrival) transaction);
        if (phase == Phase.CONNECT) {
            state = positive ? ConnectionState.GREETING : state;
            pool.connectEnded();
            if (positive && shard.work().isWholeSession()) {
                recorder.connections(pool.openedOne());
            }
        }
        if (phase == Phase.TLS && positive && shard.work() == Work.HANDSHAKE) {
            handshakeEnded();
        }
        if (phase == Phase.SESSION && positive) {
            times.sessionEnded(shard.now() - wantedNanos);
        }
    }

    /** The whole of what was wanted; but tickets to resume with come after it, with what the server says next. */
    private void handshakeEnded() {
        SmtpSession current = session;
        Tls tls = route().kind().session().security().tls();
        if (!bound.isEmpty() && current != null && tls != null) {
            endBound(Outcome.SHAKEN);
            if (!tls.resumes()) {
                quit(current);
            }
        }
    }

    private void endBound(Outcome outcome) {
        Arrival arrival = bound.poll();
        if (arrival != null) {
            arrival.end(outcome, shard.now());
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
        state = ConnectionState.BUSY; // Until it turns out that there is nothing to do.
        restNanos = 0;
        recorder.sessionEstablished();
        if (!shard.work().isWholeSession()) {
            shard.sessionOpened(pool.openedOne());
        }
    }

    @Override
    public @Nullable Transaction next(SmtpSession current) {
        Arrival next = shard.work().isWholeSession() ? null : nextArrival(current);
        if (next != null) {
            return started(next);
        }
        if (shard.work().isWholeSession()) {
            endBound(route().kind().logins() == null ? Outcome.GREETED : Outcome.LOGGED_IN);
            quit(current);
        } else if (shard.source().finished()) {
            quit(current);
            shard.tellFinished();
        }
        reused = true; // It waits from here on.
        return null;
    }

    private @Nullable Arrival nextArrival(SmtpSession current) {
        if (seat.holds()) {
            return null;
        }
        Arrival arrival = bound.poll();
        if (arrival != null) {
            return arrival;
        }
        if (shard.messagesPerConnection() > 0 && begun >= shard.messagesPerConnection()) {
            quit(current);
            return null;
        }
        Arrival again = shard.nextRetry(route());
        if (again != null) {
            return again;
        }
        arrival = shard.source().next(this);
        if (arrival == null && underWay == 0 && state == ConnectionState.BUSY) {
            state = ConnectionState.IDLE;
            pool.becameIdle(this);
            arrival = shard.source().next(this); // Another shard's arrival may have come in between.
        }
        return arrival;
    }

    @Override
    public void transactionEnded(Transaction transaction, Outcome outcome, long endNanos) {
        underWay--;
        Arrival arrival = (Arrival) transaction;
        times.ended(arrival, outcome);
        if (arrival.movesAfter(outcome) && !shard.arrivals().isCut()) {
            arrival.move();
            recorder.moved(arrival.stage());
            bound.add(arrival); // The session ends now, and the next one begins with it.
        } else {
            shard.endedOrRetried(arrival, outcome, endNanos);
        }
    }

    @Override
    public void readCompleted() {
        shard.source().notice();
    }

    @Override
    public void closed(SmtpSession gone, @Nullable Outcome cause) {
        boolean established = state.isEstablished();
        boolean connected = established || state == ConnectionState.GREETING;
        pool.taken(this);
        session = null;
        state = ConnectionState.CLOSED;
        if (shard.work().isWholeSession()) {
            recorder.inUse(-1, shard.now());
        }
        if (shard.work().isWholeSession() ? connected : established) {
            recorder.connections(pool.closedOne());
        }
        if (cause != null && cause.kind() != Kind.CUT_OFF) {
            recorder.sessionLost(cause, gone.address());
        }
        int kind = seat.kind();
        seat.release();
        boolean wasOnDemand = onDemand;
        onDemand = false;
        if (cause != null && !established) {
            failAll(cause);
            if (wasOnDemand && cause.kind() != Kind.CUT_OFF) {
                shard.failWaiting(kind, cause);
            }
        } else if (reopenForBound()) {
            return;
        }
        goOn(cause, established);
    }

    /** Arrivals that came while the last session was leaving, or that it ended under, get a session of their own. */
    private boolean reopenForBound() {
        Arrival arrival = bound.peek();
        if (arrival != null) {
            openForBound(arrival);
        }
        return arrival != null;
    }

    private void failAll(Outcome cause) {
        for (Arrival arrival = bound.poll(); arrival != null; arrival = bound.poll()) {
            arrival.tried();
            shard.endedOrRetried(arrival, cause, shard.now());
        }
    }

    private void goOn(@Nullable Outcome cause, boolean established) {
        Arrival again = shard.nextRetry(null);
        if (again != null) {
            bind(again); // No other event will start it.
            return;
        }
        boolean turnedAway = cause != null && cause.kind() == Kind.REJECTED && begun <= 1;
        // Where logins are the work, one that was refused is no sign of a server in trouble.
        boolean refusedLogin = shard.work() == Work.SESSION && cause != null && cause.phase() == Phase.AUTH;
        boolean ownDeed = refusedLogin || cause == null || cause.kind() == Kind.CUT_OFF;
        shard.source().disconnected(this, (!established || turnedAway) && !ownDeed);
        shard.checkDone();
    }

    @Override
    public void broken(SmtpSession current, Throwable fault) {
        shard.broken(fault);
    }
}
