package dev.mailrace.report;

import dev.mailrace.metrics.OutcomeCounts;
import dev.mailrace.session.Outcome;
import dev.mailrace.words.Human;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** An ending other than acceptance, in a few words of ours: nothing that a server chose stands in them. */
public record Cause(Outcome outcome, long count) {
    /** Every ending but acceptance, most frequent first. */
    public static List<Cause> of(OutcomeCounts counts) {
        List<Cause> causes = new ArrayList<>();
        for (OutcomeCounts.Entry entry : counts.entries()) {
            if (entry.outcome().kind() != Outcome.Kind.ACCEPTED) {
                causes.add(new Cause(entry.outcome(), entry.count()));
            }
        }
        return causes;
    }

    /** As {@code 451 rcpt}, {@code refused connect}, {@code unconfirmed}. */
    public String label() {
        return switch (outcome.kind()) {
            case REJECTED -> withPhase(outcome.code() > 0 ? Integer.toString(outcome.code()) : "rejected");
            case FAILED ->
                withPhase(
                        outcome.reason() == Outcome.Reason.NONE
                                ? "failed"
                                : Human.words(outcome.reason().label()));
            case CUT_OFF ->
                switch (outcome.reason()) {
                    case UNANSWERED, AS_ASKED ->
                        withPhase(Human.words(outcome.reason().label()));
                    default -> Human.words(outcome.kind().label());
                };
            case ACCEPTED, UNCONFIRMED, DROPPED -> Human.words(outcome.kind().label());
        };
    }

    private String withPhase(String why) {
        return outcome.phase() == null ? why : why + " " + outcome.phase().label();
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%s ×%,d", label(), count);
    }
}
