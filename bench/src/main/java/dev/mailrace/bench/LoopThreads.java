package dev.mailrace.bench;

import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Threads of the kind that event loops have, for JMH to run benchmarks on: on any other, Netty's pools bypass their
 * caches. JMH makes it by name, with this constructor.
 */
public final class LoopThreads extends ThreadPoolExecutor {
    public LoopThreads(int threads, String name) {
        super(threads, threads, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), new DefaultThreadFactory(name, true));
    }
}
