package dev.mailrace.metrics;

import dev.mailrace.session.Phase;
import java.time.Instant;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * A finished run. More than seven parts: they are the body of {@code run.json}, a section each.
 *
 * @param info what was known before
 * @param end when its last interval ended, by the wall clock; its start where there was none
 * @param ending why it ended
 * @param measuredSeconds length of the measured stage, without the drain
 * @param measured what belongs to arrivals of the measured stage
 * @param warmup what belongs to arrivals of the warm-up
 * @param sessions what became of connections, over all stages
 * @param connectionsMax the most that were open at once
 * @param slip how late due arrivals were noticed, from the measured stage on
 * @param backlogWait how long arrivals of the measured stage waited for a free connection
 * @param self what the generator found out about itself; its reasons include the shortfalls that {@linkplain
 *     Shortfall#spoils spoil} the run
 * @param shortfalls in what the run was not the one that was asked for, and whose doing that was
 * @param waitingAtEnd arrivals of the measured stage that were due and had no answer when it ended
 * @param beside what was seen beside the load, and what happened
 */
public record RunResult(
        RunInfo info,
        Instant end,
        Ending ending,
        double measuredSeconds,
        Tally measured,
        Tally warmup,
        SessionCounts sessions,
        int connectionsMax,
        Histogram slip,
        Histogram backlogWait,
        SelfHealth.Verdict self,
        List<Shortfall> shortfalls,
        long waitingAtEnd,
        SideResult beside) {
    /** The part of {@link RunInfo#scenario} that says where deliveries are looked for. */
    public static final String DELIVERIES = "deliveries";

    public RunResult {
        shortfalls = List.copyOf(shortfalls);
    }

    /** Why a run ended. */
    public enum Ending {
        /** Its time or its count was up. */
        COMPLETED,
        /** It was interrupted. */
        INTERRUPTED,
        /** A threshold was broken, and the run was asked to end with it. */
        SLO_BROKEN,
        /** An output could not be written any more, and the run was asked to end with it. */
        OUTPUT_LOST,
        /** The server went away and did not come back. */
        SERVER_GONE,
        /** An internal error. */
        BROKEN,
        /** Its process was killed: restored from its files; the health of its generator is unknown. */
        KILLED
    }

    /** Whether arrivals and outcomes agree, and deliveries with what was expected, in both stages. */
    public boolean balanced() {
        return measured.imbalance() == 0
                && warmup.imbalance() == 0
                && measured.deliveries().inServer() == 0
                && warmup.deliveries().inServer() == 0;
    }

    /** Whether anybody looked where messages arrive. */
    public boolean followsDeliveries() {
        return info.scenario().containsKey(DELIVERIES);
    }

    /** What sessions of the kind with that number in {@link RunInfo#kinds} took in the measured stage. */
    public KindTally measuredOf(int kind) {
        return kind < measured.kinds().size() ? measured.kinds().get(kind) : new KindTally();
    }

    /** How long it took to open all connections, in nanoseconds; -1 when they were never all open. */
    public long allOpenedNanos() {
        return connectionsMax < info.connections() ? -1 : sessions.allOpenedNanos();
    }

    /**
     * What the run was about.
     *
     * @param times in nanoseconds; borrowed
     * @param bounds which of them are lower bounds
     */
    public record Whole(Phase phase, Timing timing, Histogram times, LowerBounds bounds) {}

    /**
     * Transactions, or else whole sessions, by response times, or by service times where there are no others; null when
     * nothing was timed.
     */
    public @Nullable Whole whole() {
        return whole(measured);
    }

    private static @Nullable Whole whole(Tally tally) {
        for (Phase phase : List.of(Phase.TRANSACTION, Phase.SESSION)) {
            for (Timing timing : List.of(Timing.RESPONSE, Timing.SERVICE)) {
                Histogram times = tally.histogram(timing, phase);
                if (times != null) {
                    return new Whole(phase, timing, times, LowerBounds.of(tally, timing, phase));
                }
            }
        }
        return null;
    }

    /** The times of {@link #whole}; null when nothing was timed. Borrowed. */
    public @Nullable Histogram wholeTimes() {
        return wholeTimes(measured);
    }

    static @Nullable Histogram wholeTimes(Tally measured) {
        Whole whole = whole(measured);
        return whole == null ? null : whole.times();
    }

    /** Messages accepted within the measured stage per second of it; 0 when it had no length. */
    public double acceptedPerSecond() {
        return measuredSeconds > 0 ? measured.acceptedInStage() / measuredSeconds : 0;
    }
}
