package dev.mailrace.session;

import dev.mailrace.fault.Refusal;

/**
 * How a session sends its transactions, where the server offers it.
 *
 * @param pipelining what goes out without waiting for replies (RFC 2920)
 * @param window transactions under way at once, each sent whole with BDAT (RFC 3030): MAIL, RCPT and content in one write.
 *     0: content follows DATA, one transaction after another
 * @param chunkBytes how much content a BDAT has at most; 0: all of a message
 * @param extensions what else the envelopes say
 */
public record Sending(Pipelining pipelining, int window, long chunkBytes, Extensions extensions) {
    /** More would only sit in the server's socket buffer. */
    public static final int WINDOW_MAX = 1_000;

    public Sending {
        if (window < 0 || window > WINDOW_MAX) {
            throw new Refusal("window", window, "1 to " + WINDOW_MAX);
        }
        if (window > 1 && pipelining == Pipelining.NONE) {
            throw new Refusal("window", window + " with pipelining none", "1");
        }
        if (chunkBytes < 0 || (chunkBytes > 0 && window == 0)) {
            throw new Refusal(
                    "chunk-size", chunkBytes + (window == 0 ? " without --chunking" : ""), "> 0, with --chunking");
        }
    }

    /** DATA, with that pipelining. */
    public static Sending data(Pipelining pipelining) {
        return new Sending(pipelining, 0, 0, Extensions.NONE);
    }

    /** BDAT, a message a chunk, with that pipelining and so many transactions under way at once. */
    public static Sending chunks(Pipelining pipelining, int window) {
        return new Sending(pipelining, window, 0, Extensions.NONE);
    }

    public Sending with(Extensions parameters) {
        return new Sending(pipelining, window, chunkBytes, parameters);
    }
}
