package dev.mailrace.sink;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

/** Sends messages, a few at a time, until the server goes away, and counts what it was told of them. */
public final class CountingClient implements AutoCloseable {
    private static final int AT_A_TIME = 3;
    private static final int BUSY_MESSAGES = 100;
    private static final int WAIT_MILLIS_MAX = 30_000;
    private static final String MESSAGES = """
            MAIL FROM:<a@mailrace.example>
            RCPT TO:<b@mailrace.example>
            DATA
            text
            .
            """.replace("\n", "\r\n").repeat(AT_A_TIME);

    private final Socket socket = new Socket();
    private final AtomicLong accepted = new AtomicLong();
    private final AtomicLong sent = new AtomicLong();
    private final CountDownLatch busy = new CountDownLatch(BUSY_MESSAGES);
    private final Thread thread;

    private CountingClient(InetSocketAddress server) throws IOException {
        socket.setSoTimeout(WAIT_MILLIS_MAX);
        socket.connect(server, WAIT_MILLIS_MAX);
        thread = new Thread(this::send, "counting-client");
        thread.setDaemon(true);
        thread.start();
    }

    /** So many of them, at work. */
    public static List<CountingClient> start(int count, InetSocketAddress server) throws IOException {
        List<CountingClient> clients = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            clients.add(new CountingClient(server));
        }
        return clients;
    }

    private void send() {
        try {
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            write("HELO client\r\n");
            while (true) {
                sent.addAndGet(AT_A_TIME);
                write(MESSAGES);
                for (int awaited = AT_A_TIME; awaited > 0; ) {
                    String line = in.readLine();
                    if (line == null) {
                        return;
                    }
                    // A line that the end cut short is no reply: its last digit tells.
                    if (line.matches("250 2\\.0\\.0 Ok: queued as [0-9a-f]{16}")) {
                        accepted.incrementAndGet();
                        busy.countDown();
                        awaited--;
                    }
                }
            }
        } catch (IOException e) {
            return; // The server is gone.
        }
    }

    private void write(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** Messages that were accepted so far. */
    public long accepted() {
        return accepted.get();
    }

    /** Messages that were begun so far. */
    public long sent() {
        return sent.get();
    }

    /** Returns when some messages were accepted. */
    public void awaitBusy() throws InterruptedException {
        busy.await();
    }

    /** Returns when the server has gone. */
    public void awaitEnd() throws InterruptedException {
        thread.join();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
