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
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/** A server that takes messages and sends them on, some of them wrong: which ones follows from a seed. */
public final class FaultyRelay implements AutoCloseable {
    /** What it does to a message. */
    public enum Deed {
        LOSE,
        TWICE,
        ALTER,
        MISDIRECT,
        BOUNCE,
        /** These alter nothing. */
        ADD_FIELDS,
        RECODE,
        ADD_BLANK_LINES,
        REFOLD,
        AS_IT_IS
    }

    private record Mail(List<String> recipients, String content) {}

    private static final Mail END = new Mail(List.of(), "");

    private final Map<Deed, Integer> done = new EnumMap<>(Deed.class);
    private final BlockingQueue<Mail> queue = new ArrayBlockingQueue<>(100_000);
    private final Random random;
    private final InetSocketAddress next;
    private final SinkServer server;
    private final Thread sender = new Thread(this::send, "faulty-relay");
    private volatile String failure = "";

    /** @param next where it sends messages on */
    public FaultyRelay(long seed, InetSocketAddress next) {
        random = new Random(seed);
        this.next = next;
        server = SinkServer.start(
                SinkSettings.defaults().withBehaviour(SinkBehaviour.PLAIN.withReceiver(new Keeping())));
        sender.start();
    }

    public InetSocketAddress address() {
        return server.address();
    }

    /** How often it did each of them; complete once the books are. */
    public int count(Deed deed) {
        synchronized (done) {
            return done.getOrDefault(deed, 0);
        }
    }

    /** Why it stopped sending; empty: it did not. */
    public String failure() {
        return failure;
    }

    private final class Keeping implements Receiver {
        @Override
        public Intake newIntake(EventExecutor loop) {
            return new Intake() {
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
                    queue.add(new Mail(List.copyOf(recipients), content.toString()));
                }

                @Override
                public void end() {
                    recipients.clear();
                    content.setLength(0);
                }
            };
        }
    }

    private void send() {
        try (Socket socket = new Socket(next.getAddress(), next.getPort())) {
            socket.setSoTimeout(30_000);
            Peer peer = new Peer(
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1)),
                    socket.getOutputStream());
            peer.expect("220");
            peer.say("HELO relay.example.test\r\n", "250");
            for (Mail mail = queue.take(); !mail.recipients.isEmpty(); mail = queue.take()) {
                Deed deed = deed();
                synchronized (done) {
                    done.merge(deed, 1, Integer::sum);
                }
                deliver(peer, mail, deed);
            }
        } catch (IOException | InterruptedException | UncheckedIOException e) {
            failure = e.toString();
        }
    }

    private Deed deed() {
        int percent = random.nextInt(100);
        Deed[] deeds = Deed.values();
        return percent < 5 ? deeds[percent] : percent < 45 ? deeds[5 + percent % 4] : Deed.AS_IT_IS;
    }

    private record Peer(BufferedReader in, OutputStream out) {
        void expect(String code) throws IOException {
            String line = in.readLine();
            if (line == null || !line.startsWith(code)) {
                throw new IOException("expected " + code + ", and it said " + line);
            }
        }

        void say(String text, String code) throws IOException {
            out.write(text.getBytes(StandardCharsets.ISO_8859_1));
            expect(code);
        }

        void mail(String from, List<String> to, String content) throws IOException {
            say("MAIL FROM:<" + from + ">\r\n", "250");
            for (String recipient : to) {
                say("RCPT TO:<" + recipient + ">\r\n", "250");
            }
            say("DATA\r\n", "354");
            say(content, "250");
        }
    }

    private void deliver(Peer peer, Mail mail, Deed deed) throws IOException {
        String content = mail.content;
        switch (deed) {
            case LOSE -> {}
            case TWICE -> {
                peer.mail("a@example.test", mail.recipients, content);
                peer.mail("a@example.test", mail.recipients, content);
            }
            case ALTER -> peer.mail("a@example.test", mail.recipients, altered(content));
            case MISDIRECT -> peer.mail("a@example.test", List.of("stranger@elsewhere.example.test"), content);
            case BOUNCE -> peer.mail("", List.of("a@example.test"), bounce(mail));
            case ADD_FIELDS ->
                peer.mail(
                        "a@example.test",
                        mail.recipients,
                        "Return-Path: <a@example.test>\r\nReceived: from here (unknown)\r\n\tby there; now\r\n"
                                + content);
            case RECODE -> peer.mail("a@example.test", mail.recipients, recoded(content));
            case ADD_BLANK_LINES ->
                peer.mail(
                        "a@example.test",
                        mail.recipients,
                        content.substring(0, content.length() - 3) + "\r\n\r\n.\r\n");
            case REFOLD ->
                peer.mail(
                        "a@example.test",
                        mail.recipients,
                        content.replace("Subject: Mailrace ", "SUBJECT:\r\n  Mailrace\t"));
            case AS_IT_IS -> peer.mail("a@example.test", mail.recipients, content);
        }
    }

    /** One letter or digit becomes another. */
    private String altered(String content) {
        while (true) {
            int index = random.nextInt(content.length() - 5);
            char c = content.charAt(index);
            if (Character.isLetterOrDigit(c) && c < 0x80) {
                char other = (char) ((Character.isDigit(c) ? '0' : 'a') + random.nextInt(10));
                if (Character.toLowerCase(c) != other) {
                    return content.substring(0, index) + other + content.substring(index + 1);
                }
            }
        }
    }

    /** The body in base64, as a gateway that trusts no line may send it. */
    private static String recoded(String content) {
        int end = content.indexOf("\r\n\r\n");
        String header = content.substring(0, end);
        String body = content.substring(end + 4, content.length() - 3).replace("\r\n..", "\r\n.");
        String plain = header.replaceAll("(?im)^Content-Transfer-Encoding:.*\r\n", "")
                .replaceAll("(?im)\r\nContent-Transfer-Encoding:.*$", "");
        if (header.contains("multipart") || header.contains("base64")) {
            return content;
        }
        return plain + "\r\nContent-Transfer-Encoding: base64\r\n\r\n"
                + Base64.getMimeEncoder().encodeToString(body.getBytes(StandardCharsets.ISO_8859_1)) + "\r\n.\r\n";
    }

    private static String bounce(Mail mail) {
        String header = mail.content.substring(0, mail.content.indexOf("\r\n\r\n") + 2);
        return "From: MAILER-DAEMON@relay.example.test\r\nTo: a@example.test\r\nSubject: Undelivered\r\nMIME-Version: 1.0\r\n"
                + "Content-Type: multipart/report; report-type=delivery-status; boundary=\"bound\"\r\n\r\n"
                + "--bound\r\nContent-Type: text/plain\r\n\r\nSorry.\r\n\r\n"
                + "--bound\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; relay.example.test\r\n\r\n"
                + "Final-Recipient: rfc822; " + mail.recipients.get(0) + "\r\nAction: failed\r\nStatus: 5.1.1\r\n"
                + "Diagnostic-Code: smtp; 550 5.1.1 no such user\r\n\r\n"
                + "--bound\r\nContent-Type: text/rfc822-headers\r\n\r\n" + header + "\r\n--bound--\r\n.\r\n";
    }

    @Override
    public void close() {
        server.close();
        queue.add(END);
        try {
            sender.join(10_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
