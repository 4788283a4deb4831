package dev.mailrace.delivery;

import java.io.IOException;

/**
 * Where delivered messages are found: files, or a server that is asked. Owned by one thread, which may wait for disk and
 * network.
 *
 * <p>The first look finds what was there before the run and hands nothing over. Each later one hands over what is new since,
 * every message once; nothing is ever changed or deleted.
 */
public interface Mailbox extends AutoCloseable {
    /** Takes what was delivered. */
    interface Taker {
        /**
         * A message that is new.
         *
         * @param message header, blank line and body; the taker's own from now on
         * @param recipient for whom it was delivered, as far as is known; empty: not known
         * @param arrivedEpochNanos when, in nanoseconds since 1970, by {@link Mailbox#arrivalClock}
         */
        void took(byte[] message, String recipient, long arrivedEpochNanos);
    }

    /**
     * Looks once. It takes a bounded number of messages; what is left waits for the next look.
     *
     * @throws IOException names the file or server that could not be read; what could be was handed over, and the next look
     *     may succeed
     */
    void look(Taker taker) throws IOException;

    /**
     * Looks for the last time: takes all that is there, trusts no hint that nothing has changed, and takes as whole what
     * might still grow.
     *
     * @throws IOException as {@link #look} does
     */
    void lookFinally(Taker taker) throws IOException;

    /** What tells the time of arrival, for reports: {@code file}, {@code look}, {@code INTERNALDATE (whole seconds)}. */
    String arrivalClock();

    /** Ends connections, if there are any; nothing is handed over from then on. */
    @Override
    void close();
}
