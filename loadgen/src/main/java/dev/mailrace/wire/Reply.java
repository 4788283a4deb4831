package dev.mailrace.wire;

import java.util.List;

/**
 * A complete reply (RFC 5321 §4.2): its code and the text of each line, in order, without code and separator.
 *
 * @param code 200 to 599
 * @param lines at least one; an empty string stands for a line without text
 */
public record Reply(int code, List<String> lines) {
    public Reply {
        if (code < 200 || code > 599) {
            throw new IllegalArgumentException("code: " + code + " (expected: 200 to 599)");
        }
        if (lines.isEmpty()) {
            throw new IllegalArgumentException("lines: none (expected: at least one)");
        }
        lines = List.copyOf(lines);
    }

    /** The first digit: 2 success, 3 more is wanted, 4 failed for now, 5 failed for good (RFC 5321 §4.2.1). */
    public int severity() {
        return code / 100;
    }

    /** The text of the first line, which may be empty. */
    public String text() {
        return lines.get(0);
    }

    /** The enhanced status code at the start of the text (RFC 2034 §3), or {@link EnhancedStatus#NONE}. */
    public EnhancedStatus enhancedStatus() {
        return EnhancedStatus.atStartOf(text(), severity());
    }

    /** All lines joined by a blank: the form for tables and messages. */
    public String joined() {
        return String.join(" ", lines);
    }
}
