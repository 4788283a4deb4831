package dev.mailrace.engine;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.mailrace.mail.Stamp;
import dev.mailrace.session.Phase;
import io.netty.buffer.Unpooled;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * A server that answers as its script says, on plain sockets, and keeps what it took. Any thread may use it.
 *
 * <p>A thread a connection: for a few connections only.
 */
final class ScriptedServer implements AutoCloseable {
    /** Instead of a reply: nothing, for as long as the client stays. */
    static final String SILENCE = "";

    /** Instead of a reply: the end of the connection. */
    static final String CLOSE = "close";

    private static final int WAIT_MILLIS_MAX = 30_000;

    /** What to say. */
    interface Script {
        /**
         * The reply, without its last line end.
         *
         * @param number counts the commands of this phase on one connection, from 0
         */
        String reply(Phase phase, int number);
    }

    /** A message that was accepted. */
    record Taken(int connection, String sender, List<String> recipients, String message, Stamp.Mark mark) {
        long sizeBytes() {
            return message.length();
        }
    }

    private final ServerSocket listener = new ServerSocket();
    private final Script script;
    private final ConcurrentLinkedQueue<Socket> sockets = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<Taken> taken = new ConcurrentLinkedQueue<>();

    ScriptedServer(Script script) throws IOException {
        this.script = script;
        listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
        daemon(this::accept).start();
    }

    /** A server that takes everything. */
    static ScriptedServer polite() throws IOException {
        return new ScriptedServer((phase, number) -> polite(phase));
    }

    /** A server that takes everything but has its own answer to one phase. */
    static ScriptedServer with(Phase odd, String reply) throws IOException {
        return new ScriptedServer((phase, number) -> phase == odd ? reply : polite(phase));
    }

    static String polite(Phase phase) {
        return switch (phase) {
            case BANNER -> "220 scripted.mailrace.example";
            case EHLO -> "250-scripted.mailrace.example\r\n250 PIPELINING";
            case DATA -> "354 go";
            case QUIT -> "221 bye";
            default -> "250 ok";
        };
    }

    InetSocketAddress address() {
        return (InetSocketAddress) listener.getLocalSocketAddress();
    }

    /** Where each connection came from, in their order. */
    List<InetAddress> peers() {
        return sockets.stream().map(Socket::getInetAddress).toList();
    }

    /** The messages accepted so far. */
    List<Taken> taken() {
        return List.copyOf(taken);
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "scripted");
        thread.setDaemon(true);
        return thread;
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = listener.accept();
                int connection = sockets.size();
                sockets.add(socket);
                daemon(() -> serve(socket, connection)).start();
            }
        } catch (IOException e) {
            // Closed: nobody else is served.
        }
    }

    private void serve(Socket socket, int connection) {
        try (socket) {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(WAIT_MILLIS_MAX);
            new Conversation(socket, connection).hold();
        } catch (IOException e) {
            // The client left first, as many tests have it do.
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    /** One connection; owned by its thread. */
    private final class Conversation {
        private final Socket socket;
        private final InputStream in;
        private final int connection;
        private final Map<Phase, Integer> counts = new EnumMap<>(Phase.class);
        private String sender = "";
        private List<String> recipients = new ArrayList<>();

        Conversation(Socket socket, int connection) throws IOException {
            this.socket = socket;
            this.in = new BufferedInputStream(socket.getInputStream());
            this.connection = connection;
        }

        void hold() throws IOException {
            boolean open = say(Phase.BANNER) != null;
            while (open) {
                String line = line();
                open = line != null && answer(line);
            }
        }

        private boolean answer(String line) throws IOException {
            String verb = line.substring(0, Math.min(4, line.length())).toUpperCase(Locale.ROOT);
            Phase phase = verb.equals("HELO") ? Phase.EHLO : Phase.of(verb);
            String said = say(phase);
            if (said == null) {
                return false;
            }
            if (phase == Phase.MAIL) {
                sender = path(line);
                recipients = new ArrayList<>();
            } else if (phase == Phase.RCPT && said.startsWith("2")) {
                recipients.add(path(line));
            } else if (phase == Phase.DATA && said.startsWith("354")) {
                return content();
            }
            return phase != Phase.QUIT;
        }

        private static String path(String line) {
            return line.substring(line.indexOf('<') + 1, line.indexOf('>'));
        }

        /** Takes a message off the wire: it counts once the reply to its final dot is positive. */
        private boolean content() throws IOException {
            ByteArrayOutputStream message = new ByteArrayOutputStream();
            for (String line = line(); line != null; line = line()) {
                if (line.equals(".")) {
                    return ended(message.toByteArray());
                }
                message.write((line.startsWith(".") ? line.substring(1) : line).getBytes(ISO_8859_1));
                message.write('\r');
                message.write('\n');
            }
            return false;
        }

        private boolean ended(byte[] message) throws IOException {
            String reply = script.reply(Phase.CONTENT, counts.getOrDefault(Phase.CONTENT, 0));
            Stamp.Mark mark = Stamp.find(Unpooled.wrappedBuffer(message));
            if (mark != null && reply.startsWith("2")) {
                taken.add(
                        new Taken(connection, sender, List.copyOf(recipients), new String(message, ISO_8859_1), mark));
            }
            return say(Phase.CONTENT) != null;
        }

        /** Says what the script says, or returns null when the connection has ended. */
        private @Nullable String say(Phase phase) throws IOException {
            String reply = script.reply(phase, counts.merge(phase, 1, Integer::sum) - 1);
            if (reply.equals(CLOSE)) {
                return null;
            }
            if (reply.equals(SILENCE)) {
                while (in.read() >= 0) {
                    // It stays silent until the client leaves.
                }
                return null;
            }
            socket.getOutputStream().write((reply + "\r\n").getBytes(ISO_8859_1));
            return reply.startsWith("421") ? null : reply;
        }

        /** The next line without its CRLF; null when there is none. */
        private @Nullable String line() throws IOException {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            for (int b = in.read(); b >= 0; b = in.read()) {
                if (b == '\n') {
                    String text = line.toString(ISO_8859_1);
                    return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
                }
                line.write(b);
            }
            return null;
        }
    }
}
