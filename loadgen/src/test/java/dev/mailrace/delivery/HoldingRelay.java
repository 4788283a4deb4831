package dev.mailrace.delivery;

import dev.mailrace.sink.Receiver;
import dev.mailrace.sink.SinkBehaviour;
import dev.mailrace.sink.SinkServer;
import dev.mailrace.sink.SinkSettings;
import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.EventExecutor;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A server that takes messages, and sends them on when it is told to: so many, to whom it is told. */
public final class HoldingRelay implements AutoCloseable {
    private record Mail(List<String> recipients, String content) {}

    private final List<Mail> queue = new ArrayList<>(); // guarded by itself
    private final SinkServer server = SinkServer.start(
            SinkSettings.defaults().withBehaviour(SinkBehaviour.PLAIN.withReceiver(HoldingRelay.this::intake)));

    public InetSocketAddress address() {
        return server.address();
    }

    private Receiver.Intake intake(EventExecutor loop) {
        return new Receiver.Intake() {
            private final List<String> recipients = new ArrayList<>();
            private final StringBuilder content = new StringBuilder();

            @Override
            public void recipient(byte[] line, int start, int end) {
                recipients.add(new String(line, start, end - start, StandardCharsets.ISO_8859_1));
            }

            @Override
            public void content(ByteBuf in, int count, boolean stuffed) {
                content.append(in.toString(in.readerIndex(), count, StandardCharsets.ISO_8859_1));
            }

            @Override
            public void accepted() {
                synchronized (queue) {
                    queue.add(new Mail(List.copyOf(recipients), content.toString()));
                }
            }

            @Override
            public void end() {
                recipients.clear();
                content.setLength(0);
            }
        };
    }

    /** Sends on messages {@code from} to {@code to}, in the order in which they were taken. */
    public void sendOn(int from, int to, int port) throws IOException {
        List<Mail> chosen;
        synchronized (queue) {
            chosen = List.copyOf(queue.subList(from, to));
        }
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(30_000);
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
            OutputStream out = socket.getOutputStream();
            say(in, out, "");
            say(in, out, "HELO relay.example.test\r\n");
            for (Mail mail : chosen) {
                say(in, out, "MAIL FROM:<a@example.test>\r\n");
                for (String recipient : mail.recipients) {
                    say(in, out, "RCPT TO:<" + recipient + ">\r\n");
                }
                say(in, out, "DATA\r\n");
                say(in, out, mail.content);
            }
            say(in, out, "QUIT\r\n");
        }
    }

    private static void say(BufferedReader in, OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        String line = in.readLine();
        if (line == null || !line.matches("[23].*")) {
            throw new IOException(
                    "it said " + line + " to " + text.lines().findFirst().orElse(""));
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
