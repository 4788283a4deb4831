package dev.mailrace.metrics;

import dev.mailrace.session.Outcome;
import dev.mailrace.session.Phase;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Holds what a run achieved against what it was asked for, and says whose doing the difference was.
 *
 * @param info what was asked for
 * @param whole what an arrival was: {@link Phase#TRANSACTION} or {@link Phase#SESSION}
 * @param measured what belongs to arrivals of the measured stage
 * @param sessions what became of connections, over all stages
 * @param sessionsMax the most that were open at once
 */
record Shortfalls(RunInfo info, Phase whole, Tally measured, SessionCounts sessions, int sessionsMax) {

    /** @param arrivalsLeast how many arrivals the measured stage must have at least */
    List<Shortfall> of(RunResult.Ending ending, double measuredSeconds, long arrivalsLeast) {
        List<Shortfall> shortfalls = new ArrayList<>();
        if (ending == RunResult.Ending.SERVER_GONE) {
            addTime(measuredSeconds, shortfalls);
        }
        if (ending == RunResult.Ending.COMPLETED) {
            addRate(arrivalsLeast, shortfalls);
            addSessions(shortfalls);
            addLocalLimits(shortfalls);
        }
        return shortfalls;
    }

    private void addTime(double measuredSeconds, List<Shortfall> shortfalls) {
        String asked =
                info.endNanos() == Long.MAX_VALUE ? "" : " of " + seconds((info.endNanos() - info.warmupNanos()) / 1e9);
        shortfalls.add(new Shortfall(
                "ended after " + seconds(measuredSeconds) + asked + ": the server went away", Shortfall.Cause.SERVER));
    }

    private static String seconds(double seconds) {
        return Math.round(10 * seconds) / 10.0 + " s";
    }

    private void addRate(long arrivalsLeast, List<Shortfall> shortfalls) {
        if (measured.arrivals() < arrivalsLeast) {
            shortfalls.add(new Shortfall(
                    "missed its rate: " + measured.arrivals()
                            + (measured.arrivals() == 1 ? " arrival was" : " arrivals were")
                            + " due (expected: at least "
                            + arrivalsLeast + "); the generator did not keep its schedule",
                    Shortfall.Cause.GENERATOR));
        }
    }

    /**
     * In a closed loop the sessions are the load. An open loop needs as many as it needs, and where each arrival is a
     * session they come and go; so they do where each takes a few messages, hence those that came and went count as well.
     */
    private void addSessions(List<Shortfall> shortfalls) {
        long asked = info.messagesMax() > 0 ? Math.min(info.connections(), info.messagesMax()) : info.connections();
        long missing = asked - sessionsMax;
        if (info.ratePerSecond() > 0 || whole == Phase.SESSION || missing <= 0) {
            return;
        }
        long lost = losses(outcome -> !isLocal(outcome));
        if (sessions.establishedCount() >= asked && lost == 0 && localLosses() == 0) {
            return; // All were open, some of them no more when the last came.
        }
        long lostInSetUp =
                losses(outcome -> outcome.phase() == null || outcome.phase().compareTo(Phase.MAIL) < 0);
        long waiting = Math.max(0, sessions.attemptedCount() - sessions.establishedCount() - lostInSetUp);
        String open = "only " + sessionsMax + " of " + asked + " sessions " + were(sessionsMax) + " open at once";
        if (lost + waiting >= missing) {
            String why = lost > 0 ? "; " + mostLost() : "; " + waiting + " waited for the server when the run ended";
            shortfalls.add(new Shortfall(open + why, Shortfall.Cause.SERVER));
        } else if (localLosses() > 0) {
            shortfalls.add(new Shortfall(open, Shortfall.Cause.MACHINE));
        } else {
            long unstarted = Math.max(0, asked - sessions.attemptedCount());
            shortfalls.add(new Shortfall(
                    open + "; " + unstarted + " " + were(unstarted) + " never started", Shortfall.Cause.GENERATOR));
        }
    }

    private long losses(Predicate<Outcome> which) {
        return sessions.losses().entries().stream()
                .filter(entry -> which.test(entry.outcome()))
                .mapToLong(OutcomeCounts.Entry::count)
                .sum();
    }

    private static boolean isLocal(Outcome outcome) {
        return outcome.reason() == Outcome.Reason.LOCAL_LIMIT;
    }

    private long localLosses() {
        return losses(Shortfalls::isLocal);
    }

    /** What most of them died of, as in {@code 5 were refused at banner with 421}. */
    private String mostLost() {
        OutcomeCounts.Entry most = sessions.losses().entries().stream()
                .filter(entry -> !isLocal(entry.outcome()))
                .findFirst()
                .orElseThrow();
        Outcome outcome = most.outcome();
        Phase phase = outcome.phase();
        return most.count()
                + (outcome.code() > 0 ? " refused" : " lost")
                + (phase == null ? "" : " at " + phase.label())
                + (outcome.code() > 0 ? " with " + outcome.code() : of(outcome.reason()));
    }

    private static String of(Outcome.@Nullable Reason reason) {
        return reason == null || reason == Outcome.Reason.NONE
                ? ""
                : " (" + reason.label().replace('_', ' ') + ")";
    }

    private static String were(long count) {
        return count == 1 ? "was" : "were";
    }

    private void addLocalLimits(List<Shortfall> shortfalls) {
        if (localLosses() > 0) {
            shortfalls.add(new Shortfall(
                    "this machine's own limits ended " + localLosses()
                            + (localLosses() == 1 ? " connection" : " connections")
                            + " (files or ports ran out: see ulimit -n, --source-address)",
                    Shortfall.Cause.MACHINE));
        }
    }
}
