package dev.mailrace.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailrace.metrics.Condition;
import dev.mailrace.metrics.SessionCounts;
import dev.mailrace.metrics.ShardInterval;
import dev.mailrace.metrics.Stage;
import dev.mailrace.metrics.Tally;
import dev.mailrace.metrics.TallyBuilder;
import dev.mailrace.session.Outcome;
import dev.mailrace.session.Phase;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What an agent says is merged by the time in which it was measured, however late it comes. */
class SeatTest {
    private static final AgentFacts FACTS = new AgentFacts("1", "host", 12, 2, 1, 1, 1, "nio", "17");
    private static final long SECOND = 1_000_000_000;

    private final Node<ToAgent> node = new Node<>(
            AgentActor.into(
                    new LinkedBlockingQueue<>(),
                    new Pulse(Pulse.SILENCE_MAX),
                    FACTS,
                    () -> new AgentState(false, 0, 0)),
            Door.ofLoopback(),
            line -> {});
    private final Seat seat = new Seat(0, node.system(), FACTS);
    private final AgentsInterval merged = new AgentsInterval(Phase.TRANSACTION);
    private final List<Long> seen = new ArrayList<>();

    @AfterEach
    void close() {
        merged.close();
        node.close();
    }

    /** It accepted so many by then. */
    private void says(long number, long endNanos, int accepted, int connections) {
        TallyBuilder measured = new TallyBuilder();
        measured.outcome(Outcome.ACCEPTED, accepted);
        ShardInterval shards = ShardInterval.of(
                new TallyBuilder().build(),
                measured.build(),
                new ShardInterval.Lateness(Tally.histogram(), Tally.histogram(), Tally.histogram(), Tally.histogram()),
                new SessionCounts(),
                new ShardInterval.Use(0, 0, connections, connections, 0));
        ToCoordinator.When when =
                new ToCoordinator.When(number, endNanos - SECOND, endNanos, Stage.MEASURE, Condition.GOOD);
        seat.heard(new IntervalCodec().encode(0, when, shards));
    }

    private ShardInterval upTo(long endNanos) {
        merged.add(seat.upTo(endNanos, when -> seen.add(when.number())));
        return merged.swap().getNow();
    }

    private static long accepted(ShardInterval interval) {
        return interval.measured().count(Outcome.Kind.ACCEPTED);
    }

    @Test
    void secondsThatCameLateAreMergedTogether() {
        seat.begins();
        says(0, SECOND, 1, 5);
        says(1, 2 * SECOND, 10, 6);
        says(2, 3 * SECOND, 100, 7);
        ShardInterval both = upTo(2 * SECOND);
        assertThat(accepted(both)).isEqualTo(11);
        assertThat(both.use().connections()).as("as it was at last").isEqualTo(6);
        assertThat(seen).containsExactly(0L, 1L);
        assertThat(accepted(upTo(3 * SECOND - 1))).as("not over yet").isZero();
        assertThat(accepted(upTo(3 * SECOND))).isEqualTo(100);
        assertThat(seat.next()).isNull();
    }

    @Test
    void whatWasUnderWayWithALostAgentHasAnEnd() {
        seat.begins();
        says(0, SECOND, 3, 5);
        seat.lost("it has left");
        says(1, 2 * SECOND, 10, 6);
        assertThat(accepted(upTo(9 * SECOND))).as("its books are closed").isEqualTo(3);
    }
}
