package dev.mailrace.sink;

import java.util.concurrent.atomic.LongAdder;

/**
 * What a sink has seen, counted since it began. Event loops write, any thread reads.
 *
 * <p>1. Each counter only grows. 2. An event is counted before its reply is written: who has read the reply finds the
 * event here. 3. {@link #totals} is no instant: counters that move while it reads may differ by what is in progress. An
 * event costs a few nanoseconds a counter.
 */
public final class Ledger {
    private final LongAdder sessionsOpened = new LongAdder();
    private final LongAdder sessionsClosed = new LongAdder();
    private final LongAdder messages = new LongAdder();
    private final LongAdder recipients = new LongAdder();
    private final LongAdder contentBytes = new LongAdder();
    private final LongAdder logins = new LongAdder();
    private final LongAdder loginsFailed = new LongAdder();
    private final LongAdder commandsRefused = new LongAdder();
    private final LongAdder handshakes = new LongAdder();

    void sessionOpened() {
        sessionsOpened.increment();
    }

    void sessionClosed() {
        sessionsClosed.increment();
    }

    void messageAccepted(int recipientCount, long bytes) {
        messages.increment();
        recipients.add(recipientCount);
        contentBytes.add(bytes);
    }

    void loggedIn() {
        logins.increment();
    }

    void loginFailed() {
        loginsFailed.increment();
    }

    void commandRefused() {
        commandsRefused.increment();
    }

    void secured() {
        handshakes.increment();
    }

    /** TLS handshakes that were finished. */
    public long handshakes() {
        return handshakes.sum();
    }

    public Totals totals() {
        long closed = sessionsClosed.sum(); // Before those opened, so that the difference is never negative.
        long opened = sessionsOpened.sum();
        return new Totals(
                opened,
                opened - closed,
                messages.sum(),
                recipients.sum(),
                contentBytes.sum(),
                logins.sum(),
                loginsFailed.sum(),
                commandsRefused.sum());
    }

    /**
     * The counters at one time.
     *
     * @param sessionsOpened connections accepted
     * @param sessionsOpen those of them that are not closed
     * @param messages accepted: their final dot was answered 250
     * @param recipients of the messages accepted, each recipient of each message
     * @param contentBytes of the messages accepted: the bytes between the reply 354 and the final dot, with every line end
     *     and every stuffing dot (RFC 5321 §4.5.2), without the final dot and its line end
     * @param logins AUTH answered 235
     * @param loginsFailed AUTH answered 535
     * @param commandsRefused replies of 4xx and 5xx, those after a final dot and the 421 at an end too
     */
    public record Totals(
            long sessionsOpened,
            long sessionsOpen,
            long messages,
            long recipients,
            long contentBytes,
            long logins,
            long loginsFailed,
            long commandsRefused) {}
}
