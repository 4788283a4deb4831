package dev.mailrace.metrics;

import dev.mailrace.session.Phase;

/** Which clock a histogram was kept by. */
public enum Timing {
    /** From the actual send to the reply hoped for. */
    SERVICE(""),
    /** From the actual send to any other end: failures never mix with successes. */
    FAILED(".failed"),
    /**
     * From the intended start; kept for transactions and sessions. Holds the ages of those without an answer, too: they
     * are lower bounds, and longer than any answered one.
     */
    RESPONSE(".response"),
    /** The lower bounds alone: ages, when the run ended, of what was due and had no answer. */
    UNANSWERED(".unanswered");

    private final String suffix;

    Timing(String suffix) {
        this.suffix = suffix;
    }

    /** The name in histogram logs: {@code content}, {@code content.failed}, {@code transaction.response}. */
    public String tag(Phase phase) {
        return phase.label() + suffix;
    }
}
