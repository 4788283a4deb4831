package dev.mailrace.session;

import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/** A server on loopback that takes connections and does the same wrong thing with each. */
final class FailingServer implements AutoCloseable {
    /** What it does with a connection, which is closed afterwards. */
    interface Deed {
        void with(Socket socket) throws IOException;
    }

    private static final int PATIENCE_MILLIS = 20_000;
    private static final char[] NO_PASSWORD = {};

    private final ServerSocket listener;

    FailingServer(Deed deed) throws IOException {
        listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread thread = new Thread(() -> serve(deed), "failing-server");
        thread.setDaemon(true);
        thread.start();
    }

    private void serve(Deed deed) {
        while (!listener.isClosed()) {
            try (Socket socket = listener.accept()) {
                socket.setSoTimeout(PATIENCE_MILLIS);
                deed.with(socket);
            } catch (IOException e) {
                // What goes wrong is the client's to tell.
            }
        }
    }

    /** Shakes hands by the parameters, says a banner, and waits for the client to leave. */
    static Deed tls(X509Bundle own, SSLParameters parameters) throws GeneralSecurityException, IOException {
        SSLContext context = context(own);
        return socket -> {
            SSLSocket secured = (SSLSocket) context.getSocketFactory().createSocket(socket, null, true);
            secured.setUseClientMode(false);
            secured.setSSLParameters(parameters);
            secured.startHandshake();
            secured.getOutputStream().write("220 mail.example\r\n".getBytes(StandardCharsets.US_ASCII));
            drain(secured);
        };
    }

    /** Reads until the client leaves. */
    static void drain(Socket socket) throws IOException {
        byte[] bytes = new byte[1_024];
        int count;
        do {
            count = socket.getInputStream().read(bytes);
        } while (count >= 0);
    }

    private static SSLContext context(X509Bundle own) throws GeneralSecurityException, IOException {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        keys.load(null, null);
        keys.setKeyEntry(
                "own", own.getKeyPair().getPrivate(), NO_PASSWORD, new X509Certificate[] {own.getCertificate()});
        KeyManagerFactory managers = KeyManagerFactory.getInstance("PKIX");
        managers.init(keys, NO_PASSWORD);
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("root", own.getRootCertificate());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    /** The parameters of a server that speaks these versions alone. */
    static SSLParameters versions(String... versions) {
        SSLParameters parameters = new SSLParameters();
        parameters.setProtocols(versions);
        return parameters;
    }

    /** A server that asks each client for a certificate. */
    static SSLParameters asking(String version) {
        SSLParameters parameters = versions(version);
        parameters.setNeedClientAuth(true);
        return parameters;
    }

    /** A server that knows one name, and no other. */
    static SSLParameters knowing(String name) {
        SSLParameters parameters = new SSLParameters();
        parameters.setSNIMatchers(List.of(SNIHostName.createSNIMatcher(name.replace(".", "\\."))));
        return parameters;
    }

    static SSLParameters ciphers(String... ciphers) {
        SSLParameters parameters = versions("TLSv1.2");
        parameters.setCipherSuites(ciphers);
        return parameters;
    }

    InetSocketAddress address() {
        return (InetSocketAddress) listener.getLocalSocketAddress();
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
