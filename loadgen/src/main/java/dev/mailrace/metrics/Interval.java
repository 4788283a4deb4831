package dev.mailrace.metrics;

import java.time.Instant;
import org.HdrHistogram.Histogram;

/**
 * About one second of a run, merged over all shards.
 *
 * <p>Borrowed: an observer may read it during the call and must not keep it. More than seven parts, for each is a series of
 * its own in the interval log, and no two are read together.
 *
 * @param number counts from 0
 * @param start when it began, by the wall clock
 * @param startNanos when it began, from the start of the run
 * @param endNanos when it ended, from the start of the run
 * @param stage the stage at its end
 * @param warmup what belongs to arrivals of the warm-up
 * @param measured what belongs to arrivals of the measured stage
 * @param connections open at its end
 * @param backlog arrivals due but not started at its end
 * @param slip how late due arrivals were noticed
 * @param backlogWait how long arrivals of the measured stage waited for a free connection
 * @param loopLag how late the loops ran their timers
 * @param unanswered ages at its end of the measured stage's arrivals that were due and had no answer
 * @param sessions what became of connections in it
 * @param condition the health of the generator in it
 * @param beside what was seen beside the load in it
 */
public record Interval(
        long number,
        Instant start,
        long startNanos,
        long endNanos,
        Stage stage,
        Tally warmup,
        Tally measured,
        int connections,
        int backlog,
        Histogram slip,
        Histogram backlogWait,
        Histogram loopLag,
        Histogram unanswered,
        SessionCounts sessions,
        Condition condition,
        ServerSide beside) {
    /** Its length in seconds. */
    public double seconds() {
        return (endNanos - startNanos) / 1e9;
    }
}
