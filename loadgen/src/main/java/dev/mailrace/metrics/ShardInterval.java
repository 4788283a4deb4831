package dev.mailrace.metrics;

import org.HdrHistogram.Histogram;

/** What one shard recorded since the last swap. Owned by the shard's loop until swapped, by the collector afterwards. */
final class ShardInterval {
    final Tally warmup = new Tally();
    final Tally measured = new Tally();
    final Histogram slip = Tally.histogram();
    final Histogram backlogWait = Tally.histogram();
    final Histogram loopLag = Tally.histogram();
    final Histogram unanswered = Tally.histogram(); // now, as connections and backlog are
    final SessionCounts sessions = new SessionCounts();
    final SentLog sent = new SentLog();
    double inUseNanos;
    int inUseAtStart;
    int connectionsMax;
    int connections;
    int backlogMax;
    int backlog;

    /** Adds what was recorded before; what is open or waits now stays as it is. */
    void addEarlier(ShardInterval earlier) {
        warmup.add(earlier.warmup);
        measured.add(earlier.measured);
        slip.add(earlier.slip);
        backlogWait.add(earlier.backlogWait);
        loopLag.add(earlier.loopLag);
        sessions.add(earlier.sessions);
        sent.add(earlier.sent);
        inUseNanos += earlier.inUseNanos;
        connectionsMax = Math.max(connectionsMax, earlier.connectionsMax);
        backlogMax = Math.max(backlogMax, earlier.backlogMax);
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
        connectionsMax = 0;
        backlogMax = 0;
    }
}
