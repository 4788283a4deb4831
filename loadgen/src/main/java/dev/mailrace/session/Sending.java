package dev.mailrace.session;

/**
 * How a session sends its transactions, where the server offers it.
 *
 * @param pipelining what goes out without waiting for replies (RFC 2920)
 * @param window transactions under way at once, each sent whole with BDAT (RFC 3030): MAIL, RCPT and content in one write.
 *     0: content follows DATA, one transaction after another
 */
public record Sending(Pipelining pipelining, int window) {
    /** More would only sit in the server's socket buffer. */
    public static final int WINDOW_MAX = 1_000;

    public Sending {
        if (window < 0 || window > WINDOW_MAX) {
            throw new IllegalArgumentException("window: " + window + " (expected: 1 to " + WINDOW_MAX + ")");
        }
        if (window > 1 && pipelining == Pipelining.NONE) {
            throw new IllegalArgumentException("window: " + window + " with pipelining none (expected: 1)");
        }
    }

    /** DATA, with that pipelining. */
    public static Sending data(Pipelining pipelining) {
        return new Sending(pipelining, 0);
    }
}
