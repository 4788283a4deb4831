package dev.mailrace.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A server that says its lines whatever the client does: the greeting, then one reply for each line it reads, in order.
 * A reply may hold several lines; {@code null} after the last one closes the connection.
 */
public final class ScriptedPeer implements AutoCloseable {
    private final ServerSocket listener;
    private final List<String> replies;
    private final List<InetAddress> callers = new CopyOnWriteArrayList<>();

    public ScriptedPeer(String... replies) throws IOException {
        this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        this.replies = List.of(replies);
        Thread thread = new Thread(this::serve, "scripted-peer");
        thread.setDaemon(true);
        thread.start();
    }

    public int port() {
        return listener.getLocalPort();
    }

    /** Who has connected, in turn. */
    List<InetAddress> callers() {
        return callers;
    }

    private void serve() {
        while (!listener.isClosed()) {
            serveOne();
        }
    }

    private void serveOne() {
        try (Socket socket = listener.accept()) {
            callers.add(socket.getInetAddress());
            hold(socket);
        } catch (IOException ignored) {
            // The client left early, or the test is over.
        }
    }

    private void hold(Socket socket) throws IOException {
        socket.setSoTimeout(10_000);
        BufferedReader in =
                new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
        OutputStream out = socket.getOutputStream();
        boolean content = false;
        for (String reply : replies) {
            out.write((reply + "\r\n").getBytes(StandardCharsets.US_ASCII));
            out.flush();
            content = reply.startsWith("354");
            String line = in.readLine();
            while (content && line != null && !line.equals(".")) {
                line = in.readLine();
            }
            if (line == null) {
                return;
            }
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
