package dev.mailrace.sink;

import dev.mailrace.fault.Errno;
import dev.mailrace.fault.Refusal;
import dev.mailrace.fault.SystemWords;
import dev.mailrace.net.ResetWatch;
import dev.mailrace.net.ServerTls;
import dev.mailrace.net.TlsIdentity;
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
import io.netty.channel.group.ChannelMatchers;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.ImmediateEventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

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

    /** For clients to take what was said to them. */
    private static final long FAREWELL_SECONDS_MAX = 2;

    private final EventLoopGroup loops;
    private final ChannelGroup open;
    private final InetSocketAddress address;
    private final Ledger ledger;
    private final @Nullable ServerTls tls; // null: it speaks none
    private final @Nullable UnixSocket unix; // null: it listens on none
    private boolean stopped; // guarded by this

    private SinkServer(
            EventLoopGroup loops,
            ChannelGroup open,
            Channel listening,
            Ledger ledger,
            @Nullable ServerTls tls,
            @Nullable UnixSocket unix) {
        this.loops = loops;
        this.open = open;
        this.address = (InetSocketAddress) listening.localAddress();
        this.ledger = ledger;
        this.tls = tls;
        this.unix = unix;
    }

    /**
     * Listens, and returns when it does.
     *
     * @throws Refusal when the transport does not work here or the address cannot be had, TLS not with what it is to show, or
     *     the spool not be written to
     */
    public static SinkServer start(SinkSettings settings) {
        Transport transport = settings.listening().transport();
        String unavailability = transport.unavailability();
        if (unavailability != null) {
            throw new Refusal("transport", transport + ": " + unavailability, "one that works here, as nio does");
        }
        SinkShare share = settings.listening().share();
        if (settings.behaviour().spool() != null && share.number() == 0) {
            Spool.claim(settings.behaviour().spool());
        }
        ServerTls tls = tls(settings);
        Ledger ledger = new Ledger();
        EventLoopGroup loops = transport.group(settings.listening().threads(), "sink");
        // A loop that ends without a quiet period may leave its channels open; this closes each, late ones too.
        ChannelGroup open = new DefaultChannelGroup("sink", ImmediateEventExecutor.INSTANCE, true);
        UnixSocket unix = null;
        try {
            Sessions sessions = new Sessions(shards(loops, new SinkShared(settings, ledger, tls)), open);
            Channel listening = listen(settings.listening(), loops, sessions);
            open.add(listening);
            if (settings.behaviour().unix() != null) {
                unix = UnixSocket.claim(settings.behaviour().unix());
                open.add(unix.listen(transport, bootstrap(loops, sessions)));
            }
            return new SinkServer(loops, open, listening, ledger, tls, unix);
        } catch (Refusal e) {
            end(loops, open, tls, unix);
            throw e;
        }
    }

    private static @Nullable ServerTls tls(SinkSettings settings) {
        SinkTls wanted = settings.tls();
        if (wanted.mode() == SinkTls.Mode.NONE) {
            return null;
        }
        TlsIdentity identity =
                wanted.identity() == null ? TlsIdentity.selfMade(settings.hostname()) : wanted.identity();
        return ServerTls.of(wanted.provider(), identity, wanted.clients(), wanted.resumes());
    }

    private static ServerBootstrap bootstrap(EventLoopGroup loops, Sessions sessions) {
        return new ServerBootstrap()
                .group(loops)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                .childOption(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                .childOption(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(RECEIVE_BYTES))
                .childHandler(sessions);
    }

    private static Channel listen(SinkSettings.Listening listening, EventLoopGroup loops, Sessions sessions) {
        InetSocketAddress address = listening.bind();
        ServerBootstrap bootstrap = bootstrap(loops, sessions)
                .channelFactory(listening.transport().serverChannels())
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true);
        if (listening.share().isOfSeveral()) {
            if (listening.share().number() == 0) {
                requireFree(address);
            }
            listening.transport().sharePort(bootstrap);
        }
        ChannelFuture bound = bootstrap.bind(address).awaitUninterruptibly();
        Throwable failure = bound.cause();
        if (failure != null) {
            throw bindFailed(address, failure);
        }
        return bound.channel();
    }

    /** Whoever shares a port would share it with a sink that was started before, too, and nobody would know. */
    private static void requireFree(InetSocketAddress address) {
        try (SocketChannel alone = SocketChannel.open()) { // It is bound and does not listen: nobody is let down.
            alone.setOption(StandardSocketOptions.SO_REUSEADDR, true).bind(address);
        } catch (IOException e) {
            throw bindFailed(address, e);
        }
    }

    private static Map<EventExecutor, SinkShard> shards(EventLoopGroup loops, SinkShared shared) {
        Map<EventExecutor, SinkShard> shards = new HashMap<>();
        SinkSettings.Listening listening = shared.settings().listening();
        int first = listening.share().number() * listening.threads();
        for (EventExecutor loop : loops) {
            shards.put(loop, new SinkShard(shared, first + shards.size(), PooledByteBufAllocator.DEFAULT));
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
            ResetWatch.addWhereNeeded(channel.pipeline());
            shard.serve(channel.pipeline());
            open.add(channel);
        }
    }

    private static Refusal bindFailed(InetSocketAddress address, Throwable failure) {
        Errno error = Errno.of(failure);
        String advice = error == Errno.EADDRINUSE
                ? "a free port: stop what listens there, or choose another"
                : error == Errno.EACCES
                        ? "a port above 1023, or the right to bind below it"
                        : error == Errno.EADDRNOTAVAIL
                                ? "an address of this machine"
                                : "an address that this process can listen on";
        String host = address.getAddress().getHostAddress();
        return new Refusal("bind", host + ":" + address.getPort() + ": " + SystemWords.of(failure), advice, failure);
    }

    /** Where it listens: the address asked for, with the port that it got; also after {@link #close}. */
    public InetSocketAddress address() {
        return address;
    }

    /** Messages answered so far, for whoever waits for some; how many they are in the end, {@link #stop} says. */
    public long messagesSoFar() {
        return ledger.messages();
    }

    /** Sessions that are open now, for those who wait for them to end. */
    long sessionsOpenNow() {
        return ledger.totals().sessionsOpen();
    }

    /**
     * Stops listening, ends the sessions that are open once their clients have been given what was said to them, and
     * returns when the loops have ended.
     *
     * @return what it has seen, which is complete now, and is the same when it is asked again
     */
    public synchronized Ledger stop() {
        if (stopped) {
            return ledger;
        }
        stopped = true;
        open.close(ChannelMatchers.isServerChannel()).awaitUninterruptibly(CLOSE_SECONDS_MAX, TimeUnit.SECONDS);
        open.forEach(session -> session.pipeline().fireUserEventTriggered(SinkSession.STOP));
        open.newCloseFuture().awaitUninterruptibly(FAREWELL_SECONDS_MAX, TimeUnit.SECONDS);
        end(loops, open, tls, unix);
        return ledger;
    }

    /** As {@link #stop}. */
    @Override
    public void close() {
        stop();
    }

    private static void end(
            EventLoopGroup loops, ChannelGroup open, @Nullable ServerTls tls, @Nullable UnixSocket unix) {
        open.close().awaitUninterruptibly(CLOSE_SECONDS_MAX, TimeUnit.SECONDS);
        if (unix != null) {
            unix.remove();
        }
        loops.shutdownGracefully(0, CLOSE_SECONDS_MAX, TimeUnit.SECONDS)
                .awaitUninterruptibly(CLOSE_SECONDS_MAX, TimeUnit.SECONDS);
        if (tls != null) {
            tls.close();
        }
    }
}
