package dev.mailrace.session;

import dev.mailrace.net.TlsIdentity;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** One connection on a real socket of loopback, answered by a script on a thread of its own. */
final class ScriptedServer implements AutoCloseable {
    /** What the server does with its connection. */
    interface Script {
        void run(Peer peer) throws IOException;
    }

    private static final int PATIENCE_SECONDS = 30;

    private final ServerSocket listener;
    private final CompletableFuture<Void> done;
    private final @Nullable SSLContext tls; // null: plain

    ScriptedServer(Script script) throws IOException {
        this(null, script);
    }

    /** @param tls spoken from the first byte; null: never */
    ScriptedServer(@Nullable SSLContext tls, Script script) throws IOException {
        this.tls = tls;
        listener = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        done = CompletableFuture.runAsync(() -> serve(script), task -> {
            Thread thread = new Thread(task, "scripted-server");
            thread.setDaemon(true);
            thread.start();
        });
    }

    private void serve(Script script) {
        try (Socket socket = listener.accept()) {
            socket.setSoTimeout((int) TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
            script.run(new Peer(tls == null ? socket : secured(tls, socket)));
        } catch (IOException e) {
            throw new IllegalStateException("the scripted server met " + e, e);
        }
    }

    private static Socket secured(SSLContext tls, Socket socket) throws IOException {
        SSLSocket secured = (SSLSocket) tls.getSocketFactory().createSocket(socket, null, true);
        secured.setUseClientMode(false);
        return secured;
    }

    /** A server's side of TLS with a certificate that it made. */
    static SSLContext serverTls() throws GeneralSecurityException, IOException {
        TlsIdentity identity = TlsIdentity.selfMade("localhost");
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("own", identity.key(), new char[0], identity.chain().toArray(X509Certificate[]::new));
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, new char[0]);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    InetSocketAddress address() {
        return new InetSocketAddress(listener.getInetAddress(), listener.getLocalPort());
    }

    /** An address of loopback where nobody listens. */
    static InetSocketAddress nobody() throws IOException {
        try (ServerSocket gone = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return new InetSocketAddress(gone.getInetAddress(), gone.getLocalPort());
        }
    }

    /** Waits for the script's end, and fails as it did. */
    void await() throws Exception {
        done.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }

    /** The connection as the script sees it. */
    static final class Peer {
        private final Socket socket;
        private final InputStream in;
        private final OutputStream out;

        Peer(Socket socket) throws IOException {
            this.socket = socket;
            this.in = new BufferedInputStream(socket.getInputStream());
            this.out = socket.getOutputStream();
        }

        void say(String line) throws IOException {
            out.write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
            out.flush();
        }

        /** Reads lines up to one that begins so. */
        void hear(String start) throws IOException {
            StringBuilder line = new StringBuilder();
            for (int b = in.read(); b >= 0; b = in.read()) {
                if (b != '\n') {
                    line.append((char) b);
                } else if (line.toString().startsWith(start)) {
                    return;
                } else {
                    line.setLength(0);
                }
            }
            throw new IOException("the client closed (expected: " + start + ")");
        }

        /** A greeting, and one envelope up to the 354. */
        void envelope() throws IOException {
            say("220 mail.example");
            hear("EHLO");
            say("250-mail.example\r\n250 PIPELINING");
            anotherEnvelope();
        }

        void anotherEnvelope() throws IOException {
            hear("DATA");
            say("250 ok\r\n250 ok\r\n354 go");
        }

        /** Takes that much of what comes, and no more. */
        void swallow(int bytes) throws IOException {
            int left = bytes;
            byte[] buffer = new byte[8192];
            while (left > 0) {
                int count = in.read(buffer, 0, Math.min(left, buffer.length));
                if (count < 0) {
                    throw new IOException("the client closed, " + left + " bytes early");
                }
                left -= count;
            }
        }

        /** Some of what comes; empty at the client's close. */
        String some() throws IOException {
            byte[] buffer = new byte[65536];
            int count = in.read(buffer);
            return count < 0 ? "" : new String(buffer, 0, count, StandardCharsets.US_ASCII);
        }

        /** Reads up to the client's close. */
        void drain() throws IOException {
            byte[] buffer = new byte[65536];
            while (in.read(buffer) >= 0) {
                // What comes is of no interest.
            }
        }

        void closeItsHalf() throws IOException {
            socket.shutdownOutput();
        }

        void close() throws IOException {
            socket.close();
        }

        void reset() throws IOException {
            socket.setSoLinger(true, 0);
            socket.close();
        }
    }
}
