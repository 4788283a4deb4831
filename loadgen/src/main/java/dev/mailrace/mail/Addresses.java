package dev.mailrace.mail;

import dev.mailrace.fault.Refusal;
import dev.mailrace.wire.Printable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What may stand between the angle brackets of MAIL and RCPT (RFC 5321 §4.1.2), checked before a run. */
public final class Addresses {
    /** A path holds at most 256 octets with its brackets (RFC 5321 §4.5.3.1.3). */
    public static final int BYTES_MAX = 254;

    /** How the null sender (RFC 5321 §4.5.5) is spelled where an address is asked for. */
    public static final String NULL_SENDER = "<>";

    private static final String POSTMASTER = "postmaster";
    private static final char QUOTE = '"';

    private Addresses() {}

    /**
     * Refuses what is no address. Only {@code postmaster} may stand without a domain (RFC 5321 §4.1.1.3). A local part in
     * quotes may hold blanks and what else would have a meaning (RFC 5321 §4.1.2, Quoted-string). Addresses outside ASCII pass:
     * whether the server offers SMTPUTF8 is its business.
     *
     * @throws Refusal in one line that says what was expected
     */
    public static void check(String address) {
        int quotedEnd = quotedEnd(address, 0);
        if (quotedEnd < 0) {
            throw refused(address, "a closing quote, then @domain");
        }
        for (int i = 0; i < address.length(); i++) {
            char c = address.charAt(i);
            boolean wants = c == '<' || c == '>' || Character.isWhitespace(c); // quotes around it
            if (Character.isISOControl(c) || (wants && i >= quotedEnd)) {
                throw refused(address, "no blanks, control characters, '<' or '>'");
            }
            if ((c == ';' || c == ',') && i >= quotedEnd) {
                throw refused(address, "one address, or several with commas between");
            }
            if (c == QUOTE && i >= quotedEnd) {
                throw refused(address, "quotes around all of the local part, or none");
            }
        }
        int at = address.lastIndexOf('@');
        boolean hasBothSides = at > 0 && at >= quotedEnd && at < address.length() - 1;
        boolean isWhole = quotedEnd == 0 || at == quotedEnd;
        if (!isWhole || (!hasBothSides && !address.equalsIgnoreCase(POSTMASTER))) {
            throw refused(address, "local@domain");
        }
        if (address.endsWith("\\")) { // It would quote the bracket behind it.
            throw refused(address, "no backslash at its end");
        }
        if (address.getBytes(StandardCharsets.UTF_8).length > BYTES_MAX) {
            throw refused(address, "at most " + BYTES_MAX + " bytes");
        }
    }

    /** Where a quoted string that begins at {@code start} has ended; {@code start} where none begins, -1 where it has no end. */
    private static int quotedEnd(String text, int start) {
        if (start >= text.length() || text.charAt(start) != QUOTE) {
            return start;
        }
        for (int i = start + 1; i < text.length(); i++) {
            if (text.charAt(i) == '\\') {
                i++;
            } else if (text.charAt(i) == QUOTE) {
                return i + 1;
            }
        }
        return -1;
    }

    /**
     * The address that {@code text} means, for a recipient: without blanks around it, and checked.
     *
     * @throws Refusal as {@link #check} does
     */
    public static String recipient(String text) {
        String address = text.strip();
        check(address);
        return address;
    }

    /**
     * The address that {@code text} means, for a sender: empty for {@value #NULL_SENDER}, else checked.
     *
     * @throws Refusal as {@link #check} does
     */
    public static String sender(String text) {
        return text.strip().equals(NULL_SENDER) ? "" : recipient(text);
    }

    /** Whether there is a comma that stands in no quotes. */
    static boolean isList(String text) {
        return parts(text).size() > 1;
    }

    /**
     * The recipients in a list such as {@code a@example.test, b@example.test}.
     *
     * @throws Refusal as {@link #check} does, for the first that is wrong
     */
    public static List<String> list(String text) {
        return parts(text).stream().map(Addresses::recipient).toList();
    }

    private static List<String> parts(String text) {
        List<String> parts = new ArrayList<>();
        int start = 0;
        int from = afterQuotes(text, 0);
        for (int comma = text.indexOf(',', from); comma >= 0; comma = text.indexOf(',', from)) {
            parts.add(text.substring(start, comma));
            start = comma + 1;
            from = afterQuotes(text, start);
        }
        parts.add(text.substring(start));
        return parts;
    }

    /** Where commas part addresses again. */
    private static int afterQuotes(String text, int start) {
        int begin = start;
        while (begin < text.length() && Character.isWhitespace(text.charAt(begin))) {
            begin++;
        }
        int end = quotedEnd(text, begin);
        return end < 0 ? text.length() : end;
    }

    private static Refusal refused(String address, String expected) {
        return new Refusal("address", "\"" + Printable.of(address, 80) + "\"", expected);
    }
}
