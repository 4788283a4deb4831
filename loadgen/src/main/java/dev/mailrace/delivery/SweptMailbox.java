package dev.mailrace.delivery;

import java.io.IOException;

/** A mailbox that takes a bounded number of messages in one sweep, and as many sweeps as it needs in the last look. */
abstract class SweptMailbox implements Mailbox {
    private static final int SWEEPS_MAX = 1_000; // of so many messages each

    /**
     * Hands over what is new, as far as one look may take.
     *
     * @param isLast whether no look follows: no hint is trusted that nothing has changed
     * @return whether there was more than one look may take
     * @throws IOException as {@link #look} does
     */
    abstract boolean sweep(Taker taker, boolean isLast) throws IOException;

    @Override
    public final void look(Taker taker) throws IOException {
        sweep(taker, false);
    }

    @Override
    public final void lookFinally(Taker taker) throws IOException {
        for (int i = 0; i < SWEEPS_MAX && sweep(taker, true); i++) {}
    }
}
