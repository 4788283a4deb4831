package dev.mailrace.metrics;

import org.HdrHistogram.Histogram;

/**
 * What one shard, or all those of one process, recorded since the last swap. Owned by the shard's loop until swapped, by the
 * collector afterwards.
 */
public final class ShardInterval {
    final Tally warmup;
    final Tally measured;
    final Histogram slip;
    final Histogram backlogWait;
    final Histogram loopLag;
    final Histogram unanswered; // now, as connections and backlog are
    final SessionCounts sessions;
    final SentLog sent = new SentLog();
    double inUseNanos;
    int inUseAtStart;
    int connectionsMax;
    int connections;
    int backlog;

    ShardInterval() {
        this(
                new Tally(),
                new Tally(),
                new Lateness(Tally.histogram(), Tally.histogram(), Tally.histogram(), Tally.histogram()),
                new SessionCounts());
    }

    private ShardInterval(Tally warmup, Tally measured, Lateness lateness, SessionCounts sessions) {
        this.warmup = warmup;
        this.measured = measured;
        this.slip = lateness.slip;
        this.backlogWait = lateness.backlogWait;
        this.loopLag = lateness.loopLag;
        this.unanswered = lateness.unanswered;
        this.sessions = sessions;
    }

    /** Nothing was recorded. */
    public static ShardInterval empty() {
        return new ShardInterval();
    }

    /** What others recorded: all is taken over. */
    public static ShardInterval of(Tally warmup, Tally measured, Lateness lateness, SessionCounts sessions, Use use) {
        ShardInterval interval = new ShardInterval(warmup, measured, lateness, sessions);
        interval.inUseNanos = use.inUseNanos;
        interval.inUseAtStart = use.inUseAtStart;
        interval.connectionsMax = use.connectionsMax;
        interval.connections = use.connections;
        interval.backlog = use.backlog;
        return interval;
    }

    /**
     * How late the generator was, and how long arrivals waited; as {@link Interval} has them. Nanoseconds.
     *
     * @param slip how late due arrivals were noticed
     * @param backlogWait how long arrivals waited for a free connection
     * @param loopLag how late the loops ran their timers
     * @param unanswered ages at its end of the measured stage's arrivals that were due and had no answer
     */
    public record Lateness(Histogram slip, Histogram backlogWait, Histogram loopLag, Histogram unanswered) {}

    /**
     * How sessions were used.
     *
     * @param inUseNanos the time of use over all sessions, in the measured stage
     * @param inUseAtStart sessions in use when that began to count
     * @param connectionsMax the most that were open
     * @param connections open at its end
     * @param backlog arrivals due but not started at its end
     */
    public record Use(double inUseNanos, int inUseAtStart, int connectionsMax, int connections, int backlog) {}

    /** What belongs to arrivals of the warm-up: borrowed, as all else here. */
    public Tally warmup() {
        return warmup;
    }

    /** What belongs to arrivals of the measured stage. */
    public Tally measured() {
        return measured;
    }

    public Lateness lateness() {
        return new Lateness(slip, backlogWait, loopLag, unanswered);
    }

    public SessionCounts sessions() {
        return sessions;
    }

    public Use use() {
        return new Use(inUseNanos, inUseAtStart, connectionsMax, connections, backlog);
    }

    /** Adds what another shard recorded in the same time; what it sent is left with it. */
    void add(ShardInterval other) {
        addCounts(other);
        unanswered.add(other.unanswered);
        inUseAtStart += other.inUseAtStart;
        connectionsMax += other.connectionsMax;
        connections += other.connections;
        backlog += other.backlog;
    }

    /** Adds how others used sessions in the same time. */
    public void add(Use other) {
        inUseNanos += other.inUseNanos;
        inUseAtStart += other.inUseAtStart;
        connectionsMax += other.connectionsMax;
        connections += other.connections;
        backlog += other.backlog;
    }

    /** Adds what was recorded before; what is open or waits now stays as it is. */
    public void addEarlier(ShardInterval earlier) {
        addCounts(earlier);
        sent.add(earlier.sent);
        connectionsMax = Math.max(connectionsMax, earlier.connectionsMax);
    }

    private void addCounts(ShardInterval other) {
        warmup.add(other.warmup);
        measured.add(other.measured);
        slip.add(other.slip);
        backlogWait.add(other.backlogWait);
        loopLag.add(other.loopLag);
        sessions.add(other.sessions);
        inUseNanos += other.inUseNanos;
    }

    void reset() {
        warmup.reset();
        measured.reset();
        slip.reset();
        backlogWait.reset();
        loopLag.reset();
        unanswered.reset();
        sessions.reset();
        sent.clear();
        inUseNanos = 0;
        inUseAtStart = 0;
        connectionsMax = 0;
        connections = 0;
        backlog = 0;
    }
}
