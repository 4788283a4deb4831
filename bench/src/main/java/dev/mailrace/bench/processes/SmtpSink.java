package dev.mailrace.bench.processes;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Postfix's smtp-sink, a server that is not ours. It does not say how much it took. */
public final class SmtpSink implements Target {
    private static final int LIFE_SECONDS_MAX = 300;
    private static final int TRIES_MAX = 100;
    private static final int TRY_MILLIS = 50;
    private static final String BACKLOG = "1024";
    private static final String SESSIONS_MAX = "20000";

    private final Process process;
    private final int port;

    private SmtpSink(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Starts one; it insists on a user to become when root starts it. */
    public static SmtpSink start(Cores cores) throws IOException, InterruptedException {
        int port = freePort();
        List<String> command = List.of("smtp-sink", "-m", SESSIONS_MAX, "127.0.0.1:" + port, BACKLOG);
        if (System.getProperty("user.name").equals("root")) {
            command = List.of("smtp-sink", "-u", "nobody", "-m", SESSIONS_MAX, "127.0.0.1:" + port, BACKLOG);
        }
        Process process = new ProcessBuilder(Command.bounded(LIFE_SECONDS_MAX, cores.server(command)))
                .redirectOutput(Redirect.DISCARD)
                .redirectError(Redirect.INHERIT)
                .start();
        for (int i = 0; i < TRIES_MAX; i++) {
            if (process.waitFor(TRY_MILLIS, TimeUnit.MILLISECONDS)) {
                break;
            }
            if (listens(port)) {
                return new SmtpSink(process, port);
            }
        }
        process.destroy();
        throw new IOException("smtp-sink did not start");
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static boolean listens(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TRY_MILLIS);
            return true;
        } catch (IOException e) {
            return false; // Not yet; tries are counted.
        }
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public long stop() {
        close();
        return UNCOUNTED;
    }

    @Override
    public void close() {
        Command.end(process);
    }
}
