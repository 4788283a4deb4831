package dev.mailrace.engine;

import dev.mailrace.mail.Stamp;
import dev.mailrace.metrics.Recorder;
import dev.mailrace.scenario.Scenario;
import dev.mailrace.scenario.SessionKind;
import dev.mailrace.scenario.Work;
import dev.mailrace.session.Connector;
import dev.mailrace.session.SessionOwner;
import dev.mailrace.session.SmtpSession;
import io.netty.channel.EventLoop;
import java.util.ArrayDeque;

/** One session class in a shard: what connects it, and the arrivals that it carries. Owned by the shard's loop. */
final class Route {
    private final int number;
    private final SessionKind kind;
    private final boolean sendsMail;
    private final Connector connector;
    private final Stamp stamp;
    private final ArrayDeque<Arrival> spareArrivals = new ArrayDeque<>();

    /**
     * For a shard.
     *
     * @param shard its number, from 0
     * @param number of the kind in the mix, from 0
     */
    Route(EventLoop loop, Scenario scenario, int shard, int number) {
        this.number = number;
        this.kind = scenario.mix().kinds().get(number);
        this.sendsMail = scenario.work() == Work.MAIL;
        this.connector = new Connector(loop, scenario.transport(), kind.addresses(), shard, kind.session());
        this.connector.from(scenario.connections().sources().addresses());
        this.stamp = kind.mail().newStamp();
    }

    int number() {
        return number;
    }

    SessionKind kind() {
        return kind;
    }

    /** @param number of the session within its kind */
    SmtpSession connect(SessionOwner owner, long number, Recorder recorder) {
        SmtpSession session = connector.connect(owner, kind.caller(number));
        recorder.connectionAttempted(session.address());
        return session;
    }

    Arrival arrival(Arrivals arrivals, RunClock clock) {
        Arrival arrival = spareArrivals.poll();
        return arrival == null ? new Arrival(arrivals, this, sendsMail, stamp, clock) : arrival;
    }

    void recycle(Arrival arrival) {
        spareArrivals.push(arrival);
    }
}
