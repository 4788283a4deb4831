package dev.mailrace.cluster;

import dev.mailrace.analysis.ExitCode;
import dev.mailrace.metrics.Condition;
import dev.mailrace.metrics.RunResult;
import dev.mailrace.metrics.SelfHealth;
import dev.mailrace.metrics.ShardInterval;
import dev.mailrace.metrics.Stage;
import dev.mailrace.metrics.Timing;
import dev.mailrace.session.Outcome;
import dev.mailrace.session.Phase;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/** What an agent says to its coordinator. */
interface ToCoordinator extends Wire {
    /**
     * It is there, and asks to belong to the run.
     *
     * @param format {@link Wire#FORMAT}, as it knows it
     * @param token what a coordinator has given to a process of its own; empty: it is none
     */
    record Hello(ActorRef<ToAgent> agent, int format, String token, AgentFacts facts) implements ToCoordinator {}

    /**
     * It belongs to another run, or cannot join one.
     *
     * @param place as it was asked
     */
    record Declined(int place, String why) implements ToCoordinator {}

    /**
     * What it is, and how it does.
     *
     * @param place as it was asked
     */
    record Present(int place, AgentFacts facts, AgentState state) implements ToCoordinator {}

    /**
     * Of the files that it was offered, those that it has not.
     *
     * @param digests as they were offered
     */
    record Lacks(int agent, List<String> digests) implements ToCoordinator {}

    /** It has the next piece of a file. */
    record Has(int agent) implements ToCoordinator {}

    /** It can do its part. */
    record Ready(int agent) implements ToCoordinator {}

    /** It cannot, in one line for people, and as an exit code says it. */
    record Refused(int agent, String why, ExitCode code) implements ToCoordinator {}

    /**
     * The answer to a ping.
     *
     * @param place as the ping had it
     * @param nanos on the agent's monotonic clock when it came
     * @param wallNanos the same on its wall clock, since 1970
     */
    record Pong(int place, long number, long nanos, long wallNanos) implements ToCoordinator {}

    /** What its shards recorded in an interval, as {@link ShardInterval} has it. */
    record Measured(int agent, When when, Counts warmup, Counts measured, Lateness lateness, Sessions sessions, Use use)
            implements ToCoordinator {}

    /**
     * Its part is over: all it measured was said before.
     *
     * @param fault what broke it; null: nothing did
     * @param intervals how many it has said
     */
    record Done(
            int agent,
            RunResult.Ending ending,
            double measuredSeconds,
            SelfHealth.Verdict verdict,
            @Nullable String fault,
            long intervals)
            implements ToCoordinator {}

    record When(long number, long startNanos, long endNanos, Stage stage, Condition condition) {}

    record Counts(Sums sums, List<Ended> outcomes, List<Ended> recipients, List<Kind> kinds, List<Timed> times) {}

    /**
     * What only counts. More than seven parts: one for each that a tally counts.
     *
     * @param acceptedByTries from the first try on, as far as there are any
     */
    record Sums(
            long arrivals,
            long bodyBytes,
            long recipientsAccepted,
            long recipientsRefused,
            long retries,
            long moved,
            long acceptedInStage,
            List<Long> acceptedByTries) {}

    record Ended(
            Outcome.Kind kind,
            @Nullable Phase phase,
            int code,
            String enhanced,
            Outcome.Reason reason,
            String sample,
            long count) {}

    /**
     * A kind of session.
     *
     * @param counts by {@link Outcome.Kind}, in its order
     */
    record Kind(long arrivals, List<Long> counts, @Nullable ByteBuffer response, List<Timed> services) {}

    /**
     * Times of a phase.
     *
     * @param histogram in HdrHistogram's compressed form, as all here
     */
    record Timed(Timing timing, Phase phase, ByteBuffer histogram) {}

    record Lateness(ByteBuffer slip, ByteBuffer backlogWait, ByteBuffer loopLag, ByteBuffer unanswered) {}

    /** What became of connections. More than seven parts: one for each that is counted of them. */
    record Sessions(
            long attempted,
            long established,
            long allOpenedNanos,
            long fullHandshakes,
            long resumedHandshakes,
            @Nullable Handshake handshake,
            List<Ended> losses,
            List<Reached> addresses) {}

    record Handshake(boolean resumed, String version, String cipher, String group) {}

    record Reached(String address, long attempted, long failed) {}

    record Use(double inUseNanos, int inUseAtStart, int connectionsMax, int connections, int backlog) {}
}
