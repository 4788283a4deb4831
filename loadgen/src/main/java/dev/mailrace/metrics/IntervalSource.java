package dev.mailrace.metrics;

import dev.mailrace.session.Phase;
import io.netty.util.concurrent.Future;

/** What the {@link Collector} merges: a shard here, or all those of another process or machine. */
public interface IntervalSource {
    /** What an arrival is: {@link Phase#TRANSACTION} or {@link Phase#SESSION}. Any thread may ask. */
    Phase whole();

    /** What was recorded since the last swap: {@link #recycle} has to be called with it before the next. */
    Future<ShardInterval> swap();

    /** It was read. */
    void recycle(ShardInterval used);
}
