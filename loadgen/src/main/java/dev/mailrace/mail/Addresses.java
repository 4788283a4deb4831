package dev.mailrace.mail;

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

    private Addresses() {}

    /**
     * Refuses what is no address. Only {@code postmaster} may stand without a domain (RFC 5321 §4.1.1.3). Addresses
     * outside ASCII pass: whether the server offers SMTPUTF8 is its business.
     *
     * @throws IllegalArgumentException in one line that says what was expected
     */
    public static void check(String address) {
        for (int i = 0; i < address.length(); i++) {
            char c = address.charAt(i);
            if (c == '<' || c == '>' || Character.isWhitespace(c) || Character.isISOControl(c)) {
                throw refused(address, "no blanks, control characters, '<' or '>'");
            }
        }
        int at = address.lastIndexOf('@');
        boolean hasBothSides = at > 0 && at < address.length() - 1;
        if (!hasBothSides && !address.equalsIgnoreCase(POSTMASTER)) {
            throw refused(address, "local@domain");
        }
        if (address.getBytes(StandardCharsets.UTF_8).length > BYTES_MAX) {
            throw refused(address, "at most " + BYTES_MAX + " bytes");
        }
    }

    /**
     * The address that {@code text} means, for a recipient: without blanks around it, and checked.
     *
     * @throws IllegalArgumentException as {@link #check} does
     */
    public static String recipient(String text) {
        String address = text.strip();
        check(address);
        return address;
    }

    /**
     * The address that {@code text} means, for a sender: empty for {@value #NULL_SENDER}, else checked.
     *
     * @throws IllegalArgumentException as {@link #check} does
     */
    public static String sender(String text) {
        return text.strip().equals(NULL_SENDER) ? "" : recipient(text);
    }

    /**
     * The recipients in a list such as {@code a@example.test, b@example.test}.
     *
     * @throws IllegalArgumentException as {@link #check} does, for the first that is wrong
     */
    public static List<String> list(String text) {
        List<String> addresses = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            addresses.add(recipient(part));
        }
        return addresses;
    }

    private static IllegalArgumentException refused(String address, String expected) {
        return new IllegalArgumentException(
                "address: \"" + Printable.of(address, 80) + "\" (expected: " + expected + ")");
    }
}
