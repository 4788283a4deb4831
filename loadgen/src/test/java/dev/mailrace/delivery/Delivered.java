package dev.mailrace.delivery;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What a mailbox handed over, a line each: recipient, arrival in nanoseconds, the first line of the text. */
final class Delivered implements Mailbox.Taker {
    private final List<String> taken = new ArrayList<>();
    final List<Long> arrivals = new ArrayList<>();
    final List<byte[]> messages = new ArrayList<>();

    @Override
    public void took(byte[] message, String recipient, long arrivedEpochNanos) {
        String text = new String(message, StandardCharsets.UTF_8).replace("\r\n", "\n");
        String body = text.substring(text.indexOf("\n\n") + 2);
        taken.add((recipient + " " + body.lines().findFirst().orElse("")).strip());
        arrivals.add(arrivedEpochNanos);
        messages.add(message);
    }

    /** What one look finds, sorted. */
    List<String> look(Mailbox mailbox) throws IOException {
        taken.clear();
        mailbox.look(this);
        return taken.stream().sorted().toList();
    }

    List<String> lookFinally(Mailbox mailbox) throws IOException {
        taken.clear();
        mailbox.lookFinally(this);
        return taken.stream().sorted().toList();
    }
}
