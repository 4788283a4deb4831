package dev.mailrace.analysis;

import dev.mailrace.metrics.DeliveryCounts.Count;
import dev.mailrace.metrics.Interval;
import dev.mailrace.metrics.RunObserver;
import dev.mailrace.metrics.Stage;
import dev.mailrace.metrics.Tally;
import java.util.List;

/**
 * Whether a backlog grows: a server that is offered more than it can take falls behind from the first second on, long
 * before a percentile of a short run shows it. Owned by the collector's thread.
 */
public final class Accumulation implements RunObserver {
    /** Of what was due: less is no trend in runs of a few seconds. */
    static final double SHARE_MAX = 0.01;

    /** Arrivals come and go one by one; so few at the end of a run mean nothing. */
    private static final long COUNT_MIN = 10;

    private long due;
    private long ended;
    private long dueBefore;
    private long underWayBefore;
    private long dueAtEnd;
    private long underWayAtEnd;
    private long expected; // deliveries
    private long inServer;
    private long expectedBefore;
    private long inServerBefore;
    private long expectedAtEnd;
    private long inServerAtEnd;

    @Override
    public void interval(Interval interval) {
        due += interval.warmup().arrivals() + interval.measured().arrivals();
        ended += interval.warmup().outcomes().total()
                + interval.measured().outcomes().total();
        for (Tally tally : List.of(interval.warmup(), interval.measured())) {
            expected += tally.deliveries().count(Count.EXPECTED);
            inServer += tally.deliveries().inServer();
        }
        if (interval.stage() == Stage.WARMUP) {
            expectedBefore = expected;
            inServerBefore = inServer;
            dueBefore = due;
            underWayBefore = due - ended;
        } else if (interval.stage() == Stage.MEASURE) {
            expectedAtEnd = expected;
            inServerAtEnd = inServer;
            dueAtEnd = due;
            underWayAtEnd = due - ended;
        }
    }

    /** What piled up in the measured stage, as a share of what became due in it; negative when a pile was cleared. */
    double share() {
        long dueThen = dueAtEnd - dueBefore;
        return dueThen <= 0 ? 0 : (underWayAtEnd - underWayBefore) / (double) dueThen;
    }

    /** What piled up in the server in the measured stage, as a share of what it accepted in it. */
    double undeliveredShare() {
        long acceptedThen = expectedAtEnd - expectedBefore;
        return acceptedThen <= 0 ? 0 : (inServerAtEnd - inServerBefore) / (double) acceptedThen;
    }

    /** Whether the server accepts more than it delivers, by more than chance. */
    boolean isDeliveringTooLittle(boolean randomArrivals) {
        double wavering = randomArrivals ? 2 * Math.sqrt((double) expectedAtEnd - expectedBefore) : 0;
        return undeliveredShare() > SHARE_MAX && inServerAtEnd - inServerBefore > COUNT_MIN + wavering;
    }

    /** Whether it is more than chance. With random arrivals the count under way wavers by its square root (Poisson). */
    boolean isFallingBehind(boolean randomArrivals) {
        double wavering = randomArrivals ? 2 * Math.sqrt((double) dueAtEnd - dueBefore) : 0;
        return share() > SHARE_MAX && underWayAtEnd - underWayBefore > COUNT_MIN + wavering;
    }
}
