package dev.mailrace.wire;

/**
 * An enhanced mail system status code (RFC 3463 §2): class, subject and detail.
 *
 * @param statusClass 2, 4 or 5; 0 in {@link #NONE}
 * @param subject 0 to 999
 * @param detail 0 to 999
 */
public record EnhancedStatus(int statusClass, int subject, int detail) {
    /** Stands for a reply without an enhanced code. */
    public static final EnhancedStatus NONE = new EnhancedStatus(0, 0, 0);

    private static final int PART_DIGITS_MAX = 3;

    public EnhancedStatus {
        if (statusClass != 0 && statusClass != 2 && statusClass != 4 && statusClass != 5) {
            throw new IllegalArgumentException("statusClass: " + statusClass + " (expected: 2, 4 or 5)");
        }
        if (subject < 0 || subject > 999 || detail < 0 || detail > 999) {
            throw new IllegalArgumentException("status: " + statusClass + "." + subject + "." + detail
                    + " (expected: subject and detail from 0 to 999)");
        }
    }

    /**
     * Reads the code that a reply's text begins with.
     *
     * @param text the text behind the reply code
     * @param severity the first digit of the reply code; a status of another class is text, not a status (RFC 2034 §4)
     * @return the status, or {@link #NONE} when the text begins with none
     */
    public static EnhancedStatus atStartOf(String text, int severity) {
        if (text.length() < 5 || text.charAt(0) - '0' != severity || text.charAt(1) != '.') {
            return NONE;
        }
        int dot = endOfDigits(text, 2);
        if (dot == 2 || dot >= text.length() || text.charAt(dot) != '.') {
            return NONE;
        }
        int end = endOfDigits(text, dot + 1);
        if (end == dot + 1 || (end < text.length() && text.charAt(end) != ' ') || (severity != 2 && severity < 4)) {
            return NONE;
        }
        return new EnhancedStatus(
                severity, Integer.parseInt(text, 2, dot, 10), Integer.parseInt(text, dot + 1, end, 10));
    }

    private static int endOfDigits(String text, int from) {
        int i = from;
        while (i < text.length() && i - from < PART_DIGITS_MAX && text.charAt(i) >= '0' && text.charAt(i) <= '9') {
            i++;
        }
        return i;
    }

    /** The dotted form, {@code 5.7.8}; empty for {@link #NONE}. */
    @Override
    public String toString() {
        return statusClass == 0 ? "" : statusClass + "." + subject + "." + detail;
    }
}
