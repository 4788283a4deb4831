package dev.mailrace.session;

import dev.mailrace.net.InProcessAddress;
import dev.mailrace.net.ResetWatch;
import dev.mailrace.net.Transport;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.handler.codec.haproxy.HAProxyMessageEncoder;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Opens sessions on one loop, to the addresses of one server in turn (RFC 5321 §5.1). Owned by that loop. */
public final class Connector {
    /** Holds any usual reply; larger ones arrive in pieces. */
    private static final int RECEIVE_BYTES = 2_048;

    private static final int RECEIVE_BYTES_OF_TLS = 8_192;

    private final EventLoop loop;
    private final Bootstrap bootstrap;
    private final SessionSettings settings;
    private final Deadlines deadlines;
    private final Transport transport;
    private final boolean watchesForResets;
    private final List<ServerAddress> servers;
    private int nextServer;
    private List<InetAddress> sources = List.of();
    private int next; // of the sources

    /** @param target an {@link InetSocketAddress}, a {@link DomainSocketAddress}, or an {@link InProcessAddress} */
    public Connector(EventLoop loop, Transport transport, SocketAddress target, SessionSettings settings) {
        this(loop, transport, List.of(target), 0, settings);
    }

    /**
     * To several addresses.
     *
     * @param targets at least one; all of one kind, as above
     * @param first which of them is the first in turn, so that not all connectors begin with the same one
     */
    public Connector(
            EventLoop loop, Transport transport, List<SocketAddress> targets, int first, SessionSettings settings) {
        SocketAddress target = targets.get(0);
        this.servers = targets.stream()
                .map(each -> ServerAddress.of(each, settings.hello().host(), transport))
                .toList();
        this.nextServer = first % servers.size();
        this.loop = loop;
        this.settings = settings;
        this.transport = transport;
        DomainSocketAddress socket = target instanceof DomainSocketAddress unix ? unix : null;
        this.deadlines = new Deadlines(loop, settings.timeouts());
        this.watchesForResets = socket == null && ResetWatch.isNeeded(transport);
        this.bootstrap = new Bootstrap()
                .group(loop)
                .channelFactory(channels(target))
                .option(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(receiveBytes(settings)))
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 0) // Deadlines watches the connect as any phase.
                .option(ChannelOption.AUTO_CLOSE, false); // A failed write must not throw away a reply in flight.
        if (target instanceof InetSocketAddress) {
            bootstrap.option(ChannelOption.TCP_NODELAY, true); // Else each message waits for a delayed ACK.
            transport.boundUnsent(bootstrap); // Else content seems to be out long before it is.
        } else {
            bootstrap.disableResolver(); // There is no name to look up.
        }
    }

    private ChannelFactory<? extends Channel> channels(SocketAddress target) {
        if (target instanceof InProcessAddress inProcess) {
            return inProcess::newChannel;
        }
        return target instanceof DomainSocketAddress ? transport.domainChannels() : transport.channels();
    }

    /** A certificate takes more than a reply. */
    private static int receiveBytes(SessionSettings settings) {
        return settings.security().mode() == Security.Mode.NEVER ? RECEIVE_BYTES : RECEIVE_BYTES_OF_TLS;
    }

    /**
     * Has later connections come from these local addresses, in turn.
     *
     * @param addresses none: the system's choice
     */
    public void from(List<InetAddress> addresses) {
        sources = List.copyOf(addresses);
        if (!sources.isEmpty()) {
            transport.bindLate(bootstrap);
        }
    }

    /**
     * Starts a connection.
     *
     * @return the session; its owner is told all that follows, also a failed connect
     */
    public SmtpSession connect(SessionOwner owner, Caller caller) {
        return connect(owner, caller, null);
    }

    /** As {@link #connect(SessionOwner, Caller)}, with everything said and heard written to a transcript. */
    public SmtpSession connect(SessionOwner owner, Caller caller, @Nullable Transcript transcript) {
        ServerAddress server = servers.get(nextServer);
        nextServer = (nextServer + 1) % servers.size();
        SmtpSession session = new SmtpSession(settings, caller, server, owner, deadlines);
        Bootstrap attempt = bootstrap.clone();
        attempt.handler(handler(session, caller, transcript));
        if (!sources.isEmpty()) {
            attempt.localAddress(sources.get(next), 0);
            next = (next + 1) % sources.size();
        }
        attempt.connect(server.to()).addListener(future -> {
            Throwable cause = future.cause();
            if (cause != null) {
                // Without a socket the future belongs to no event loop.
                loop.execute(() -> session.connectFailed(cause));
            }
        });
        return session;
    }

    private ChannelHandler handler(SmtpSession session, Caller caller, @Nullable Transcript transcript) {
        InetAddress client = caller.client();
        ProxyHeader header = client != null && settings.hello().forwarding().comesFirst()
                ? new ProxyHeader(settings.hello().forwarding(), client)
                : null;
        if (header == null && transcript == null && !watchesForResets) {
            return session;
        }
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                ResetWatch.addWhereNeeded(channel.pipeline());
                if (header != null) {
                    channel.pipeline().addLast(HAProxyMessageEncoder.INSTANCE, header);
                }
                if (transcript != null) {
                    channel.pipeline().addLast(transcript);
                }
                channel.pipeline().addLast(session);
            }
        };
    }
}
