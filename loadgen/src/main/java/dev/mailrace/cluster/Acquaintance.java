package dev.mailrace.cluster;

import dev.mailrace.fault.Refusal;
import dev.mailrace.fault.SystemWords;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Collections;
import java.util.List;
import java.util.Set;
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

    /** The same of several, where there are keys to be believed by. */
    static void check(List<InetSocketAddress> to, Door from) {
        Door.Keys keys = from.keys();
        if (keys != null) {
            to.forEach(each -> check(each, keys));
        }
    }

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
            checkNames(socket.getSession().getPeerCertificates()[0], to, keys);
            socket.setSoTimeout(REFUSAL_MILLIS_MAX);
            if (socket.getInputStream().read() < 0) {
                return; // It has no more to say to one that says nothing.
            }
        } catch (SocketTimeoutException e) {
            return; // No refusal.
        }
    }

    /** Of one CA, a process is believed that bears one name of this one's. */
    private static void checkNames(Certificate theirs, InetSocketAddress to, Door.Keys keys) throws IOException {
        try (InputStream file = Files.newInputStream(keys.certificate())) {
            Set<String> own =
                    CertificateNames.of(CertificateFactory.getInstance("X.509").generateCertificate(file));
            Set<String> names = CertificateNames.of(theirs);
            if (Collections.disjoint(own, names)) {
                throw new Refusal(
                        "tls-cert",
                        "for " + String.join(", ", own) + ", and that of " + to.getHostString() + ":" + to.getPort()
                                + " is for " + String.join(", ", names),
                        "certificates that share a name");
            }
        } catch (CertificateException e) {
            throw new Refusal("tls-cert", SystemWords.of(e), "a certificate, PEM", e);
        }
    }
}
