package dev.mailrace.analysis;

import dev.mailrace.metrics.OutcomeCounts;
import dev.mailrace.metrics.RunResult;
import dev.mailrace.metrics.Tally;
import dev.mailrace.metrics.Timing;
import dev.mailrace.session.Outcome;
import dev.mailrace.session.Phase;
import java.util.List;
import java.util.Locale;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** Why a server accepted nothing: its first reply, where there was one. */
final class FirstWords {
    private static final double NANOS_PER_MICRO = 1e3;

    private final Outcome outcome;
    private final Tally tally;

    private FirstWords(Outcome outcome, Tally tally) {
        this.outcome = outcome;
        this.tally = tally;
    }

    /**
     * Of the most frequent ending in {@code tally}; where arrivals only waited for a session, of what sessions were lost by.
     * Null when every arrival was accepted, or left as asked.
     */
    static @Nullable FirstWords of(RunResult result, Tally tally) {
        Outcome most = mostFrequent(tally.outcomes());
        if (most != null && most.phase() == null) {
            Outcome lost = mostFrequent(result.sessions().losses());
            return new FirstWords(lost == null ? most : lost, tally);
        }
        return most == null ? null : new FirstWords(most, tally);
    }

    /** Dropped arrivals waited behind others, whose endings say more. */
    private static @Nullable Outcome mostFrequent(OutcomeCounts counts) {
        Outcome dropped = null;
        for (OutcomeCounts.Entry entry : counts.entries()) {
            Outcome outcome = entry.outcome();
            if (outcome.kind() == Outcome.Kind.DROPPED) {
                dropped = outcome;
            } else if (outcome.kind() != Outcome.Kind.ACCEPTED && outcome.reason() != Outcome.Reason.AS_ASKED) {
                return outcome;
            }
        }
        return dropped;
    }

    /** Whether this machine, and not the server, was the cause. */
    boolean areOurs() {
        return outcome.reason() == Outcome.Reason.LOCAL_LIMIT;
    }

    /** As {@code first reply: 530 Authentication required}, {@code no reply to MAIL for 3.1 s}. */
    @Override
    public String toString() {
        return switch (outcome.kind()) {
            case REJECTED -> "first reply: " + outcome.sample();
            case FAILED, UNCONFIRMED ->
                outcome.reason().label().replace('_', ' ')
                        + at()
                        + (outcome.sample().isEmpty() ? "" : ": " + outcome.sample());
            case CUT_OFF -> "no reply" + to() + waited();
            case ACCEPTED, DROPPED -> outcome.sample();
        };
    }

    private String at() {
        Phase phase = outcome.phase();
        return phase == null ? "" : " at " + phase.label();
    }

    private String to() {
        Phase phase = outcome.phase();
        return phase == null ? "" : " to " + phase.label().toUpperCase(Locale.ROOT);
    }

    private String waited() {
        for (Phase whole : List.of(Phase.TRANSACTION, Phase.SESSION)) {
            Histogram ages = tally.histogram(Timing.UNANSWERED, whole);
            if (ages != null) {
                return " for " + Slo.Unit.MICROS.text(ages.getMaxValue() / NANOS_PER_MICRO);
            }
        }
        return "";
    }
}
