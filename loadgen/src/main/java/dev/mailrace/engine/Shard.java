package dev.mailrace.engine;

import dev.mailrace.metrics.Recorder;
import dev.mailrace.pacing.Pacing;
import dev.mailrace.pacing.Schedule;
import dev.mailrace.scenario.Mix;
import dev.mailrace.scenario.Scenario;
import dev.mailrace.scenario.Work;
import dev.mailrace.session.Outcome;
import dev.mailrace.session.Phase;
import io.netty.channel.EventLoop;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * One event loop and what runs on it: its connections, its part of the schedule, its arrivals' books, its recorder. What
 * shards have in common is the {@link Crew}'s.
 *
 * <p>Owned by the loop. Arrivals are numbered over all shards, so the plan is the same for any number of shards, wherever
 * they are.
 */
final class Shard {
    private static final long LAG_PROBE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final EventLoop loop;
    private final Scenario scenario;
    private final RunEvents events;
    private final Crew crew;
    private final int index; // among those here
    private final int number; // among all of the run
    private RunClock clock;
    private final Recorder recorder;
    private final Arrivals arrivals;
    private final Retries retries;
    private final ConnectionPool pool;
    private final ArrivalSource source;
    private boolean allOpened;
    private boolean done;

    Shard(EventLoop loop, Scenario scenario, RunClock clock, RunEvents events, Crew crew, int index) {
        this.loop = loop;
        this.scenario = scenario;
        this.clock = clock;
        this.events = events;
        this.crew = crew;
        this.index = index;
        this.number = crew.range().first() + index;
        this.recorder = new Recorder(loop, scenario.work().isWholeSession() ? Phase.SESSION : Phase.TRANSACTION);
        this.arrivals = new Arrivals(loop, recorder, scenario, clock);
        List<Route> routes = IntStream.range(0, scenario.mix().kinds().size())
                .mapToObj(kind -> new Route(loop, scenario, number, kind))
                .toList();
        this.retries = new Retries(loop, scenario.retry(), recorder, this::retryDue);
        this.pool = new ConnectionPool(this, scenario, routes, crew);
        this.source = source(scenario.pacing());
        recorder.unansweredFrom(this::addAges);
        crew.joins(this);
    }

    private ArrivalSource source(Pacing pacing) {
        if (pacing instanceof Pacing.OpenLoop open) {
            int all = crew.range().all();
            Schedule schedule = new Schedule(open.profile(), open.spacing(), scenario.seed(), number, all);
            boolean keepsOpen = messagesPerConnection() != 1 && !work().isWholeSession();
            return new Pacer(this, crew, schedule, numbersEnd(scenario), keepsOpen);
        }
        return new ClosedLoop(this, crew, ((Pacing.ClosedLoop) pacing).think().toNanos(), rampNanos());
    }

    /** The number behind the last arrival's. */
    static long numbersEnd(Scenario scenario) {
        long messagesMax = scenario.stop().messagesMax();
        return messagesMax == 0 ? Long.MAX_VALUE : messagesMax;
    }

    boolean hasSeveralKinds() {
        return scenario.mix().kinds().size() > 1;
    }

    static SessionShares shares(Scenario scenario, ShardRange range) {
        boolean kept =
                scenario.connections().messagesEach() == 0 && !scenario.work().isWholeSession();
        return new SessionShares(scenario.mix(), scenario.connections().count(), kept, range);
    }

    // From the engine's thread.

    Recorder recorder() {
        return recorder;
    }

    /** @param from when the load begins */
    void start(RunClock from) {
        onLoop(() -> {
            clock = from;
            arrivals.begin(from);
            recorder.measuresFrom(clock.originNanos() + clock.warmupNanos());
            source.start();
            probeLag(now() + LAG_PROBE_NANOS);
        });
    }

    /** No new arrivals; what is due is still served, and idle sessions leave. */
    void stop() {
        onLoop(() -> {
            source.stop();
            arrivals.measuredStageEnded();
            retireFree();
        });
    }

    /**
     * Ends what is still under way.
     *
     * @param slowestNanos how long the slowest accepted arrival took; what has waited longer is an error
     */
    void cutOff(long slowestNanos) {
        onLoop(() -> {
            arrivals.cutOff(slowestNanos);
            source.cutOff();
            retries.cutOff(now());
            pool.cutOff();
            checkDone();
        });
    }

    /** Does it on the loop, soon. A fault in it ends the run: the loop would keep it to itself. From any thread. */
    void onLoop(Runnable task) {
        loop.execute(() -> {
            try {
                task.run();
            } catch (RuntimeException | Error e) {
                broken(e);
            }
        });
    }

    // For connections and sources, on the loop.

    EventLoop loop() {
        return loop;
    }

    /** Its number among those here. */
    int index() {
        return index;
    }

    /** Its number among all of the run, also those elsewhere. */
    int number() {
        return number;
    }

    RunClock clock() {
        return clock;
    }

    ArrivalSource source() {
        return source;
    }

    ConnectionPool pool() {
        return pool;
    }

    Arrivals arrivals() {
        return arrivals;
    }

    Mix mix() {
        return scenario.mix();
    }

    long now() {
        return loop.ticker().nanoTime();
    }

    Work work() {
        return scenario.work();
    }

    long messagesPerConnection() {
        return scenario.connections().messagesEach();
    }

    long rampNanos() {
        return scenario.connections().ramp().toNanos();
    }

    /** The connection's part of a time over which all are spread evenly. */
    long share(long nanos, Connection connection) {
        return (long)
                ((double) nanos * connection.number() / scenario.connections().count());
    }

    /** An arrival ended, unless it is to be tried again. */
    void endedOrRetried(Arrival arrival, Outcome outcome, long endNanos) {
        if (!retries.keep(arrival, outcome, endNanos)) {
            arrival.end(outcome, endNanos);
        }
    }

    /** A session that was opened for what waits could not be had: the oldest of its class has failed. */
    void failWaiting(int kind, Outcome cause) {
        Backlog.Due due = new Backlog.Due();
        if (crew.backlog().poll(kind, due)) {
            Arrival arrival = arrivals.take(pool.route(kind), due.sequence, due.intendedNanos);
            arrival.tried();
            endedOrRetried(arrival, cause, now());
            if (source.finished()) {
                crew.tellFinished();
            }
        }
    }

    /** One that waited to be tried again, for a session of the route, null: of any; null when there is none. */
    @Nullable
    Arrival nextRetry(@Nullable Route route) {
        return retries.next(route);
    }

    /** A session that has nothing else to do takes it at once; else the next of its kind that comes free. */
    private void retryDue(Arrival arrival) {
        Connection free = pool.idle(arrival.route().number());
        if (free == null) {
            free = pool.closed();
        }
        if (free != null) {
            retries.take(arrival);
            free.take(arrival);
        }
    }

    /** Connections that only idle or think must be told that no more work comes. */
    void tellFinished() {
        crew.tellFinished();
    }

    void retireFree() {
        if (source.finished()) {
            pool.retire(this::checkDone);
        } else {
            checkDone();
        }
    }

    /** A session is greeted and logged in: so many are, now. */
    void sessionOpened(int open) {
        recorder.connections(open);
        if (open == pool.all().size() && !allOpened) {
            allOpened = true;
            recorder.allOpened(now() - clock.originNanos());
        }
    }

    // Ends.

    void checkDone() {
        if (done || !source.finished() || !retries.isEmpty() || !pool.isDone(arrivals.isCut())) {
            return;
        }
        done = true;
        events.shardDone(arrivals.lastEndNanos());
    }

    void broken(Throwable fault) {
        events.broken(fault);
    }

    /** Asked once an interval; what waits in the backlog is the first shard's here to tell. */
    private void addAges(Histogram into) {
        arrivals.addAges(into);
        if (index == 0) {
            recorder.backlog(crew.backlog().size());
            crew.backlog().addAges(now(), clock.originNanos() + clock.warmupNanos(), into);
        }
    }

    /** Runs a timer and sees how late it comes: whatever delays it delays replies as much. */
    private void probeLag(long dueNanos) {
        if (done) {
            return;
        }
        loop.schedule(
                () -> {
                    lagged(now() - dueNanos);
                    probeLag(now() + LAG_PROBE_NANOS);
                },
                Math.max(0, dueNanos - now()),
                TimeUnit.NANOSECONDS);
    }

    /** One stall delays all probes that would have been due in it, not only the one that was waiting. */
    private void lagged(long lagNanos) {
        recorder.loopLag(lagNanos);
        for (long late = lagNanos - LAG_PROBE_NANOS; late > 0; late -= LAG_PROBE_NANOS) {
            recorder.loopLag(late);
        }
    }
}
