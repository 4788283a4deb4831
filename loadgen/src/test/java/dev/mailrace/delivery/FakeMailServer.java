package dev.mailrace.delivery;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One inbox on loopback that is asked by IMAP or POP3, and keeps what it was asked. */
final class FakeMailServer implements AutoCloseable {
    private static final Pattern FETCH = Pattern.compile("(UID )?FETCH (\\d+)(?::(\\d+|\\*))? (.*)");

    /** @param time as INTERNALDATE has it */
    record Stored(long uid, String time, String text) {}

    final List<Stored> messages = new CopyOnWriteArrayList<>();
    final List<String> commands = new CopyOnWriteArrayList<>();
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    volatile long validity = 1;
    volatile boolean hasUidl = true;

    FakeMailServer(boolean isImap) throws IOException {
        Thread accepting = new Thread(() -> accept(isImap), "fake mail server");
        accepting.setDaemon(true);
        accepting.start();
    }

    String url(String scheme) {
        return scheme + "://127.0.0.1:" + listener.getLocalPort();
    }

    void deliver(long uid, String text) {
        messages.add(
                new Stored(uid, "01-Jan-2026 00:00:0" + uid % 10 + " +0000", "Subject: x\r\n\r\n" + text + "\r\n"));
    }

    void hangUp() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
        sockets.clear();
    }

    private void accept(boolean isImap) {
        try {
            while (true) {
                Socket socket = listener.accept();
                sockets.add(socket);
                Thread serving = new Thread(() -> serve(socket, isImap), "fake mail session");
                serving.setDaemon(true);
                serving.start();
            }
        } catch (IOException e) {
            return; // Closed.
        }
    }

    private void serve(Socket socket, boolean isImap) {
        try (socket) {
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
            OutputStream out = socket.getOutputStream();
            write(out, isImap ? "* OK ready\r\n" : "+OK ready\r\n");
            List<Stored> seen = List.copyOf(messages); // Of POP3, for the session.
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                String command = isImap ? line.substring(line.indexOf(' ') + 1) : line;
                commands.add(command);
                write(
                        out,
                        isImap
                                ? imap(command) + line.substring(0, line.indexOf(' ')) + result(command)
                                : pop3(command, seen));
                if (command.matches("LOGOUT|QUIT")) {
                    return;
                }
            }
        } catch (IOException e) {
            return; // The client has gone.
        }
    }

    private static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    private static String result(String command) {
        return command.startsWith("LOGIN") && !command.contains("right") ? " NO wrong\r\n" : " OK done\r\n";
    }

    private String imap(String command) {
        String exists = "* " + messages.size() + " EXISTS\r\n";
        Matcher fetch = FETCH.matcher(command);
        if (fetch.matches()) {
            return fetched(fetch);
        }
        return switch (command.split(" ", 2)[0]) {
            case "CAPABILITY" -> "* CAPABILITY IMAP4rev1\r\n";
            case "LIST" -> "* LIST () \"/\" INBOX\r\n";
            case "NOOP" -> exists;
            case "EXAMINE" ->
                exists + "* OK [UIDVALIDITY " + validity + "]\r\n* OK [UIDNEXT " + (lastUid() + 1) + "]\r\n";
            default -> "";
        };
    }

    private long lastUid() {
        return messages.isEmpty() ? 0 : messages.get(messages.size() - 1).uid;
    }

    /** A range to {@code *} always has the last message (RFC 3501 §6.4.8). */
    private String fetched(Matcher fetch) {
        boolean isByUid = fetch.group(1) != null;
        long from = Long.parseLong(fetch.group(2));
        long to = fetch.group(3) == null
                ? from
                : fetch.group(3).equals("*") ? Long.MAX_VALUE : Long.parseLong(fetch.group(3));
        StringBuilder answer = new StringBuilder();
        for (int i = 0; i < messages.size(); i++) {
            Stored each = messages.get(i);
            long number = isByUid ? each.uid : i + 1;
            boolean isLast = to == Long.MAX_VALUE && i == messages.size() - 1;
            if ((number < from || number > to) && !isLast) {
                continue;
            }
            String wanted = fetch.group(4).toUpperCase(Locale.ROOT);
            answer.append("* ").append(i + 1).append(" FETCH (UID ").append(each.uid);
            if (wanted.contains("RFC822.SIZE")) {
                answer.append(" RFC822.SIZE ").append(each.text.length());
            }
            if (wanted.contains("INTERNALDATE")) {
                answer.append(" INTERNALDATE \"").append(each.time).append('"');
            }
            if (wanted.contains("BODY")) {
                answer.append(" BODY[] {")
                        .append(each.text.length())
                        .append("}\r\n")
                        .append(each.text);
            }
            answer.append(")\r\n");
        }
        return answer.toString();
    }

    private String pop3(String command, List<Stored> seen) {
        String[] words = command.split(" ", 2);
        int number = words.length > 1 && words[1].matches("\\d+") ? Integer.parseInt(words[1]) : 0;
        StringBuilder list = new StringBuilder("+OK\r\n");
        return switch (words[0]) {
            case "PASS" -> command.contains("right") ? "+OK\r\n" : "-ERR wrong\r\n";
            case "USER", "NOOP", "RSET", "QUIT" -> "+OK\r\n";
            case "STAT" -> "+OK " + seen.size() + " " + 100 * seen.size() + "\r\n";
            case "LIST" -> "+OK " + number + " " + seen.get(number - 1).text.length() + "\r\n";
            case "RETR" -> "+OK\r\n" + seen.get(number - 1).text + ".\r\n";
            case "UIDL" -> {
                for (int i = 0; i < seen.size(); i++) {
                    list.append(i + 1).append(' ').append(seen.get(i).uid).append("\r\n");
                }
                yield hasUidl ? list + ".\r\n" : "-ERR none\r\n";
            }
            default -> "-ERR unknown\r\n";
        };
    }

    @Override
    public void close() throws IOException {
        listener.close();
        hangUp();
    }
}
