package dev.mailrace.engine;

import org.jspecify.annotations.Nullable;

/**
 * Connections one behind the other, such as the idle ones of a session class; each stands in one line at most. Joining and
 * leaving cost no search and no object. Owned by its pool.
 */
final class ConnectionLine {
    private @Nullable Connection first;
    private @Nullable Connection last;

    boolean isEmpty() {
        return first == null;
    }

    @Nullable
    Connection first() {
        return first;
    }

    void add(Connection connection) {
        leave(connection);
        connection.line = this;
        connection.before = last;
        if (last == null) {
            first = connection;
        } else {
            last.behind = connection;
        }
        last = connection;
    }

    /** Has it leave the line that it stands in; false when it stands in none. */
    static boolean leave(Connection connection) {
        ConnectionLine line = connection.line;
        if (line != null) {
            line.remove(connection);
        }
        return line != null;
    }

    private void remove(Connection connection) {
        Connection ahead = connection.before;
        Connection next = connection.behind;
        if (ahead == null) {
            first = next;
        } else {
            ahead.behind = next;
        }
        if (next == null) {
            last = ahead;
        } else {
            next.before = ahead;
        }
        connection.line = null;
        connection.before = null;
        connection.behind = null;
    }
}
