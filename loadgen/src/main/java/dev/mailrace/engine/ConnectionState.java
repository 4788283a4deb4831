package dev.mailrace.engine;

/** The state of a {@link Connection}; it goes down this list, and back to the top. */
enum ConnectionState {
    /** No session. */
    CLOSED,
    /** No session, and none for a while: the last could not be had. */
    RESTING,
    /** Waits for its turn to connect. */
    QUEUED,
    CONNECTING,
    /** Connected; not yet greeted, or not yet logged in. */
    GREETING,
    /** Its session may take an arrival, and has none. */
    IDLE,
    /** Transactions are under way, or cleaned up after. */
    BUSY,
    /** QUIT was said. */
    LEAVING;

    /** Whether a session was greeted, and logged in. */
    boolean isEstablished() {
        return this == IDLE || this == BUSY || this == LEAVING;
    }

    /** Whether there is no session, and none is on its way. */
    boolean isClosed() {
        return this == CLOSED || this == RESTING;
    }
}
