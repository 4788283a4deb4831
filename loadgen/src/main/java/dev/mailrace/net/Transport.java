package dev.mailrace.net;

import dev.mailrace.fault.Errno;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioChannelOption;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.IntegerUnixChannelOption;
import io.netty.channel.unix.UnixChannelOption;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringChannelOption;
import io.netty.channel.uring.IoUringDomainSocketChannel;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringIoHandlerConfig;
import io.netty.channel.uring.IoUringServerDomainSocketChannel;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.channel.uring.IoUringSocketChannel;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How bytes reach the kernel. Immutable; any thread may use it. */
public enum Transport {
    IO_URING,
    EPOLL,
    NIO;

    /**
     * Completions that a loop's ring holds, 16 bytes each: thousands of sessions may all have something in one turn, and
     * what does not fit costs the kernel a list and us a warning.
     */
    private static final int COMPLETIONS_MAX = 32_768;

    private static final int UNSENT_BYTES_MAX = 256 * 1024;

    /** IPPROTO_IP and IP_BIND_ADDRESS_NO_PORT of Linux's netinet/in.h; Netty has no name for it there. */
    private static final ChannelOption<Integer> IO_URING_BIND_ADDRESS_NO_PORT =
            new IntegerUnixChannelOption("IP_BIND_ADDRESS_NO_PORT", 0, 24);

    /**
     * The transport that works here and costs the least: io_uring, else epoll, else NIO.
     *
     * <p>io_uring saves 5 to 20 % of a message's CPU against epoll on kernels that have it.
     */
    public static Transport best() {
        for (Transport transport : values()) {
            if (transport.unavailability() == null) {
                return transport;
            }
        }
        return NIO;
    }

    /** Why this transport does not work here, in one line; null when it works. */
    public @Nullable String unavailability() {
        Throwable cause = switch (this) {
            case IO_URING -> NativeCode.unavailability(IoUring::unavailabilityCause);
            case EPOLL -> NativeCode.unavailability(Epoll::unavailabilityCause);
            case NIO -> null;
        };
        return cause == null ? null : reason(cause);
    }

    /** Why native code is not available. */
    static String reason(Throwable cause) {
        Errno error = Errno.of(cause);
        if (error != null) {
            return error.words();
        }
        return cause instanceof UnsatisfiedLinkError || cause instanceof ClassNotFoundException
                ? "its native library does not load here"
                : "this system or its settings do not allow it";
    }

    /**
     * Event loops of this transport.
     *
     * @param threads at least 1
     * @param name begins the threads' names; the threads are daemons
     */
    public EventLoopGroup group(int threads, String name) {
        IoHandlerFactory factory = switch (this) {
            case IO_URING -> IoUringIoHandler.newFactory(new IoUringIoHandlerConfig().setCqSize(COMPLETIONS_MAX));
            case EPOLL -> EpollIoHandler.newFactory();
            case NIO -> NioIoHandler.newFactory();
        };
        return new Loops(threads, name, factory);
    }

    /** Makes client channels for {@link #group}. */
    public ChannelFactory<SocketChannel> channels() {
        return switch (this) {
            case IO_URING -> IoUringSocketChannel::new;
            case EPOLL -> EpollSocketChannel::new;
            case NIO -> NioSocketChannel::new;
        };
    }

    /** Makes client channels of Unix domain sockets for {@link #group}. */
    public ChannelFactory<? extends Channel> domainChannels() {
        return switch (this) {
            case IO_URING -> IoUringDomainSocketChannel::new;
            case EPOLL -> EpollDomainSocketChannel::new;
            case NIO -> NioDomainSocketChannel::new;
        };
    }

    /** Makes listening channels for {@link #group}. */
    public ChannelFactory<ServerChannel> serverChannels() {
        return switch (this) {
            case IO_URING -> IoUringServerSocketChannel::new;
            case EPOLL -> EpollServerSocketChannel::new;
            case NIO -> NioServerSocketChannel::new;
        };
    }

    /** Makes listening channels of Unix domain sockets for {@link #group}. */
    public ChannelFactory<ServerChannel> serverDomainChannels() {
        return switch (this) {
            case IO_URING -> IoUringServerDomainSocketChannel::new;
            case EPOLL -> EpollServerDomainSocketChannel::new;
            case NIO -> NioServerDomainSocketChannel::new;
        };
    }

    /**
     * Whether a channel hears only later, by a completion, what the kernel took of a flush; the others hear it within the
     * flush.
     */
    public static boolean confirmsLate(Channel channel) {
        return channel instanceof IoUringSocketChannel || channel instanceof IoUringDomainSocketChannel;
    }

    /** The address of a Unix domain socket, as this transport's channels want it. */
    public SocketAddress domainAddress(Path socket) {
        return switch (this) {
            case IO_URING, EPOLL -> new DomainSocketAddress(socket.toFile());
            case NIO -> UnixDomainSocketAddress.of(socket);
        };
    }

    /**
     * Has the port of a local address chosen only when the connection is made, where the transport can: then one address
     * has ports for each address of the other side anew, and no search for a free one slows a connect as ports run out.
     */
    public void bindLate(Bootstrap bootstrap) {
        switch (this) {
            case IO_URING -> bootstrap.option(IO_URING_BIND_ADDRESS_NO_PORT, 1);
            case EPOLL -> bootstrap.option(EpollChannelOption.IP_BIND_ADDRESS_NO_PORT, true);
            case NIO -> {}
        }
    }

    /** Lets processes of one user listen on one port together; the kernel gives each some of the connections (Linux). */
    public void sharePort(ServerBootstrap bootstrap) {
        switch (this) {
            case IO_URING, EPOLL -> bootstrap.option(UnixChannelOption.SO_REUSEPORT, true);
            case NIO -> bootstrap.option(NioChannelOption.of(StandardSocketOptions.SO_REUSEPORT), true);
        }
    }

    /**
     * Has the kernel take little more than it can send at once, where it would else take megabytes that a slow reader needs
     * seconds for: what it took is how far content got. NIO can only be given a small send buffer.
     */
    public void boundUnsent(Bootstrap bootstrap) {
        switch (this) {
            case IO_URING -> bootstrap.option(IoUringChannelOption.TCP_NOTSENT_LOWAT, (long) UNSENT_BYTES_MAX);
            case EPOLL -> bootstrap.option(EpollChannelOption.TCP_NOTSENT_LOWAT, (long) UNSENT_BYTES_MAX);
            case NIO -> bootstrap.option(ChannelOption.SO_SNDBUF, UNSENT_BYTES_MAX);
        }
    }

    /** The name on the command line and in reports: {@code io_uring}, {@code epoll} or {@code nio}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
