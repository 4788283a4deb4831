package dev.mailrace.monitor;

import org.jspecify.annotations.Nullable;

/**
 * Reads names, and labels with their values in quotes, as both Prometheus' text format and its selectors have them. Owned by one
 * thread.
 */
final class LabelReader {
    private final String text;
    private int at;

    /** From {@code at} on. */
    LabelReader(String text, int at) {
        this.text = text;
        this.at = at;
    }

    /** How far it has read. */
    int at() {
        return at;
    }

    boolean isAtEnd() {
        return at >= text.length();
    }

    void blanks() {
        while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
            at++;
        }
    }

    /** Whether that came next, and was read. */
    boolean took(String token) {
        if (!text.startsWith(token, at)) {
            return false;
        }
        at += token.length();
        return true;
    }

    /** A name of a series or a label; empty where none stands here. */
    String name() {
        int from = at;
        while (at < text.length() && isOfName(text.charAt(at), at == from)) {
            at++;
        }
        return text.substring(from, at);
    }

    static boolean isOfName(char c, boolean first) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || c == '_'
                || c == ':'
                || (!first && c >= '0' && c <= '9');
    }

    /** What stands between quotes here, without its escapes; null where there is nothing so. */
    @Nullable
    String quoted() {
        if (!took("\"")) {
            return null;
        }
        StringBuilder value = new StringBuilder();
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c == '"') {
                return value.toString();
            }
            if (c != '\\') {
                value.append(c);
                continue;
            }
            char escaped = at < text.length() ? text.charAt(at++) : ' ';
            switch (escaped) {
                case 'n' -> value.append('\n');
                case '"', '\\' -> value.append(escaped);
                default -> {
                    return null;
                }
            }
        }
        return null;
    }

    /** Takes a label that was read; false: it cannot be. */
    interface Taker {
        boolean take(String label, boolean isEqual, String value);
    }

    /**
     * Labels, behind the bracket that opens them.
     *
     * @param mayDiffer whether a label may also be said not to be something, as {@code label!="value"}
     * @return whether all is well up to the bracket that closes them
     */
    boolean labels(boolean mayDiffer, Taker taker) {
        for (boolean more = true; ; more = took(",")) {
            blanks();
            if (took("}")) {
                return true;
            }
            String label = name();
            blanks();
            boolean isEqual = took("=");
            if (!more || label.isEmpty() || !(isEqual || (mayDiffer && took("!=")))) {
                return false;
            }
            blanks();
            String value = quoted();
            if (value == null || !taker.take(label, isEqual, value)) {
                return false;
            }
            blanks();
        }
    }

    /** A value in quotes, with its escapes. */
    static String quote(String value) {
        return '"' + value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
    }
}
