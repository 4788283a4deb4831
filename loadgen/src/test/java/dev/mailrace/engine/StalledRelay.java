package dev.mailrace.engine;

import dev.mailrace.sink.Receiver;
import dev.mailrace.sink.SinkBehaviour;
import dev.mailrace.sink.SinkServer;
import dev.mailrace.sink.SinkSettings;
import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.EventExecutor;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicInteger;

/** A server that takes messages and delivers none. */
final class StalledRelay implements AutoCloseable {
    private final AtomicInteger taken = new AtomicInteger();
    private final SinkServer server;
    private volatile int wanted = Integer.MAX_VALUE;
    private volatile Runnable then = () -> {};

    StalledRelay() {
        Receiver receiver = StalledRelay.this::intake;
        server = SinkServer.start(SinkSettings.defaults().withBehaviour(SinkBehaviour.PLAIN.withReceiver(receiver)));
    }

    private Receiver.Intake intake(EventExecutor loop) {
        return new Receiver.Intake() {
            @Override
            public void recipient(byte[] line, int start, int end) {}

            @Override
            public void content(ByteBuf in, int count, boolean stuffed) {}

            @Override
            public void accepted() {
                if (taken.incrementAndGet() == wanted) {
                    then.run();
                }
            }

            @Override
            public void end() {}
        };
    }

    /** Does it when so many messages were taken. */
    void whenTaken(int count, Runnable what) {
        then = what;
        wanted = count;
    }

    InetSocketAddress address() {
        return server.address();
    }

    @Override
    public void close() {
        server.close();
    }
}
