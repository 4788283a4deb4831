package dev.mailrace.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** A server that quotes what it hears, as it came and as it reads it. Takes AUTH where it is told to, and refuses all mail. */
final class QuotingServer implements AutoCloseable {
    private final ServerSocket listener;
    private final boolean takesLogins;

    QuotingServer(boolean takesLogins) throws IOException {
        this.takesLogins = takesLogins;
        listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        start(this::accept);
    }

    String address() {
        return "127.0.0.1:" + listener.getLocalPort();
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "quoting-server");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                start(() -> serve(socket));
            } catch (IOException e) {
                return; // The test is over.
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setSoTimeout(10_000);
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            OutputStream out = socket.getOutputStream();
            say(out, "220 quoting.example");
            String secrets = "";
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                String verb = line.split(" ", 2)[0];
                if (verb.equals("EHLO")) {
                    say(out, "250-quoting.example\r\n250 AUTH PLAIN LOGIN XOAUTH2");
                } else if (verb.equals("AUTH")) {
                    secrets = login(line, in, out);
                    String words = "heard " + secrets + " of you";
                    say(out, takesLogins ? "235 ok" : "535-5.7.8 no\r\n535 5.7.8 " + words);
                } else {
                    say(out, (verb.equals("QUIT") ? "221 " : "550 5.7.1 ") + "not after " + secrets + ", " + line);
                }
            }
        } catch (IOException e) {
            // The client left.
        }
    }

    /** All that the client said, raw, read, and encoded once more. */
    private static String login(String command, BufferedReader in, OutputStream out) throws IOException {
        StringBuilder quoted = new StringBuilder("\"").append(command).append('"');
        String[] words = command.split(" ", 3);
        if (words.length == 3) {
            return quoted.append(read(words[2])).toString();
        }
        for (int round = 0; round < (words[1].equals("LOGIN") ? 2 : 1); round++) {
            say(out, "334 ");
            String response = String.valueOf(in.readLine());
            quoted.append(", ").append(response).append(read(response));
        }
        return quoted.toString();
    }

    private static String read(String response) {
        String text = new String(Base64.getDecoder().decode(response), StandardCharsets.UTF_8);
        String encoded = Base64.getEncoder().encodeToString(("not: " + text).getBytes(StandardCharsets.UTF_8));
        return " (" + text.replace('\0', '|') + ", " + encoded + ")";
    }

    private static void say(OutputStream out, String line) throws IOException {
        out.write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
