package dev.mailrace.analysis;

import dev.mailrace.metrics.MonitorFigures;
import dev.mailrace.metrics.OutcomeCounts;
import dev.mailrace.metrics.RunResult;
import dev.mailrace.metrics.Tally;
import java.util.Map;

/**
 * The measurements that thresholds are checked against.
 *
 * @param measured the measured stage; borrowed
 * @param warmup the warm-up: kept connections say hello and log in there, and never again; borrowed
 * @param seconds length of the measured stage so far
 * @param unknown arrivals of which nothing is known, where they are too many to be passed over
 * @param latenessNanos by how much the generator itself may have made times longer
 * @param monitors what those came to, by their names; borrowed
 */
public record Measured(
        Tally measured,
        Tally warmup,
        double seconds,
        long unknown,
        long latenessNanos,
        Map<String, MonitorFigures> monitors) {
    /** Of what was due: as many may be cut off, before they had waited long, without a word. */
    public static final double UNKNOWN_SHARE_MAX = 0.01;

    /** Of a finished run. An interrupted run is judged by what was measured until then. */
    static Measured of(RunResult result) {
        boolean ownEnd = switch (result.ending()) {
            case INTERRUPTED, OUTPUT_LOST, KILLED -> false;
            case COMPLETED, SLO_BROKEN, SERVER_GONE, BROKEN -> true;
        };
        return new Measured(
                result.measured(),
                result.warmup(),
                result.measuredSeconds(),
                ownEnd ? unknown(result.measured().outcomes()) : 0,
                result.self().latenessNanos(),
                result.beside().monitors());
    }

    private static long unknown(OutcomeCounts outcomes) {
        long young = outcomes.cutOffYoung();
        return young > UNKNOWN_SHARE_MAX * outcomes.total() ? young : 0;
    }
}
