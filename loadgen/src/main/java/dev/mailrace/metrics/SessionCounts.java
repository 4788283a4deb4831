package dev.mailrace.metrics;

import dev.mailrace.session.Outcome;

/** What became of connections, over all stages. Owned by one thread at a time. */
public final class SessionCounts {
    private final OutcomeCounts losses = new OutcomeCounts();
    private long attempted;
    private long established;
    private long allOpenedNanos;

    void attempted() {
        attempted++;
    }

    void established() {
        established++;
    }

    void allOpened(long sinceStartNanos) {
        allOpenedNanos = sinceStartNanos;
    }

    void lost(Outcome cause) {
        losses.add(cause, 1);
    }

    void add(SessionCounts other) {
        attempted += other.attempted;
        established += other.established;
        allOpenedNanos = Math.max(allOpenedNanos, other.allOpenedNanos);
        losses.add(other.losses);
    }

    void reset() {
        attempted = 0;
        established = 0;
        allOpenedNanos = 0;
        losses.reset();
    }

    /** Connections begun. */
    public long attemptedCount() {
        return attempted;
    }

    /** Sessions that said hello and, where asked to, logged in. */
    public long establishedCount() {
        return established;
    }

    /** When the last shard had all its connections open, from the start of the run, in nanoseconds; 0: none ever had. */
    public long allOpenedNanos() {
        return allOpenedNanos;
    }

    /** Sessions that did not end with QUIT, by cause. */
    public OutcomeCounts losses() {
        return losses;
    }
}
