package dev.mailrace.sink;

import io.netty.util.NetUtil;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The argument of XCLIENT (Postfix's XCLIENT_README): attributes of the client that somebody speaks for, their values in
 * xtext.
 *
 * @param address null: not told
 * @param name null: not told; empty: unknown
 * @param isLoggedIn whether LOGIN names a user
 */
record XclientArguments(@Nullable String address, @Nullable String name, boolean isLoggedIn) {
    /** What EHLO offers. */
    static final String ATTRIBUTES = "NAME ADDR PORT PROTO HELO LOGIN DESTADDR DESTPORT";

    private static final String UNAVAILABLE = "[UNAVAILABLE]";
    private static final String TEMPORARILY_UNAVAILABLE = "[TEMPUNAVAIL]";
    private static final String IPV6 = "IPV6:";
    private static final int VALUE_CHARACTERS_MAX = 255;

    /** Null when it is malformed; borrows the line. */
    static @Nullable XclientArguments parse(byte[] line, int start, int end) {
        String text = new String(line, start, end - start, StandardCharsets.ISO_8859_1);
        XclientArguments told = new XclientArguments(null, null, false);
        for (String attribute : text.split("[ \t]+", -1)) {
            int equals = attribute.indexOf('=');
            if (equals < 0) {
                return null;
            }
            String value = decoded(attribute.substring(equals + 1));
            XclientArguments more = value == null
                    ? null
                    : told.with(attribute.substring(0, equals).toUpperCase(Locale.ROOT), value);
            if (more == null) {
                return null;
            }
            told = more;
        }
        return told;
    }

    private @Nullable XclientArguments with(String attribute, String value) {
        boolean unknown = value.equalsIgnoreCase(UNAVAILABLE) || value.equalsIgnoreCase(TEMPORARILY_UNAVAILABLE);
        return switch (attribute) {
            case "ADDR" -> unknown ? this : withAddress(value);
            case "NAME" -> new XclientArguments(address, unknown ? "" : value, isLoggedIn);
            case "LOGIN" -> new XclientArguments(address, name, !unknown);
            case "PORT", "DESTPORT" -> unknown || isPort(value) ? this : null;
            case "PROTO" -> value.equalsIgnoreCase("SMTP") || value.equalsIgnoreCase("ESMTP") ? this : null;
            case "DESTADDR" -> unknown || isAddress(value) ? this : null;
            case "HELO" -> this;
            default -> null;
        };
    }

    private @Nullable XclientArguments withAddress(String value) {
        return isAddress(value) ? new XclientArguments(bare(value), name, isLoggedIn) : null;
    }

    private static boolean isAddress(String value) {
        return value.regionMatches(true, 0, IPV6, 0, IPV6.length())
                ? NetUtil.isValidIpV6Address(bare(value))
                : NetUtil.isValidIpV4Address(value);
    }

    private static String bare(String value) {
        return value.regionMatches(true, 0, IPV6, 0, IPV6.length()) ? value.substring(IPV6.length()) : value;
    }

    private static boolean isPort(String value) {
        return value.matches("[0-9]{1,5}") && Integer.parseInt(value) <= 65_535;
    }

    /** What xtext stands for; null when it is none, or when it would not fit into a line. */
    private static @Nullable String decoded(String xtext) {
        byte[] bytes = xtext.getBytes(StandardCharsets.ISO_8859_1);
        if (bytes.length == 0 || bytes.length > VALUE_CHARACTERS_MAX || !LineBytes.isXtext(bytes, 0, bytes.length)) {
            return null;
        }
        StringBuilder text = new StringBuilder(xtext.length());
        for (int i = 0; i < xtext.length(); i++) {
            char c = xtext.charAt(i);
            if (c == '+') {
                c = (char) Integer.parseInt(xtext, i + 1, i + 3, 16);
                i += 2;
            }
            if (c <= ' ' || c > '~') {
                return null; // A reply repeats it: no line may end in it.
            }
            text.append(c);
        }
        return text.toString();
    }
}
