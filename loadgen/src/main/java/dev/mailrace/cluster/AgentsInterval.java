package dev.mailrace.cluster;

import dev.mailrace.metrics.IntervalSource;
import dev.mailrace.metrics.ShardInterval;
import dev.mailrace.session.Phase;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ImmediateEventExecutor;
import java.util.List;

/**
 * What all agents recorded in an interval, added up as it came: one set of histograms, however many agents there are. Owned by the
 * thread that runs the load.
 */
final class AgentsInterval implements IntervalSource, AutoCloseable {
    private final Phase whole;
    private final HistogramReader reader = new HistogramReader();
    private ShardInterval merged = ShardInterval.empty();

    /** @param whole what an arrival is */
    AgentsInterval(Phase whole) {
        this.whole = whole;
    }

    /** Adds what one agent recorded; several are one behind the other, the latest last. */
    void add(List<ToCoordinator.Measured> messages) {
        double inUseNanos = 0;
        int connectionsMax = 0;
        for (ToCoordinator.Measured message : messages) {
            IntervalCodec.add(message, merged, reader);
            inUseNanos += message.use().inUseNanos();
            connectionsMax = Math.max(connectionsMax, message.use().connectionsMax());
        }
        if (!messages.isEmpty()) {
            ToCoordinator.Measured latest = messages.get(messages.size() - 1);
            ToCoordinator.Use now = latest.use();
            IntervalCodec.addNow(latest, merged, reader);
            merged.add(new ShardInterval.Use(
                    inUseNanos, now.inUseAtStart(), connectionsMax, now.connections(), now.backlog()));
        }
    }

    @Override
    public Phase whole() {
        return whole;
    }

    @Override
    public Future<ShardInterval> swap() {
        ShardInterval due = merged;
        merged = ShardInterval.empty();
        return ImmediateEventExecutor.INSTANCE.newSucceededFuture(due);
    }

    @Override
    public void recycle(ShardInterval used) {
        // The collector has added it to its own.
    }

    @Override
    public void close() {
        reader.close();
    }
}
