package dev.mailrace.session;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * A server of RFC 5321's rules and of bad habits: from one seed it refuses, delays, cuts, mumbles, closes and resets.
 *
 * <p>What it says and does waits in a queue with the time at which it reaches the client.
 */
final class SimulatedServer {
    /** How a connection ends, when it is the server that ends it. */
    enum End {
        CLOSE,
        RESET
    }

    /** Something that reaches the client: ASCII bytes, or the end. */
    record Event(long atNanos, String bytes, @Nullable End end) {}

    private static final long SECOND = 1_000_000_000L;
    private static final String[] NONSENSE = {
        "nonsense\r\n", "\r\n", "25x OK\r\n", "250-a\r\n550 b\r\n", "999 x\r\n", "354 go\r\n"
    };

    private final SplittableRandom random;
    private final int faultsInThousand;
    private final Deque<Event> events = new ArrayDeque<>();
    private final StringBuilder heard = new StringBuilder();
    private long lastNanos;
    private boolean ended;
    private boolean inContent;
    private boolean contentSeen;
    private boolean inLogin;
    private boolean mailGiven;
    private int recipients;
    private int accepted;

    SimulatedServer(long seed, int faultsInThousand) {
        this.random = new SplittableRandom(seed);
        this.faultsInThousand = faultsInThousand;
        answer(0, "220 mail.example");
    }

    /** How many messages it took, whether or not the client will hear of it. */
    int accepted() {
        return accepted;
    }

    @Nullable
    Event next() {
        return events.peek();
    }

    void happened() {
        events.remove();
    }

    void hear(String text, long nowNanos) {
        heard.append(text);
        for (int end = heard.indexOf("\r\n"); end >= 0 && !ended; end = heard.indexOf("\r\n")) {
            String line = heard.substring(0, end);
            heard.delete(0, end + 2);
            if (inContent) {
                contentLine(line, nowNanos);
            } else if (inLogin) {
                inLogin = false;
                answer(nowNanos, random.nextInt(10) == 0 ? "535 5.7.8 no" : "235 ok");
            } else {
                command(line, nowNanos);
            }
        }
    }

    private void contentLine(String line, long nowNanos) {
        if (!line.equals(".")) {
            contentSeen = true;
            return;
        }
        boolean empty = !contentSeen; // What follows a 354 that should not have come: no message of the client's.
        inContent = false;
        contentSeen = false;
        boolean taken = recipients > 0 && random.nextInt(10) != 0;
        mailGiven = false;
        recipients = 0;
        if (taken && answer(nowNanos, "250 2.0.0 taken")) {
            accepted += empty ? 0 : 1;
        } else if (!taken) {
            answer(nowNanos, "554 5.6.0 not taken");
        }
    }

    private void command(String line, long nowNanos) {
        boolean no = random.nextInt(8) == 0;
        switch (line.substring(0, Math.min(4, line.length()))) {
            case "EHLO" ->
                answer(nowNanos, no ? "502 what" : "250-mail.example\r\n250-PIPELINING\r\n250 AUTH LOGIN PLAIN");
            case "HELO" -> answer(nowNanos, "250 mail.example");
            case "AUTH" -> {
                inLogin = true;
                answer(nowNanos, "334 ");
            }
            case "MAIL" -> {
                boolean taken = !mailGiven && !no;
                mailGiven |= taken;
                answer(nowNanos, taken ? "250 2.1.0 ok" : "450 4.7.1 too much");
            }
            case "RCPT" -> {
                boolean taken = mailGiven && random.nextInt(4) != 0;
                recipients += taken ? 1 : 0;
                answer(nowNanos, taken ? "250 2.1.5 ok" : "550-5.1.1 no\r\n550 5.1.1 such user");
            }
            case "DATA" -> {
                // Some servers go ahead without a recipient, as long as there is a sender.
                boolean goAhead = mailGiven && (recipients > 0 ? !no : random.nextBoolean());
                inContent = goAhead;
                answer(nowNanos, goAhead ? "354 go" : "503 5.5.1 no recipients");
            }
            case "RSET" -> {
                mailGiven = false;
                recipients = 0;
                answer(nowNanos, "250 reset");
            }
            case "QUIT" -> {
                if (random.nextInt(4) != 0) {
                    answer(nowNanos, "221 bye");
                }
                end(nowNanos, random.nextInt(4) == 0 ? End.RESET : End.CLOSE);
            }
            default -> answer(nowNanos, "500 " + line);
        }
    }

    /** Whether it answered so, with no bad habit in between. */
    private boolean answer(long nowNanos, String reply) {
        if (ended) {
            return false;
        }
        String text = reply + "\r\n";
        if (random.nextInt(1000) >= faultsInThousand) {
            say(nowNanos, text);
            return true;
        }
        switch (random.nextInt(7)) {
            case 0 -> {
                say(nowNanos, "421 4.3.2 shutting down\r\n");
                end(nowNanos, random.nextBoolean() ? End.CLOSE : End.RESET);
            }
            case 1 -> end(nowNanos, End.CLOSE);
            case 2 -> end(nowNanos, End.RESET);
            case 3 -> {
                say(nowNanos, text.substring(0, random.nextInt(text.length())));
                end(nowNanos, End.CLOSE);
            }
            case 4 -> say(nowNanos, NONSENSE[random.nextInt(NONSENSE.length)]);
            case 5 -> {
                // Too late for some phases, in time for others.
                lastNanos = Math.max(lastNanos, nowNanos) + random.nextLong(900 * SECOND);
                say(nowNanos, text);
                return true;
            }
            default -> ended = true; // Silent for ever.
        }
        return false;
    }

    /** Says it in pieces, each later than the one before. */
    private void say(long nowNanos, String text) {
        int from = 0;
        while (from < text.length()) {
            int to = random.nextInt(4) == 0 ? from + 1 + random.nextInt(text.length() - from) : text.length();
            lastNanos = Math.max(lastNanos, nowNanos) + random.nextLong(SECOND / 10);
            events.add(new Event(lastNanos, text.substring(from, to), null));
            from = to;
        }
    }

    private void end(long nowNanos, End end) {
        lastNanos = Math.max(lastNanos, nowNanos) + random.nextLong(SECOND / 10);
        events.add(new Event(lastNanos, "", end));
        ended = true;
    }
}
