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

    /** What comes, and how much of it is not done with. */
    private static final class Pile {
        private long come;
        private long open;
        private long comeBefore;
        private long openBefore;
        private long comeAtEnd;
        private long openAtEnd;

        void add(long came, long stayed) {
            come += came;
            open += stayed;
        }

        void intervalEnds(Stage stage) {
            if (stage == Stage.WARMUP) {
                comeBefore = come;
                openBefore = open;
            } else if (stage == Stage.MEASURE) {
                comeAtEnd = come;
                openAtEnd = open;
            }
        }

        /** What piled up in the measured stage, as a share of what came in it; negative when a pile was cleared. */
        double share() {
            long came = comeAtEnd - comeBefore;
            return came <= 0 ? 0 : (openAtEnd - openBefore) / (double) came;
        }

        /** Whether it is more than chance. With random arrivals the count under way wavers by its square root (Poisson). */
        boolean grows(boolean randomArrivals) {
            double wavering = randomArrivals ? 2 * Math.sqrt((double) comeAtEnd - comeBefore) : 0;
            return share() > SHARE_MAX && openAtEnd - openBefore > COUNT_MIN + wavering;
        }
    }

    private final Pile arrivals = new Pile();
    private final Pile deliveries = new Pile();

    @Override
    public void interval(Interval interval) {
        for (Tally tally : List.of(interval.warmup(), interval.measured())) {
            arrivals.add(tally.arrivals(), tally.imbalance());
            deliveries.add(
                    tally.deliveries().count(Count.EXPECTED), tally.deliveries().inServer());
        }
        arrivals.intervalEnds(interval.stage());
        deliveries.intervalEnds(interval.stage());
    }

    /** What piled up in the measured stage, as a share of what became due in it; negative when a pile was cleared. */
    double share() {
        return arrivals.share();
    }

    /** What piled up in the server in the measured stage, as a share of what it accepted in it. */
    double undeliveredShare() {
        return deliveries.share();
    }

    /** Whether the server accepts more than it delivers, by more than chance. */
    boolean isDeliveringTooLittle(boolean randomArrivals) {
        return deliveries.grows(randomArrivals);
    }

    /** Whether more becomes due than ends, by more than chance. */
    boolean isFallingBehind(boolean randomArrivals) {
        return arrivals.grows(randomArrivals);
    }
}
