package dev.mailrace.mail;

import dev.mailrace.files.UserFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.regex.Pattern;
import org.apache.james.mime4j.mboxiterator.CharBufferWrapper;
import org.apache.james.mime4j.mboxiterator.MboxIterator;

/** Messages in one file, each behind a line such as {@code From a@b.test Thu Jan  1 00:00:00 2026} (RFC 4155). */
final class MboxFile {
    /** It is held in memory three times while it is read. */
    static final int BYTES_MAX = 1 << 28;

    /** With a date, else a text's own line that begins with the word would part it. */
    private static final String SEPARATOR =
            "^From .*\\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)\\b.*\\b\\d{1,2}:\\d{2}\\b.*\\b\\d{4}\\b.*$";

    private static final Pattern BEGINNING = Pattern.compile("\\A\\s*" + SEPARATOR, Pattern.MULTILINE);

    private MboxFile() {}

    /** Takes a message: which it is in the file, from 1, and its bytes, without the line before it. */
    interface Taking {
        void take(int number, byte[] message);
    }

    /** Whether a file that begins so is one. */
    static boolean isMbox(byte[] head) {
        return BEGINNING
                .matcher(new String(head, 0, Math.min(head.length, 4_096), StandardCharsets.ISO_8859_1))
                .find();
    }

    /** Hands over each message, and returns their number. */
    static int read(Path file, Taking taking) {
        UserFile named = new UserFile("", file, BYTES_MAX, MessageFiles.EXPECTED);
        int number = 0;
        try {
            long bytes = Files.size(file);
            if (bytes > BYTES_MAX) {
                throw named.tooLarge();
            }
            // Room for all of it: the iterator cuts what does not fit. In Latin-1 each byte stays what it is.
            try (MboxIterator messages = MboxIterator.fromFile(file)
                    .charset(StandardCharsets.ISO_8859_1)
                    .fromLine(SEPARATOR)
                    .maxMessageSize((int) bytes + 1)
                    .build()) {
                for (Iterator<CharBufferWrapper> left = messages.iterator(); left.hasNext(); ) {
                    number++;
                    try (InputStream in = next(left, named).asInputStream(StandardCharsets.ISO_8859_1)) {
                        taking.take(number, bare(in.readAllBytes()));
                    }
                }
            }
        } catch (IOException e) {
            throw named.unreadable(e);
        }
        return number;
    }

    private static CharBufferWrapper next(Iterator<CharBufferWrapper> left, UserFile named) {
        try {
            return left.next();
        } catch (IllegalArgumentException e) { // It looks behind the end for that of the last separator.
            throw named.refused("it ends within the line that begins a message");
        }
    }

    /** Without what is the file's: the rest of the separator's line end, and the blank line that ends each message. */
    private static byte[] bare(byte[] message) {
        int start = message.length > 0 && message[0] == '\n' ? 1 : 0;
        int end = message.length;
        for (byte[] blank : new byte[][] {{'\r', '\n', '\r', '\n'}, {'\n', '\n'}}) {
            int from = end - blank.length;
            if (from > start && Arrays.equals(message, from, end, blank, 0, blank.length)) {
                return Arrays.copyOfRange(message, start, end - blank.length / 2);
            }
        }
        return start == 0 ? message : Arrays.copyOfRange(message, start, end);
    }
}
