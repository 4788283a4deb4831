package dev.mailrace.engine;

import dev.mailrace.metrics.Recorder;
import dev.mailrace.metrics.Stage;
import dev.mailrace.pacing.RateProfile;
import dev.mailrace.pacing.Schedule;
import dev.mailrace.scenario.Mix;
import dev.mailrace.session.Outcome;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * An open loop: arrivals are due by the schedule, whatever the server does. One that finds an idle session of its class
 * starts at once, in this shard or in another; the others wait in the {@link Backlog} with their intended start.
 *
 * <p>Owned by the shard's loop. An arrival's class follows from its number, so the classes' shares of the arrivals are
 * exact whatever becomes of sessions.
 */
final class Pacer implements ArrivalSource {
    private final Shard shard;
    private final ConnectionPool pool;
    private final Crew crew;
    private final Backlog backlog;
    private final Backlog.Due due = new Backlog.Due();
    private final Schedule schedule;
    private final long numbersEnd;
    private final Mix mix;
    private final long rampNanos;
    private final boolean keepsOpen;
    private @Nullable Future<?> timer;
    private boolean exhausted;

    /**
     * @param numbersEnd the number behind the last arrival's
     * @param keepsOpen whether connections are opened before an arrival needs them, and again when they were closed
     */
    Pacer(Shard shard, Crew crew, Schedule schedule, long numbersEnd, boolean keepsOpen) {
        this.shard = shard;
        this.pool = shard.pool();
        this.crew = crew;
        this.backlog = crew.backlog();
        this.schedule = schedule;
        this.numbersEnd = numbersEnd;
        this.mix = shard.mix();
        this.rampNanos = shard.rampNanos();
        this.keepsOpen = keepsOpen;
    }

    @Override
    public void start() {
        for (Connection connection : pool.all()) {
            connection.seat().claim();
            long delay = shard.share(rampNanos, connection);
            if (!keepsOpen && !connection.seat().holds()) {
                connection.seat().release();
                pool.becameFree(connection);
            } else if (delay == 0) {
                connection.open();
            } else {
                shard.loop().schedule(() -> restCame(connection), delay, TimeUnit.NANOSECONDS);
            }
        }
        arm();
    }

    private void arm() {
        long next = schedule.peekNanos();
        boolean timed = shard.clock().endNanos() != Long.MAX_VALUE;
        if (!hasNumbers() || (next == RateProfile.NEVER && !timed)) {
            exhaust();
            return;
        }
        if (next >= shard.clock().endNanos()) {
            return; // The time goes on without arrivals until it is up: a rate is a count over the whole of it.
        }
        long delay = shard.clock().originNanos() + next - shard.now();
        timer = shard.loop().schedule(this::timeCame, Math.max(0, delay), TimeUnit.NANOSECONDS);
    }

    private void timeCame() {
        try {
            strike();
        } catch (RuntimeException | Error e) { // The loop would keep it to itself.
            shard.broken(e);
        }
    }

    private void restCame(Connection connection) {
        try {
            keep(connection);
        } catch (RuntimeException | Error e) { // The loop would keep it to itself.
            shard.broken(e);
        }
    }

    private boolean hasNumbers() {
        return schedule.sequence() < numbersEnd;
    }

    private void exhaust() {
        if (!exhausted) {
            exhausted = true;
            crew.pacingEnded();
            tellIfFinished();
        }
    }

    private void tellIfFinished() {
        if (crew.isIdle()) {
            crew.tellFinished();
        }
    }

    private void strike() {
        if (!exhausted) {
            noticeDue();
            arm();
        }
    }

    /**
     * A transport may serve many sessions before it comes to its timers; what becomes due meanwhile must not wait for
     * them.
     */
    @Override
    public void notice() {
        if (!exhausted && schedule.peekNanos() <= shard.now() - shard.clock().originNanos()) {
            noticeDue();
        }
    }

    private void noticeDue() {
        long now = shard.now();
        long origin = shard.clock().originNanos();
        while (schedule.peekNanos() < shard.clock().endNanos()
                && origin + schedule.peekNanos() <= now
                && hasNumbers()) {
            arrived(schedule.sequence(), origin + schedule.peekNanos(), now);
            schedule.advance();
        }
    }

    private void arrived(long number, long intendedNanos, long now) {
        Recorder recorder = shard.recorder();
        int kind = mix.takerOf(number);
        recorder.slip(now - intendedNanos);
        shard.arrivals().due(kind, intendedNanos);
        Connection free = backlog.isEmpty(kind) ? free(kind) : null;
        if (free != null) {
            give(free, kind, number, intendedNanos);
        } else if (backlog.offer(kind, number, intendedNanos)) {
            serve(); // What was given back meanwhile is looked at after the offer, or it would be missed.
            if (!backlog.isEmpty(kind)) {
                crew.call(shard.index(), kind);
                makeRoom(kind);
            }
        } else {
            shard.arrivals().take(pool.route(kind), number, intendedNanos).end(Outcome.DROPPED, now);
        }
    }

    /** A connection for an arrival of that class, idle or one that may be opened for it; null when there is none. */
    private @Nullable Connection free(int kind) {
        Connection idle = pool.idle(kind);
        return idle != null || keepsOpen ? idle : pool.closed();
    }

    private void give(Connection connection, int kind, long number, long intendedNanos) {
        waited(intendedNanos);
        connection.take(shard.arrivals().take(pool.route(kind), number, intendedNanos));
    }

    /** What was due in the warm-up has no part in the backlog, although it may have to wait until after it. */
    private void waited(long intendedNanos) {
        if (shard.clock().stageAt(intendedNanos) != Stage.WARMUP) {
            shard.recorder().backlogWait(shard.now() - intendedNanos);
        }
    }

    /** Serves what waits, as far as connections are free. */
    @Override
    public void serve() {
        for (int kind = 0; kind < mix.kinds().size(); kind++) {
            for (Connection idle = pool.idle(kind); idle != null && backlog.poll(kind, due); idle = pool.idle(kind)) {
                give(idle, due.kind, due.sequence, due.intendedNanos);
            }
        }
        for (Connection closed = keepsOpen ? null : pool.closed();
                closed != null && backlog.pollOldest(due);
                closed = pool.closed()) {
            give(closed, due.kind, due.sequence, due.intendedNanos);
        }
        tellIfFinished();
    }

    /** With more classes than connections, one of another class must leave for one that has none. */
    private void makeRoom(int kind) {
        if (keepsOpen && crew.shares().lacks(kind)) {
            Connection other = pool.idleOfOthers(kind);
            if (other != null) {
                other.leave();
            }
        }
    }

    @Override
    public @Nullable Arrival next(Connection connection) {
        int kind = connection.route().number();
        if (backlog.poll(kind, due)) {
            waited(due.intendedNanos);
            tellIfFinished();
            return shard.arrivals().take(connection.route(), due.sequence, due.intendedNanos);
        }
        return null;
    }

    @Override
    public void disconnected(Connection connection, boolean failed) {
        if (failed && !finished()) {
            shard.loop().schedule(() -> restCame(connection), connection.rest(), TimeUnit.NANOSECONDS);
        } else {
            shard.loop().execute(() -> restCame(connection)); // Not at once: the caller is still closing the session.
        }
    }

    /** A closed connection is opened again, or stands by for what is due. */
    private void keep(Connection connection) {
        connection.rested();
        if (connection.isClosed() && connection.line == null) {
            if (finished()) {
                pool.becameFree(connection); // For what is tried again.
            } else {
                openAgain(connection);
            }
        }
        shard.checkDone();
    }

    private void openAgain(Connection connection) {
        int kind = missing();
        if (kind >= 0) {
            connection.openFor(kind);
            return;
        }
        connection.seat().claim();
        if (keepsOpen || connection.seat().holds()) {
            connection.openOnDemandIf(!backlog.isEmpty(connection.route().number()));
        } else {
            connection.seat().release();
            pool.becameFree(connection);
            serve();
        }
    }

    /** A class with arrivals that wait and no session at all, not even a future one; -1 when there is none. */
    private int missing() {
        for (int kind = 0; keepsOpen && kind < mix.kinds().size(); kind++) {
            if (!backlog.isEmpty(kind) && crew.shares().lacks(kind)) {
                return kind;
            }
        }
        return -1;
    }

    @Override
    public void stop() {
        if (exhausted) {
            return;
        }
        noticeDue(); // A loop that comes late to the end owes what became due before it.
        if (timer != null) {
            timer.cancel(false);
        }
        exhaust();
    }

    @Override
    public void cutOff() {
        stop();
        while (backlog.pollOldest(due)) {
            shard.arrivals()
                    .take(pool.route(due.kind), due.sequence, due.intendedNanos)
                    .end(Outcome.CUT_OFF, shard.now());
        }
        tellIfFinished();
    }

    @Override
    public boolean finished() {
        return exhausted && crew.isIdle();
    }
}
