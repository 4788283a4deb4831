package dev.mailrace.engine;

import dev.mailrace.scenario.Scenario;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A shard's connections: which are open, idle or closed, and of which session class each is to be.
 *
 * <p>Owned by the shard's loop. Idle ones take turns, so that none is left to the server's idle limit.
 */
final class ConnectionPool {
    /** So many say QUIT in a millisecond: what waits behind others here would be charged to the server. */
    private static final int QUITS_A_MILLISECOND = 16;

    private final EventLoop loop;
    private final Crew crew;
    private final int shard;
    private final List<Route> routes;
    private final List<Connection> all = new ArrayList<>();
    private final ConnectionLine[] idle; // by session class
    private final ConnectionLine closed = new ConnectionLine();
    private final ConnectGate gate;
    private long spare; // as the crew knows it
    private int open; // sessions greeted and logged in, or connections where these are all that is wanted

    ConnectionPool(Shard shard, Scenario scenario, List<Route> routes, Crew crew) {
        this.loop = shard.loop();
        this.crew = crew;
        this.shard = shard.index();
        this.routes = routes;
        this.idle = new ConnectionLine[routes.size()];
        for (int kind = 0; kind < idle.length; kind++) {
            idle[kind] = new ConnectionLine();
        }
        this.gate = new ConnectGate(
                loop, scenario.connections().perSecondMax() / crew.range().all());
        for (int number = shard.number();
                number < scenario.connections().count();
                number += crew.range().all()) {
            all.add(new Connection(shard, this, number));
        }
    }

    List<Connection> all() {
        return all;
    }

    Route route(int kind) {
        return routes.get(kind);
    }

    Seat newSeat() {
        return new Seat(crew.shares());
    }

    // Idle and closed ones.

    void becameIdle(Connection connection) {
        idle[connection.route().number()].add(connection);
        tellSpare();
    }

    /** Offers a closed connection to whatever is due. */
    void becameFree(Connection connection) {
        closed.add(connection);
        tellSpare();
    }

    /** It is idle or closed no more. */
    void taken(Connection connection) {
        if (ConnectionLine.leave(connection)) {
            tellSpare();
        }
    }

    /** One whose session is idle; null when there is none of that class. */
    @Nullable
    Connection idle(int kind) {
        return idle[kind].first();
    }

    /** A closed one that may be opened; null when there is none. */
    @Nullable
    Connection closed() {
        return closed.first();
    }

    /** Any idle one of another class than {@code kind}; null when there is none. */
    @Nullable
    Connection idleOfOthers(int kind) {
        for (int other = 0; other < idle.length; other++) {
            Connection first = other == kind ? null : idle[other].first();
            if (first != null) {
                return first;
            }
        }
        return null;
    }

    private void tellSpare() {
        if (!crew.hasSeveral()) {
            return;
        }
        long now = closed.isEmpty() ? 0 : Crew.CLOSED;
        for (int kind = 0; kind < idle.length; kind++) {
            now |= idle[kind].isEmpty() ? 0 : 1L << kind;
        }
        if (now != spare) {
            spare = now;
            crew.spares(shard, now);
        }
    }

    // Connecting.

    void connectInTurn(Connection connection) {
        gate.admit(connection);
    }

    void connectEnded() {
        gate.ended();
    }

    /** One more is open; how many are now. */
    int openedOne() {
        return ++open;
    }

    /** One less is open; how many are now. */
    int closedOne() {
        return --open;
    }

    // Ends.

    /** All that are free say QUIT, a few at a time. */
    void retire(Runnable then) {
        retireFrom(0, then);
    }

    private void retireFrom(int first, Runnable then) {
        int left = QUITS_A_MILLISECOND;
        int index = first;
        while (index < all.size() && left > 0) {
            left -= all.get(index++).leave() ? 1 : 0;
        }
        if (index < all.size()) {
            int rest = index;
            loop.schedule(() -> retireFrom(rest, then), 1, TimeUnit.MILLISECONDS);
        }
        then.run();
    }

    void cutOff() {
        gate.clear();
        all.forEach(Connection::cutOff);
    }

    /** Whether none has anything left to do; where the run was cut off, those that only send QUIT have not. */
    boolean isDone(boolean cut) {
        for (Connection connection : all) {
            if (!connection.isGone() && !(cut && connection.isFree())) {
                return false;
            }
        }
        return true;
    }
}
