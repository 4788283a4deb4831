package dev.mailrace.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailrace.metrics.RunResult;
import dev.mailrace.net.Transport;
import dev.mailrace.scenario.SessionKind;
import dev.mailrace.scenario.Target;
import dev.mailrace.session.Outcome.Kind;
import dev.mailrace.session.Pipelining;
import dev.mailrace.simulation.Link;
import dev.mailrace.simulation.SimulatedNetwork;
import dev.mailrace.simulation.SimulatedTime;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A connection that is cut while its buffers are full: the kernel has taken a part of a write that ends one message and
 * begins the next. What the server may hold is in doubt, and is sent to nobody again.
 */
class CutConnectionTest {
    private static final long LATENCY_NANOS = TimeUnit.MICROSECONDS.toNanos(500);
    private static final int BUFFER_BYTES = 8_192;

    @ParameterizedTest
    @EnumSource(Link.How.class)
    void noMessageIsTakenTwiceWhereverTheConnectionIsCut(Link.How how) throws InterruptedException {
        for (boolean fromServer : new boolean[] {true, false}) {
            long step = fromServer ? 3 : 1_733;
            for (long at = 60; at < (fromServer ? 160 : 60_000); at += step) {
                check(new Link.Cut(how, fromServer, at));
            }
        }
    }

    private static void check(Link.Cut cut) throws InterruptedException {
        SimulatedMailServer server = new SimulatedMailServer(1, TimeUnit.MILLISECONDS.toNanos(1));
        SimulatedTime time = new SimulatedTime();
        Link link = new Link(LATENCY_NANOS, 0, BUFFER_BYTES, 1 << 20, 1 << 20, 0, cut);
        SimulatedNetwork network = new SimulatedNetwork(time, link, server::serve);
        TestRun plan = TestRun.ofMessages(12);
        plan.transport = Transport.NIO;
        plan.connections = 1;
        plan.pipelining = Pipelining.SESSION;
        plan.window = 4;
        plan.drain = Duration.ofSeconds(2);
        plan.mail = TestRun.mail(1, "9k-20k");
        RunResult result = new SimulatedRun(
                        time,
                        plan.scenario(List.of(plan.kind(SessionKind.SOLE, 1, network, new Target("127.0.0.1", 25)))),
                        plan.info())
                .run(Long.MAX_VALUE);
        assertThat(server.taken.complaint(plan.mail))
                .as("%s: the messages", cut)
                .isNull();
        long accepted = result.measured().count(Kind.ACCEPTED);
        assertThat(server.taken.count())
                .as("%s: what the server took", cut)
                .isBetween(accepted, accepted + result.measured().count(Kind.UNCONFIRMED));
    }
}
