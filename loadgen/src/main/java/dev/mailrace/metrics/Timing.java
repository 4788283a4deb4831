package dev.mailrace.metrics;

import dev.mailrace.session.Phase;

/** Which clock a histogram was kept by. */
public enum Timing {
    /** From the actual send to the reply hoped for. */
    SERVICE(""),
    /** From the actual send to any other end: failures never mix with successes. */
    FAILED(".failed"),
    /** From the intended start; kept for transactions and sessions. */
    RESPONSE(".response");

    private final String suffix;

    Timing(String suffix) {
        this.suffix = suffix;
    }

    /** The name in histogram logs: {@code content}, {@code content.failed}, {@code transaction.response}. */
    public String tag(Phase phase) {
        return phase.label() + suffix;
    }
}
