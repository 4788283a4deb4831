package dev.mailrace.cluster;

import dev.mailrace.fault.Refusal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where others reach a process, and who may. Without keys nobody of another machine: then the address has to be of loopback.
 *
 * @param listen port 0: any
 * @param keys null: none
 */
public record Door(InetSocketAddress listen, @Nullable Keys keys) {
    /**
     * What proves who a process is, and who others are: TLS with certificates on both sides.
     *
     * @param certificate of this process, PEM
     * @param key its private key, PEM
     * @param authority the CA whose certificates are believed, PEM
     */
    public record Keys(Path certificate, Path key, Path authority) {
        public Keys {
            for (Path file : List.of(certificate, key, authority)) {
                if (!Files.isReadable(file)) {
                    throw new Refusal("tls-cert", file + " cannot be read", "PEM files: certificate, key and CA")
                            .orOf("tls-key", "tls-ca");
                }
            }
        }
    }

    public Door {
        if (keys == null && !isLoopback(listen)) {
            throw new Refusal(
                    "listen",
                    listen.getHostString() + ":" + listen.getPort() + " without certificates",
                    "an address of loopback, or --tls-cert, --tls-key and --tls-ca");
        }
    }

    private static boolean isLoopback(InetSocketAddress address) {
        try {
            return InetAddress.getByName(address.getHostString()).isLoopbackAddress();
        } catch (UnknownHostException e) {
            throw new Refusal("listen", address.getHostString() + ": unknown host", "a name of this machine", e);
        }
    }

    /** The same, with a port that is known by now. */
    public Door at(int port) {
        return new Door(InetSocketAddress.createUnresolved(listen.getHostString(), port), keys);
    }

    /** For this machine alone. */
    static Door ofLoopback() {
        return new Door(InetSocketAddress.createUnresolved("127.0.0.1", 0), null);
    }
}
