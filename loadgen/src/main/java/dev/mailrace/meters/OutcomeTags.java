package dev.mailrace.meters;

import dev.mailrace.metrics.OutcomeCounts;
import dev.mailrace.session.Outcome;
import io.micrometer.core.instrument.Tags;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * Outcomes as labels, up to {@value OutcomeCounts#DISTINCT_MAX} different ones over all runs; never with a server's text.
 *
 * <p>Owned by the collector's thread.
 */
final class OutcomeTags {
    /** The value of a label that does not apply. */
    private static final String NONE = "none";

    /** The value of labels that had no more room. */
    private static final String OTHER = "other";

    private final Set<Tags> known = new HashSet<>();

    Tags of(Outcome outcome) {
        Tags tags = tags(
                outcome.kind(),
                outcome.phase() == null ? NONE : outcome.phase().label(),
                outcome.code() == 0 ? NONE : String.valueOf(outcome.code()),
                outcome.reason().name().toLowerCase(Locale.ROOT));
        if (known.contains(tags)) {
            return tags;
        }
        if (known.size() >= OutcomeCounts.DISTINCT_MAX) {
            return tags(outcome.kind(), OTHER, OTHER, OTHER);
        }
        known.add(tags);
        return tags;
    }

    private static Tags tags(Outcome.Kind kind, String phase, String code, String reason) {
        return Tags.of("kind", kind.label(), "phase", phase, "code", code, "reason", reason);
    }
}
