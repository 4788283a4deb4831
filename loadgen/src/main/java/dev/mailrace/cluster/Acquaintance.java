package dev.mailrace.cluster;

import dev.mailrace.fault.Refusal;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;

/**
 * Whether two processes believe each other's certificates, before Pekko tries, which would try for ever and say nothing.
 *
 * <p>Blocks for a few seconds at most.
 */
final class Acquaintance {
    private static final int CONNECT_MILLIS_MAX = 3_000;

    /* With TLS 1.3 a server says only after the handshake that it does not believe its client (RFC 8446 §4.4.2.4). */
    private static final int REFUSAL_MILLIS_MAX = 500;

    private Acquaintance() {}

    /**
     * Refuses a process that is there and is not believed, or does not believe this one.
     *
     * @param to where it listens; it need not be there yet
     */
    static void check(InetSocketAddress to, Door.Keys keys) {
        try (Socket plain = new Socket()) {
            plain.connect(new InetSocketAddress(to.getHostString(), to.getPort()), CONNECT_MILLIS_MAX);
            shakeHands(plain, to, keys);
        } catch (SSLException e) {
            throw new Refusal(
                            "tls-ca",
                            to.getHostString() + ":" + to.getPort() + " and this agent do not believe each other",
                            "certificates of one CA on both sides",
                            e)
                    .orOf("tls-cert", "tls-key");
        } catch (IOException e) {
            return; // It is not there, or not yet.
        }
    }

    private static void shakeHands(Socket plain, InetSocketAddress to, Door.Keys keys) throws IOException {
        JdkSslContext context = (JdkSslContext) SslContextBuilder.forClient()
                .sslProvider(SslProvider.JDK)
                .keyManager(keys.certificate().toFile(), keys.key().toFile())
                .trustManager(keys.authority().toFile())
                .protocols("TLSv1.3")
                .clientAuth(ClientAuth.REQUIRE)
                .endpointIdentificationAlgorithm(null) // Names are compared with ours, not with addresses.
                .build();
        try (SSLSocket socket = (SSLSocket)
                context.context().getSocketFactory().createSocket(plain, to.getHostString(), to.getPort(), false)) {
            socket.setSoTimeout(CONNECT_MILLIS_MAX);
            socket.startHandshake();
            socket.setSoTimeout(REFUSAL_MILLIS_MAX);
            if (socket.getInputStream().read() < 0) {
                return; // It has no more to say to one that says nothing.
            }
        } catch (SocketTimeoutException e) {
            return; // No refusal.
        }
    }
}
