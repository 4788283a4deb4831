package dev.mailrace.sink;

import dev.mailrace.net.TlsIdentity;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** A client over a real socket, which trusts any server and can go over to TLS. */
final class TlsClient implements AutoCloseable {
    private static final int WAIT_MILLIS_MAX = 20_000;
    private static final char[] NO_PASSWORD = {};

    private Socket socket;
    private BufferedReader reader;

    TlsClient(SinkServer sink) throws IOException {
        socket = new Socket();
        socket.setSoTimeout(WAIT_MILLIS_MAX);
        socket.connect(sink.address(), WAIT_MILLIS_MAX);
        reader = reader();
    }

    /** Shakes hands; {@code identity} is shown when the server asks, null: nothing. */
    void secure(@Nullable TlsIdentity identity) throws IOException, GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(
                identity == null ? null : keys(identity),
                InsecureTrustManagerFactory.INSTANCE.getTrustManagers(),
                null);
        SSLSocket secured =
                (SSLSocket) context.getSocketFactory().createSocket(socket, "localhost", socket.getPort(), true);
        secured.startHandshake();
        socket = secured;
        reader = reader();
    }

    private static KeyManager[] keys(TlsIdentity identity) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("own", identity.key(), NO_PASSWORD, identity.chain().toArray(X509Certificate[]::new));
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, NO_PASSWORD);
        return factory.getKeyManagers();
    }

    /** RFC 5929 §4.1, for a certificate that is signed with SHA-256. */
    byte[] serverEndPoint() throws IOException, GeneralSecurityException {
        return MessageDigest.getInstance("SHA-256")
                .digest(((SSLSocket) socket)
                        .getSession()
                        .getPeerCertificates()[0]
                        .getEncoded());
    }

    private BufferedReader reader() throws IOException {
        return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
    }

    /** Sends lines, with CRLF behind each. */
    void send(String... lines) throws IOException {
        String text = String.join("\r\n", lines) + "\r\n";
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** The next reply, lines separated by LF; "null" when the connection has ended. */
    String reply() throws IOException {
        StringBuilder reply = new StringBuilder();
        String line = reader.readLine();
        while (line != null && line.length() > 3 && line.charAt(3) == '-') {
            reply.append(line).append('\n');
            line = reader.readLine();
        }
        return reply.append(line).toString();
    }

    String ask(String... lines) throws IOException {
        send(lines);
        return reply();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
