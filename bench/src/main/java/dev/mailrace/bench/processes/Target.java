package dev.mailrace.bench.processes;

import java.io.IOException;

/** A server in a process of its own. */
public interface Target extends AutoCloseable {
    /** What {@link #stop} returns for a server that does not say how much it took. */
    long UNCOUNTED = -1;

    int port();

    default String address() {
        return "127.0.0.1:" + port();
    }

    /** Ends the server and returns the number of messages that it accepted in its life. */
    long stop() throws IOException;

    /** Ends the server if it still runs. */
    @Override
    void close();
}
