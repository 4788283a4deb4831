package dev.mailrace.engine;

import dev.mailrace.metrics.Interval;
import dev.mailrace.metrics.OutcomeCounts;
import dev.mailrace.metrics.Tally;
import dev.mailrace.session.Outcome;
import dev.mailrace.session.Phase;

/**
 * Sees when a server has gone: it accepts no connection from any shard for a while, and waiting for it measures nothing.
 * Owned by the engine's thread.
 */
final class ServerWatch {
    /** How long connecting may fail for everybody before the server counts as gone. */
    static final int INTERVALS_MAX = 10;

    private final int intervalsMax;
    private int intervals; // since connecting failed first, with no sign of life between

    ServerWatch(int intervalsMax) {
        this.intervalsMax = intervalsMax;
    }

    /** Whether the server has gone, after one more interval. */
    boolean isGone(Interval interval) {
        long failed = connectFailures(interval.measured()) + connectFailures(interval.warmup());
        if (interval.connections() > 0 || interval.sessions().establishedCount() > 0) {
            intervals = 0;
        } else if (failed > 0 || intervals > 0) {
            intervals++; // Also without a failure: sessions wait longer after each.
        }
        return failed > 0 && intervals >= intervalsMax;
    }

    private static long connectFailures(Tally tally) {
        return tally.outcomes().entries().stream()
                .filter(entry -> entry.outcome().kind() == Outcome.Kind.FAILED
                        && entry.outcome().phase() == Phase.CONNECT)
                .mapToLong(OutcomeCounts.Entry::count)
                .sum();
    }
}
