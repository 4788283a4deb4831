package dev.mailrace.session;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A server of CHUNKING (RFC 3030) that refuses whatever says {@code no}, and does with a refused envelope as it is told. */
final class ChunkServer {
    /** What becomes of an envelope when its content is refused. */
    enum Habit {
        /** Postfix: BDAT LAST ends it, come what may. */
        FORGETS,
        /** Exim: without recipients it stays until RSET; a content that was read ends it. */
        KEEPS_WITHOUT_RECIPIENTS,
        /** Dovecot's LMTP: so it is there, and no other content is taken before RSET. */
        SPOILS,
        /** Nobody we know of, and no rule forbids it. */
        KEEPS
    }

    private static final Pattern SUBJECT = Pattern.compile("Subject: message (\\d+)");

    private final Habit habit;
    private final boolean lmtp;
    private final Set<Integer> refusedAtFirstChunk;
    private final Set<Integer> refusedAtLast;
    private final Set<Integer> taken = new HashSet<>();
    private final List<String> replies = new ArrayList<>();
    private String heard = "";
    private boolean open;
    private int recipients;
    private String content = "";
    private boolean spoiled; // a chunk of it was refused

    ChunkServer(Habit habit, boolean lmtp, Set<Integer> refusedAtFirstChunk, Set<Integer> refusedAtLast) {
        this.habit = habit;
        this.lmtp = lmtp;
        this.refusedAtFirstChunk = refusedAtFirstChunk;
        this.refusedAtLast = refusedAtLast;
    }

    /** The numbers of the messages that it took. */
    Set<Integer> taken() {
        return taken;
    }

    /** Takes what the client says, and gives the replies, one a text. */
    List<String> hear(String said) {
        heard += said;
        replies.clear();
        for (int end = heard.indexOf("\r\n"); end >= 0; end = heard.indexOf("\r\n")) {
            String line = heard.substring(0, end);
            String[] words = line.split(" ", -1);
            int chunkBytes = words[0].equals("BDAT") ? Integer.parseInt(words[1]) : 0;
            if (heard.length() < end + 2 + chunkBytes) {
                break;
            }
            String chunk = heard.substring(end + 2, end + 2 + chunkBytes);
            heard = heard.substring(end + 2 + chunkBytes);
            command(line, chunk);
        }
        return List.copyOf(replies);
    }

    private void command(String line, String chunk) {
        switch (line.substring(0, 4)) {
            case "MAIL" -> {
                if (open) {
                    replies.add("503 5.5.1 sender already given");
                } else if (line.contains("no")) {
                    replies.add("552 5.3.4 not you");
                } else {
                    open = true;
                    replies.add("250 2.1.0 ok");
                }
            }
            case "RCPT" -> {
                boolean good = open && !line.contains("no");
                recipients += good ? 1 : 0;
                replies.add(good ? "250 2.1.5 ok" : open ? "550 5.1.1 no such user" : "503 5.5.1 need MAIL");
            }
            case "BDAT" -> bdat(chunk, line.endsWith("LAST"));
            case "RSET" -> {
                close();
                replies.add("250 2.0.0 reset");
            }
            case "QUIT" -> replies.add("221 2.0.0 bye");
            default ->
                replies.add(
                        line.startsWith("EHLO") || line.startsWith("LHLO")
                                ? "250-mail.example\r\n250-PIPELINING\r\n250 CHUNKING"
                                : "500 5.5.1 what");
        }
    }

    private void bdat(String chunk, boolean last) {
        content += chunk;
        Matcher subject = SUBJECT.matcher(content);
        int number = subject.find() ? Integer.parseInt(subject.group(1)) : 0;
        if (recipients == 0 || spoiled) {
            spoiled = true;
            replies.add("503 5.5.1 no valid recipients");
        } else if (!last && refusedAtFirstChunk.contains(number)) {
            spoiled = true;
            replies.add("452 4.3.1 no room");
        } else if (!last) {
            replies.add("250 2.0.0 " + chunk.length() + " bytes");
        } else {
            boolean good = !refusedAtLast.contains(number);
            for (int i = 0; i < (lmtp ? recipients : 1); i++) {
                replies.add(good ? "250 2.0.0 taken" : "554 5.7.1 spam");
            }
            if (good) {
                taken.add(number);
            }
            if (good || lmtp) { // RFC 2033 §4.2: each recipient has its end.
                close();
            }
        }
        if (last) {
            boolean keeps = switch (habit) {
                case FORGETS -> false;
                case KEEPS_WITHOUT_RECIPIENTS -> recipients == 0;
                case SPOILS -> spoiled;
                case KEEPS -> true;
            };
            if (!keeps) {
                close();
            }
            content = "";
            spoiled &= habit == Habit.SPOILS;
        }
    }

    private void close() {
        open = false;
        recipients = 0;
        content = "";
        spoiled = false;
    }
}
