package dev.mailrace.session;

import dev.mailrace.net.Transport;
import dev.mailrace.sasl.Credentials;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.FixedRecvByteBufAllocator;
import java.net.InetAddress;
import java.net.SocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Opens sessions on one loop, to one address. Owned by that loop. */
public final class Connector {
    /** Holds any usual reply; larger ones arrive in pieces. */
    private static final int RECEIVE_BYTES = 2_048;

    private final EventLoop loop;
    private final Bootstrap bootstrap;
    private final SessionSettings settings;
    private final Deadlines deadlines;
    private final Transport transport;
    private List<InetAddress> sources = List.of();
    private int next; // of the sources

    public Connector(EventLoop loop, Transport transport, SocketAddress target, SessionSettings settings) {
        this.loop = loop;
        this.settings = settings;
        this.transport = transport;
        this.deadlines = new Deadlines(loop, settings.timeouts());
        this.bootstrap = new Bootstrap()
                .group(loop)
                .channelFactory(transport.channels())
                .remoteAddress(target)
                .option(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                .option(ChannelOption.TCP_NODELAY, true) // Else each message waits for a delayed ACK.
                .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(RECEIVE_BYTES))
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 0) // Deadlines watches the connect as any phase.
                .option(ChannelOption.AUTO_CLOSE, false); // A failed write must not throw away a reply in flight.
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
     * @param credentials null where no AUTH is asked for
     * @return the session; its owner hears all that follows, also when the connect fails
     */
    public SmtpSession connect(SessionOwner owner, @Nullable Credentials credentials) {
        return connect(owner, credentials, null);
    }

    /** As {@link #connect(SessionOwner, Credentials)}, with everything said and heard written to a transcript. */
    public SmtpSession connect(SessionOwner owner, @Nullable Credentials credentials, @Nullable Transcript transcript) {
        SmtpSession session = new SmtpSession(settings, credentials, owner, deadlines);
        Bootstrap attempt = bootstrap.clone();
        attempt.handler(transcript == null ? session : transcript.before(session));
        if (!sources.isEmpty()) {
            attempt.localAddress(sources.get(next), 0);
            next = (next + 1) % sources.size();
        }
        attempt.connect().addListener(future -> {
            Throwable cause = future.cause();
            if (cause != null) {
                // Without a socket the future belongs to no loop of ours.
                loop.execute(() -> session.connectFailed(cause));
            }
        });
        return session;
    }
}
