package dev.mailrace.session;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** One connection on a real socket of loopback, answered by a script on a thread of its own. */
final class ScriptedServer implements AutoCloseable {
    /** What the server does with its connection. */
    interface Script {
        void run(Peer peer) throws IOException;
    }

    private static final int PATIENCE_SECONDS = 30;

    private final ServerSocket listener;
    private final CompletableFuture<Void> done;

    ScriptedServer(Script script) throws IOException {
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
            script.run(new Peer(socket));
        } catch (IOException e) {
            throw new IllegalStateException("the scripted server met " + e, e);
        }
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
