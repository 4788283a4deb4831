package dev.mailrace.wire;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What a server offers in its reply to EHLO (RFC 5321 §4.1.1.1): keywords, in any case, with their parameters.
 *
 * <p>{@code 250-AUTH=LOGIN}, a form older than RFC 2554 that some servers still send beside or instead of {@code AUTH},
 * adds to the mechanisms.
 */
public final class Capabilities {
    /** Nothing offered: the state before EHLO and after HELO. */
    public static final Capabilities NONE = new Capabilities(Map.of(), Set.of());

    private final Map<String, String> keywords;
    private final Set<String> authMechanisms;
    private final boolean pipelining;

    private Capabilities(Map<String, String> keywords, Set<String> authMechanisms) {
        this.keywords = Collections.unmodifiableMap(keywords);
        this.authMechanisms = Collections.unmodifiableSet(authMechanisms);
        this.pipelining = keywords.containsKey("PIPELINING");
    }

    /** Reads the reply to EHLO; its first line is the server's name and greeting, not a keyword. */
    public static Capabilities of(Reply reply) {
        Map<String, String> keywords = new LinkedHashMap<>();
        Set<String> mechanisms = new LinkedHashSet<>();
        for (String line : reply.lines().subList(1, reply.lines().size())) {
            String text = line.strip();
            if (text.isEmpty()) {
                continue;
            }
            int end = endOfKeyword(text);
            String keyword = text.substring(0, end).toUpperCase(Locale.ROOT);
            String parameters = end < text.length() ? text.substring(end + 1).strip() : "";
            keywords.merge(keyword, parameters, (a, b) -> a.isEmpty() ? b : b.isEmpty() ? a : a + " " + b);
            if (keyword.equals("AUTH")) {
                for (String mechanism : parameters.split("\\s+", -1)) {
                    if (!mechanism.isEmpty()) {
                        mechanisms.add(mechanism.toUpperCase(Locale.ROOT));
                    }
                }
            }
        }
        return new Capabilities(keywords, mechanisms);
    }

    private static int endOfKeyword(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == ' ' || c == '\t' || c == '=') {
                return i;
            }
        }
        return text.length();
    }

    /** Whether the server offers {@code keyword}, given in upper case. */
    public boolean has(String keyword) {
        return keywords.containsKey(keyword);
    }

    /** Whether commands may be sent in groups (RFC 2920). */
    public boolean pipelining() {
        return pipelining;
    }

    /** The mechanisms of AUTH (RFC 4954 §3), upper case, in the server's order; empty when it offers none. */
    public Set<String> authMechanisms() {
        return authMechanisms;
    }

    /** The largest message in bytes that the server takes (RFC 1870 §3); 0 when it names no limit. */
    public long sizeMax() {
        String size = keywords.getOrDefault("SIZE", "");
        try {
            return size.isEmpty() ? 0 : Math.max(0, Long.parseLong(size.split(" ", 2)[0]));
        } catch (NumberFormatException e) {
            return 0; // An odd parameter limits nothing.
        }
    }

    /** Every keyword in upper case with its parameters (empty when it has none), in the server's order. */
    public Map<String, String> keywords() {
        return keywords;
    }

    @Override
    public String toString() {
        return keywords.toString();
    }
}
