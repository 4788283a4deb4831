package dev.mailrace.cluster;

import dev.mailrace.metrics.RunResult;
import dev.mailrace.metrics.SessionCounts;
import dev.mailrace.metrics.ShardInterval;
import dev.mailrace.metrics.Tally;
import dev.mailrace.metrics.TallyBuilder;
import dev.mailrace.session.Outcome;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/** What a coordinator knows of an agent, and what it has heard and not merged yet. Owned by the thread that runs the load. */
final class Seat {
    private static final Outcome LOST =
            new Outcome(Outcome.Kind.CUT_OFF, null, 0, "", Outcome.Reason.NONE, "its agent was lost");

    private final int number;
    private final ActorRef<ToAgent> agent;
    private final AgentFacts facts;
    private final ArrayDeque<ToCoordinator.Measured> heard = new ArrayDeque<>();
    private ToCoordinator.@Nullable When last; // Null: it has said nothing yet.
    private long openOfWarmup; // arrivals that were due and have no end
    private long openOfMeasured;
    private long dueOfMeasured;
    private long accepted;
    private long intervals;
    private ToCoordinator.@Nullable Done done; // Null: it goes on.
    private @Nullable String lost; // Null: it is there.
    ClockOffset offset = ClockOffset.UNKNOWN;

    /** @param number from 0 */
    Seat(int number, ActorRef<ToAgent> agent, AgentFacts facts) {
        this.number = number;
        this.agent = agent;
        this.facts = facts;
    }

    int number() {
        return number;
    }

    AgentFacts facts() {
        return facts;
    }

    /** As people are told. */
    String name() {
        return "agent " + (number + 1) + " (" + facts.host() + ", process " + facts.pid() + ")";
    }

    Address address() {
        return agent.path().address();
    }

    void tell(ToAgent message) {
        agent.tell(message);
    }

    /** A run begins. */
    void begins() {
        heard.clear();
        intervals = 0;
        openOfWarmup = 0;
        openOfMeasured = 0;
        dueOfMeasured = 0;
        accepted = 0;
        last = null;
        done = null;
    }

    void heard(ToCoordinator.Measured measured) {
        if (lost != null) {
            return; // Its books are closed.
        }
        heard.add(measured);
        openOfWarmup += IntervalCodec.imbalance(measured.warmup());
        openOfMeasured += IntervalCodec.imbalance(measured.measured());
        dueOfMeasured += measured.measured().sums().arrivals();
        accepted += IntervalCodec.accepted(measured.measured());
        last = measured.when();
        intervals++;
    }

    void done(ToCoordinator.Done message) {
        done = message;
    }

    ToCoordinator.@Nullable Done done() {
        return done;
    }

    /** Intervals that were said and have not come. */
    long missing() {
        return done == null ? 0 : done.intervals() - intervals;
    }

    /** What of its arrivals had no end when it was last heard of has one now. */
    void lost(String why) {
        lost = why;
        ToCoordinator.When when = last;
        if (when != null && openOfWarmup + openOfMeasured > 0) {
            heard.add(new IntervalCodec().encode(number, when, cutOff()));
        }
    }

    private ShardInterval cutOff() {
        TallyBuilder warmup = new TallyBuilder();
        TallyBuilder measured = new TallyBuilder();
        warmup.outcome(LOST, openOfWarmup);
        measured.outcome(LOST, openOfMeasured);
        return ShardInterval.of(
                warmup.build(),
                measured.build(),
                new ShardInterval.Lateness(Tally.histogram(), Tally.histogram(), Tally.histogram(), Tally.histogram()),
                new SessionCounts(),
                new ShardInterval.Use(0, 0, 0, 0, 0));
    }

    /** Arrivals of its measured stage, as far as it was heard of. */
    long due() {
        return dueOfMeasured;
    }

    /** Of those. */
    long accepted() {
        return accepted;
    }

    boolean isLost() {
        return lost != null;
    }

    /** Whether its load was interrupted, by whom ever. */
    boolean wasInterrupted() {
        return done != null && done.ending() == RunResult.Ending.INTERRUPTED;
    }

    /** Null: it is not. */
    @Nullable
    String whyLost() {
        return lost;
    }

    /** Whether nothing more is to come. */
    boolean isOver() {
        return done != null || lost != null;
    }

    /** The next interval that is to be merged; null: it has not come. */
    ToCoordinator.@Nullable When next() {
        ToCoordinator.Measured first = heard.peek();
        return first == null ? null : first.when();
    }

    /**
     * Takes what ended by then, in its order: a second that came late goes with the next, so that nothing stays behind.
     *
     * @param seen is told of each
     */
    List<ToCoordinator.Measured> upTo(long endNanos, Consumer<ToCoordinator.When> seen) {
        List<ToCoordinator.Measured> ended = new ArrayList<>();
        for (ToCoordinator.Measured first = heard.peek();
                first != null && first.when().endNanos() <= endNanos;
                first = heard.peek()) {
            ended.add(heard.remove());
            seen.accept(first.when());
        }
        return ended;
    }
}
