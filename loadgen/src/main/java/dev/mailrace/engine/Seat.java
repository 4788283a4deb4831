package dev.mailrace.engine;

import dev.mailrace.engine.SessionShares.Ticket;
import org.jspecify.annotations.Nullable;

/** A connection's place among the session classes, while it has or wants a session. Owned by its loop. */
final class Seat {
    private final SessionShares shares;
    private @Nullable Ticket ticket; // null: free

    Seat(SessionShares shares) {
        this.shares = shares;
    }

    /** Takes the place that is most missing, where none is taken. */
    void claim() {
        if (ticket == null) {
            ticket = shares.claim();
        }
    }

    /** Takes a place of that class, where none is taken. */
    void claim(int kind) {
        if (ticket == null) {
            ticket = shares.claim(kind);
        }
    }

    /** Gives the place back, where one is taken. */
    void release() {
        if (ticket != null) {
            shares.release(ticket);
            ticket = null;
        }
    }

    /** Its session class; there must be one. */
    int kind() {
        return taken().kind();
    }

    /** Which session of its class it is; there must be one. */
    long number() {
        return taken().number();
    }

    /** Whether its session only holds the connection: it takes no arrival. */
    boolean holds() {
        return ticket != null && ticket.holds();
    }

    private Ticket taken() {
        if (ticket == null) {
            throw new IllegalStateException("no session class (expected: one claimed)");
        }
        return ticket;
    }
}
