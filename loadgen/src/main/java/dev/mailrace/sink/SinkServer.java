package dev.mailrace.sink;

import dev.mailrace.net.Transport;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.ImmediateEventExecutor;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A sink that listens on a socket until it is closed. Any thread may use it.
 *
 * <p>Connections go to the loops in turn; the first loop also accepts them.
 */
public final class SinkServer implements AutoCloseable {
    /** A load generator connects in bursts; the kernel cuts this to {@code net.core.somaxconn}. */
    private static final int BACKLOG = 4_096;

    /** Fixed, since guessing costs more than it saves; 2 to 4 KiB measure best. */
    private static final int RECEIVE_BYTES = 4_096;

    private static final long CLOSE_SECONDS_MAX = 5;

    private final EventLoopGroup loops;
    private final ChannelGroup open;
    private final InetSocketAddress address;
    private final Ledger ledger;

    private SinkServer(EventLoopGroup loops, ChannelGroup open, InetSocketAddress address, Ledger ledger) {
        this.loops = loops;
        this.open = open;
        this.address = address;
        this.ledger = ledger;
    }

    /**
     * Listens, and returns when it does.
     *
     * @throws SinkStartException when the transport does not work here or the address cannot be had
     */
    public static SinkServer start(SinkSettings settings) {
        Transport transport = settings.transport();
        String unavailability = transport.unavailability();
        if (unavailability != null) {
            throw new SinkStartException("transport: " + transport + ": " + unavailability
                    + " (expected: one that works here, as nio does)");
        }
        Ledger ledger = new Ledger();
        EventLoopGroup loops = transport.group(settings.threads(), "sink");
        // A loop that ends without a quiet period may leave its channels open; this closes each, late ones too.
        ChannelGroup open = new DefaultChannelGroup("sink", ImmediateEventExecutor.INSTANCE, true);
        ChannelFuture bound = new ServerBootstrap()
                .group(loops)
                .channelFactory(transport.serverChannels())
                .option(ChannelOption.SO_REUSEADDR, true)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                .childOption(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(RECEIVE_BYTES))
                .childHandler(new Sessions(shards(loops, settings, ledger), open))
                .bind(settings.bind())
                .awaitUninterruptibly();
        Throwable failure = bound.cause();
        if (failure != null) {
            shutDown(loops);
            throw bindFailed(settings.bind(), failure);
        }
        open.add(bound.channel());
        return new SinkServer(loops, open, (InetSocketAddress) bound.channel().localAddress(), ledger);
    }

    private static Map<EventExecutor, SinkShard> shards(EventLoopGroup loops, SinkSettings settings, Ledger ledger) {
        Map<EventExecutor, SinkShard> shards = new HashMap<>();
        for (EventExecutor loop : loops) {
            shards.put(loop, new SinkShard(settings, ledger, shards.size()));
        }
        return shards;
    }

    /** Gives each connection a session of its loop's shard. */
    private static final class Sessions extends ChannelInitializer<Channel> {
        private final Map<EventExecutor, SinkShard> shards; // never changed once the sink listens
        private final ChannelGroup open;

        Sessions(Map<EventExecutor, SinkShard> shards, ChannelGroup open) {
            this.shards = shards;
            this.open = open;
        }

        @Override
        protected void initChannel(Channel channel) {
            SinkShard shard = shards.get(channel.eventLoop());
            if (shard == null) {
                throw new IllegalStateException("loop: of no shard (expected: one of the sink's own)");
            }
            channel.pipeline().addLast(shard.newSession());
            open.add(channel);
        }
    }

    private static SinkStartException bindFailed(InetSocketAddress address, Throwable failure) {
        String text = failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
        String reason = text.substring(text.lastIndexOf(": ") + 1).strip(); // "bind(..) failed with error(-98): …"
        String advice = switch (reason) {
            case "Address already in use" -> "a free port: stop what listens there, or choose another";
            case "Permission denied" -> "a port above 1023, or the right to bind below it";
            case "Cannot assign requested address" -> "an address of this machine";
            default -> "an address that this process can listen on";
        };
        String host = address.getAddress().getHostAddress();
        return new SinkStartException(
                "bind: " + host + ":" + address.getPort() + ": " + reason + " (expected: " + advice + ")", failure);
    }

    /** Where it listens: the address asked for, with the port that it got; also after {@link #close}. */
    public InetSocketAddress address() {
        return address;
    }

    public Ledger ledger() {
        return ledger;
    }

    /** Stops listening, drops the sessions that are open, and returns when the loops have ended. */
    @Override
    public void close() {
        open.close().awaitUninterruptibly();
        shutDown(loops);
    }

    private static void shutDown(EventLoopGroup loops) {
        loops.shutdownGracefully(0, CLOSE_SECONDS_MAX, TimeUnit.SECONDS)
                .awaitUninterruptibly(CLOSE_SECONDS_MAX, TimeUnit.SECONDS);
    }
}
