package dev.mailrace.sink;

import dev.mailrace.fault.Refusal;
import dev.mailrace.fault.SystemWords;
import dev.mailrace.net.Transport;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/** The file of a Unix domain socket that a sink listens on. Any thread may use it. */
final class UnixSocket {
    private final Path path;

    private UnixSocket(Path path) {
        this.path = path;
    }

    /**
     * Removes the file that a process has left behind that is gone.
     *
     * @throws Refusal when somebody listens there, or the file is anything else
     */
    static UnixSocket claim(Path path) {
        try {
            if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
                if (!Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                        .isOther()) {
                    throw failed(path, "it is no socket", "a name that is free", null);
                }
                if (isListenedOn(path)) {
                    throw failed(path, "somebody listens there", "a name that is free", null);
                }
                Files.delete(path);
            }
        } catch (IOException e) {
            throw failed(path, SystemWords.of(e), "a name in a folder that this process may write to", e);
        }
        return new UnixSocket(path);
    }

    private static boolean isListenedOn(Path path) {
        try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            return probe.connect(UnixDomainSocketAddress.of(path));
        } catch (IOException e) {
            return false; // Refused: its server is gone.
        }
    }

    /** Listens, and returns when it does. */
    Channel listen(Transport transport, ServerBootstrap bootstrap) {
        ChannelFuture bound = bootstrap
                .channelFactory(transport.serverDomainChannels())
                .bind(transport.domainAddress(path))
                .awaitUninterruptibly();
        Throwable failure = bound.cause();
        if (failure != null) {
            throw failed(
                    path,
                    SystemWords.of(failure),
                    "a name of at most some 100 bytes, in a folder that this process may write to",
                    failure);
        }
        return bound.channel();
    }

    private static Refusal failed(Path path, String reason, String expected, @Nullable Throwable cause) {
        return new Refusal("unix", path + ": " + reason, expected, cause);
    }

    /** Removes the file, which outlives its socket. */
    void remove() {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            return; // The next sink there finds no listener.
        }
    }
}
