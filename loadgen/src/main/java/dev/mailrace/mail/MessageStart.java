package dev.mailrace.mail;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where in a file a message begins, or why it is none. Immutable.
 *
 * @param offset of the first header field
 * @param refusal null: it is a message
 */
record MessageStart(int offset, @Nullable String refusal) {
    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};
    private static final byte[] MBOX_SEPARATOR = ascii("From ");
    private static final byte[] QUOTED_SEPARATOR = ascii(">From ");
    private static final int HEAD_BYTES_MAX = 64 * 1024;

    /** Fields that every message header has; other files have lines with colons, too. */
    private static final Pattern KNOWN_FIELD = Pattern.compile(
            "from|to|cc|bcc|subject|date|message-id|received|return-path|sender|reply-to|mime-version|delivered-to"
                    + "|in-reply-to|references|envelope-to|x-.+|content-.+|list-.+|resent-.+|dkim-.+|arc-.+");

    /**
     * What other files begin with.
     *
     * @param bytes each as a character of Latin-1
     */
    private record Format(String name, String bytes) {
        boolean begins(byte[] file) {
            return MessageStart.begins(file, 0, bytes.getBytes(StandardCharsets.ISO_8859_1));
        }
    }

    private static final List<Format> FORMATS = List.of(
            new Format("gzip, not unpacked", "\u001f\u008b"),
            new Format("bzip2, not unpacked", "BZh"),
            new Format("xz, not unpacked", "\u00fd7zXZ"),
            new Format("zstd, not unpacked", "(\u00b5/\u00fd"),
            new Format("a zip archive", "PK\u0003\u0004"),
            new Format("an Outlook file (OLE)", "\u00d0\u00cf\u0011\u00e0"),
            new Format("an Outlook folder (PST)", "!BDN"),
            new Format("a PDF", "%PDF"),
            new Format("UTF-16, which mail is not written in", "\u00ff\u00fe"),
            new Format("UTF-16, which mail is not written in", "\u00fe\u00ff"));

    /**
     * Looks at a file, or at its beginning.
     *
     * @param isNamedMessage whether its name says that it is one; else its header must have a field that all know
     * @param verbatim whether nothing may be left out in front of the header
     */
    static MessageStart of(byte[] file, boolean isNamedMessage, boolean verbatim) {
        for (Format format : FORMATS) {
            if (format.begins(file)) {
                return refused(format.name);
            }
        }
        HeaderLines lines = new HeaderLines(file, 0);
        if (!verbatim) {
            lines = new HeaderLines(file, begins(file, 0, BYTE_ORDER_MARK) ? BYTE_ORDER_MARK.length : 0);
            while (lines.hasLine() && (lines.isBlank() || isSeparator(file, lines.start()))) {
                lines.next();
            }
        }
        if (!lines.hasLine()) {
            return refused("empty");
        }
        int offset = lines.start();
        String name = lines.fieldName();
        if (name.isEmpty()) {
            boolean hasNul =
                    new String(file, 0, Math.min(file.length, 512), StandardCharsets.ISO_8859_1).indexOf(0) >= 0;
            return refused(hasNul ? "no text" : "its first line is no header field");
        }
        return refusedInHeader(lines, isNamedMessage, offset);
    }

    private static MessageStart refusedInHeader(HeaderLines lines, boolean isNamedMessage, int offset) {
        boolean isKnown = isNamedMessage;
        for (int number = 1; lines.hasLine() && !lines.isBlank(); number++) {
            if (lines.start() - offset > HEAD_BYTES_MAX) {
                break; // It is cut where only a file's beginning is looked at.
            }
            String name = lines.continues() ? "" : lines.fieldName();
            if (name.isEmpty() && !lines.continues()) {
                // What follows may be the text, whose blank line is missing; or the header is broken.
                return lines.hasFieldBehind()
                        ? refused("line " + number + " of its header is no field")
                        : decided(isKnown, offset);
            }
            isKnown |= KNOWN_FIELD.matcher(name).matches();
            lines.next();
        }
        return decided(isKnown, offset);
    }

    private static MessageStart decided(boolean isKnown, int offset) {
        return isKnown ? new MessageStart(offset, null) : refused("no field of a message, such as From or Subject");
    }

    private static MessageStart refused(String why) {
        return new MessageStart(0, why);
    }

    private static boolean isSeparator(byte[] file, int offset) {
        return begins(file, offset, MBOX_SEPARATOR) || begins(file, offset, QUOTED_SEPARATOR);
    }

    private static boolean begins(byte[] file, int offset, byte[] prefix) {
        return offset + prefix.length <= file.length
                && Arrays.equals(file, offset, offset + prefix.length, prefix, 0, prefix.length);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** A file's lines, whatever they end with. Owned by one thread. */
    static final class HeaderLines {
        private final byte[] file;
        private int start;
        private int end;
        private int next;
        private boolean inField;

        HeaderLines(byte[] file, int start) {
            this.file = file;
            next = start;
            next();
            inField = false;
        }

        boolean hasLine() {
            return start < file.length;
        }

        boolean isBlank() {
            return start == end;
        }

        int start() {
            return start;
        }

        int end() {
            return end;
        }

        /** Whether the line goes on with the field before it. */
        boolean continues() {
            return inField && (file[start] == ' ' || file[start] == '\t');
        }

        void next() {
            inField = start < end;
            start = next;
            end = start;
            while (end < file.length && file[end] != '\r' && file[end] != '\n') {
                end++;
            }
            boolean isPair = end + 1 < file.length && file[end] == '\r' && file[end + 1] == '\n';
            next = Math.min(file.length, end + (isPair ? 2 : 1));
        }

        /** The name of the field that begins here, in lower case; empty when none does (RFC 5322 §2.2, §4.5). */
        String fieldName() {
            int i = start;
            while (i < end && file[i] > ' ' && file[i] < 0x7f && file[i] != ':') {
                i++;
            }
            int length = i - start;
            while (i < end && (file[i] == ' ' || file[i] == '\t')) {
                i++;
            }
            boolean isField = i < end && file[i] == ':';
            return isField ? new String(file, start, length, StandardCharsets.US_ASCII).toLowerCase(Locale.ROOT) : "";
        }

        /** Whether a field follows before the next blank line. */
        private boolean hasFieldBehind() {
            HeaderLines behind = new HeaderLines(file, next);
            while (behind.hasLine() && !behind.isBlank()) {
                if (!behind.fieldName().isEmpty()) {
                    return true;
                }
                behind.next();
            }
            return false;
        }
    }
}
