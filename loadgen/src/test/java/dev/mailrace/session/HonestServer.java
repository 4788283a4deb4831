package dev.mailrace.session;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** Takes whatever comes, by the rules: each reply is due once the last byte of its command or content was heard. */
final class HonestServer {
    private static final String END_OF_CONTENT = "\r\n.\r\n";

    private final StringBuilder heard = new StringBuilder();
    private final Deque<String> replies = new ArrayDeque<>();
    private boolean inContent;
    private int chunkLeft = -1; // bytes to come; -1: no chunk

    void hear(String text) {
        heard.append(text);
        while (step()) {
            // As far as it goes.
        }
    }

    private boolean step() {
        if (chunkLeft >= 0) {
            int bytes = Math.min(chunkLeft, heard.length());
            heard.delete(0, bytes);
            chunkLeft -= bytes;
            if (chunkLeft > 0) {
                return false;
            }
            chunkLeft = -1;
            replies.add("250 chunk");
            return true;
        }
        String endOf = inContent ? END_OF_CONTENT : "\r\n";
        int end = heard.indexOf(endOf);
        if (end < 0) {
            if (inContent) { // Of it all nothing is kept but what may begin its end.
                heard.delete(0, Math.max(0, heard.length() - END_OF_CONTENT.length()));
            }
            return false;
        }
        String line = heard.substring(0, end);
        heard.delete(0, end + endOf.length());
        if (inContent) {
            inContent = false;
            replies.add("250 content");
        } else if (line.startsWith("BDAT ")) {
            chunkLeft = Integer.parseInt(line.split(" ", -1)[1]);
        } else {
            inContent = line.equals("DATA");
            replies.add(inContent ? "354 go" : line.equals("QUIT") ? "221 bye" : "250 ok");
        }
        return true;
    }

    /** The next reply that is due; null: none. */
    @Nullable
    String reply() {
        return replies.poll();
    }
}
