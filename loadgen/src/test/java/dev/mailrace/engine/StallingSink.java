package dev.mailrace.engine;

import dev.mailrace.net.Transport;
import dev.mailrace.sink.Ledger;
import dev.mailrace.sink.SinkSettings;
import dev.mailrace.sink.SinkShard;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A sink of one loop that can be made to stand still. Any thread may use it. */
final class StallingSink implements AutoCloseable {
    private final EventLoopGroup loop = Transport.NIO.group(1, "stalling-sink");
    private final Channel listener;

    StallingSink() {
        SinkShard shard = new SinkShard(SinkSettings.defaults(), new Ledger(), 0);
        listener = new ServerBootstrap()
                .group(loop)
                .channelFactory(Transport.NIO.serverChannels())
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(shard.newSession());
                    }
                })
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .syncUninterruptibly()
                .channel();
    }

    InetSocketAddress address() {
        return (InetSocketAddress) listener.localAddress();
    }

    /** Makes the loop stand still for {@code length}, beginning in {@code delay}. */
    void stall(Duration delay, Duration length) {
        loop.schedule(() -> standStill(length), delay.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Keeps the thread that runs this from anything else. */
    static void standStill(Duration length) {
        try {
            boolean ended = new CountDownLatch(1).await(length.toNanos(), TimeUnit.NANOSECONDS);
            if (ended) {
                throw new IllegalStateException("a latch that nobody counts down was counted down");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        loop.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
    }
}
