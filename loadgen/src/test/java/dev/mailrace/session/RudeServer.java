package dev.mailrace.session;

import dev.mailrace.net.TlsIdentity;
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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** Speaks up to a phase, and leaves in one of several ways instead of answering. A thread a connection. */
final class RudeServer implements AutoCloseable {
    /** What it does instead of answering. */
    enum Leaving {
        RESET_ALONE,
        RESET_BEHIND_HALF_A_REPLY,
        RESET_BEHIND_A_421,
        RESET_BEHIND_THE_REPLY,
        CLOSE_BEHIND_HALF_A_REPLY
    }

    /** Called between the phase and the leaving. */
    interface Gate {
        void pass() throws InterruptedException;
    }

    /** A command, and its reply. */
    private record Step(Phase phase, String hears, String says) {}

    private static final int PATIENCE_SECONDS = 30;

    /** Of a TLS record that says it is longer, as far as it goes. */
    private static final byte[] HALF_A_RECORD = {23, 3, 3, 0, 64, 1};

    private static final byte[] HALF_A_HELLO = {22, 3, 3, 0, 64, 2};

    private final ServerSocket listener;
    private final Phase last;
    private final Leaving leaving;
    private final @Nullable SSLContext implicit;
    private final List<Step> steps;

    /**
     * @param last the phase whose reply never comes; {@link Phase#SESSION}: all were answered
     * @param implicit null: in clear
     */
    RudeServer(Phase last, Leaving leaving, @Nullable SSLContext implicit) throws IOException {
        this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        this.last = last;
        this.leaving = leaving;
        this.implicit = implicit;
        this.steps = stepsUpTo(last, implicit == null);
    }

    private static List<Step> stepsUpTo(Phase last, boolean clear) {
        boolean startsTls = clear && (last == Phase.STARTTLS || last == Phase.TLS);
        List<Step> steps = new ArrayList<>();
        steps.add(new Step(Phase.BANNER, "", "220 mail.example"));
        steps.add(new Step(Phase.EHLO, "EHLO", "250-mail.example\r\n250-AUTH PLAIN\r\n250 STARTTLS"));
        if (startsTls) {
            steps.add(new Step(Phase.STARTTLS, "STARTTLS", "220 go"));
            steps.add(new Step(Phase.TLS, "\u0016", ""));
        }
        if (last == Phase.AUTH) {
            steps.add(new Step(Phase.AUTH, "AUTH", "235 in"));
        }
        steps.add(new Step(Phase.MAIL, "MAIL", "250 ok"));
        steps.add(new Step(Phase.RCPT, "RCPT", last == Phase.RSET ? "550 no" : "250 ok"));
        if (last == Phase.RSET) {
            steps.add(new Step(Phase.RSET, "RSET", "250 ok"));
        } else {
            steps.add(new Step(Phase.DATA, "DATA", "354 go"));
            steps.add(new Step(Phase.CONTENT, ".", "250 ok"));
        }
        if (last == Phase.QUIT) {
            steps.add(new Step(Phase.QUIT, "QUIT", "221 bye"));
        }
        return steps;
    }

    InetSocketAddress address() {
        return new InetSocketAddress(listener.getInetAddress(), listener.getLocalPort());
    }

    /** Takes one connection, on a thread that tells {@code left} when it has said its last. */
    void serve(Gate gate, Runnable left) {
        Thread thread = new Thread(() -> serveOne(gate, left), "rude-server");
        thread.setDaemon(true);
        thread.start();
    }

    private void serveOne(Gate gate, Runnable left) {
        try (Socket socket = listener.accept()) {
            socket.setSoTimeout((int) TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
            socket.setTcpNoDelay(true);
            Socket talk = implicit == null || last == Phase.TLS ? socket : layered(socket, implicit);
            String reply = speak(talk);
            gate.pass();
            leave(socket, talk, reply);
            left.run();
            if (!socket.isClosed()) {
                drain(socket);
            }
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException("the rude server met " + e, e);
        }
    }

    private static Socket layered(Socket socket, SSLContext context) throws IOException {
        SSLSocket tls = (SSLSocket) context.getSocketFactory().createSocket(socket, null, socket.getPort(), false);
        tls.setUseClientMode(false);
        tls.startHandshake();
        return tls;
    }

    /** Returns the reply that is owed. */
    private String speak(Socket socket) throws IOException {
        if (implicit != null && last == Phase.TLS) {
            hear(socket.getInputStream(), "\u0016");
            return "";
        }
        for (Step step : steps) {
            hear(socket.getInputStream(), step.hears());
            if (step.phase() == last) {
                return step.says();
            }
            say(socket.getOutputStream(), step.says() + "\r\n");
        }
        return "";
    }

    /** Reads up to a line that begins so, and leaves its rest unread. */
    private static void hear(InputStream in, String start) throws IOException {
        int matched = 0;
        boolean atStart = true;
        while (matched < start.length()) {
            int b = in.read();
            if (b < 0) {
                throw new IOException("the client closed (expected: " + start + ")");
            }
            matched = (atStart || matched > 0) && b == start.charAt(matched) ? matched + 1 : 0;
            atStart = b == '\n';
        }
    }

    private static void say(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    private void leave(Socket socket, Socket talk, String reply) throws IOException {
        switch (leaving) {
            case RESET_ALONE -> reset(socket);
            case RESET_BEHIND_HALF_A_REPLY -> {
                sayHalf(socket, talk);
                reset(socket);
            }
            case RESET_BEHIND_A_421 -> {
                say(talk.getOutputStream(), "421 too busy\r\n");
                reset(socket);
            }
            case RESET_BEHIND_THE_REPLY -> {
                say(talk.getOutputStream(), reply + "\r\n");
                reset(socket);
            }
            case CLOSE_BEHIND_HALF_A_REPLY -> {
                sayHalf(socket, talk);
                socket.shutdownOutput();
            }
        }
    }

    private void sayHalf(Socket socket, Socket talk) throws IOException {
        if (last == Phase.TLS) {
            socket.getOutputStream().write(HALF_A_HELLO);
            return;
        }
        say(talk.getOutputStream(), "250-ha");
        if (talk != socket) {
            socket.getOutputStream().write(HALF_A_RECORD);
        }
    }

    private static void reset(Socket socket) throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    /** Reads up to the client's close, for else this end's close would be a reset. */
    private static void drain(Socket socket) throws IOException {
        byte[] buffer = new byte[4096];
        while (socket.getInputStream().read(buffer) >= 0) {
            // What comes is of no interest.
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }

    static SSLContext context() throws GeneralSecurityException, IOException {
        TlsIdentity identity = TlsIdentity.selfMade("mail.example");
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("own", identity.key(), new char[0], identity.chain().toArray(X509Certificate[]::new));
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, new char[0]);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }
}
