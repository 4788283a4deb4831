package dev.mailrace.metrics;

import dev.mailrace.metrics.DeliveryCounts.Count;

/**
 * What of deliveries falls into the measured stage, whenever it was sent: how much came through, and what was left in the server when
 * the load ended. Owned by one thread.
 */
public final class StageDeliveries {
    private long inServer;
    private long told; // of that, in the tallies

    /** Adds to an interval's {@code measured} what both tallies say. */
    public void add(Stage stage, Tally warmup, Tally measured) {
        DeliveryCounts counts = measured.deliveries();
        inServer += warmup.deliveries().inServer() + counts.inServer();
        if (stage == Stage.MEASURE) {
            counts.add(Count.ARRIVED_IN_STAGE, warmup.deliveries().arrived() + counts.arrived());
            counts.add(Count.IN_SERVER_AT_END, inServer - told);
            told = inServer;
        }
    }
}
