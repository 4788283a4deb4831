package dev.mailrace.sink;

import java.util.concurrent.atomic.LongAdder;

/**
 * What a sink has seen, counted since it began. Event loops write, any thread reads.
 *
 * <p>1. Each counter only grows. 2. A message is counted once the kernel has all of its 250: one that was not answered did
 * not happen. That may be just after its client has read the 250, so a ledger is read when its sink has ended
 * ({@link SinkServer#stop}). 3. Any other event is counted before its reply is written. An event costs a few nanoseconds a
 * counter.
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
    private final LongAdder unconfirmed = new LongAdder();
    private final Account account = new Account();

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

    /** So many messages had come whole, and their replies could not be given. */
    void unconfirmed(int messageCount) {
        unconfirmed.add(messageCount);
    }

    /** Each reply and each fault, where they are counted. */
    Account account() {
        return account;
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

    /** Counts what another sink counted, too. */
    void add(Totals more, long moreHandshakes, long moreUnconfirmed) {
        sessionsOpened.add(more.sessionsOpened);
        sessionsClosed.add(more.sessionsOpened - more.sessionsOpen);
        messages.add(more.messages);
        recipients.add(more.recipients);
        contentBytes.add(more.contentBytes);
        logins.add(more.logins.accepted());
        loginsFailed.add(more.logins.refused());
        commandsRefused.add(more.commandsRefused);
        handshakes.add(moreHandshakes);
        unconfirmed.add(moreUnconfirmed);
    }

    /** Messages so far, which says nothing of those whose 250 is on its way. */
    long messages() {
        return messages.sum();
    }

    /** TLS handshakes that were finished. */
    public long handshakes() {
        return handshakes.sum();
    }

    /** Messages whose final dot or BDAT LAST came and whose 250 did not leave, or not as a whole. */
    public long unconfirmed() {
        return unconfirmed.sum();
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
                new Totals.Logins(logins.sum(), loginsFailed.sum()),
                commandsRefused.sum());
    }

    /**
     * The counters at the end.
     *
     * @param sessionsOpened connections accepted
     * @param sessionsOpen those of them that are not closed
     * @param messages accepted: the kernel has the 250 that answers their final dot; in LMTP, all the replies that do
     * @param recipients of the messages accepted, each recipient of each message
     * @param contentBytes of the messages accepted: the bytes between the reply 354 and the final dot, with every line end
     *     and every stuffing dot (RFC 5321 §4.5.2), without the final dot and its line end
     * @param logins how AUTH was answered
     * @param commandsRefused replies of 4xx and 5xx, those after a final dot and the 421 at an end too
     */
    public record Totals(
            long sessionsOpened,
            long sessionsOpen,
            long messages,
            long recipients,
            long contentBytes,
            Logins logins,
            long commandsRefused) {
        /**
         * How AUTH was answered.
         *
         * @param accepted with 235
         * @param refused with 535
         */
        public record Logins(long accepted, long refused) {}
    }
}
