package dev.mailrace.sink;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import java.util.HashMap;
import java.util.Map;

/** The sink on channels that somebody else makes, with buffers of somebody else's. */
public final class SimulatedSink {
    private final Map<ByteBufAllocator, SinkShard> shards = new HashMap<>(); // one, as long as there is one network
    private final SinkShared shared;

    public SimulatedSink(SinkSettings settings, Ledger ledger) {
        shared = new SinkShared(settings, ledger, null);
    }

    public void serve(Channel channel) {
        shards.computeIfAbsent(channel.alloc(), buffers -> new SinkShard(shared, 0, buffers))
                .serve(channel.pipeline());
    }
}
