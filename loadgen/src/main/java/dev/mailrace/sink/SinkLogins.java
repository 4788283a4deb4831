package dev.mailrace.sink;

import dev.mailrace.fault.Refusal;

/**
 * Users of a sink, and whether login is required.
 *
 * @param accounts who may
 * @param scramIterations how often SCRAM has clients hash their password
 * @param required whether MAIL without a login is 530 5.7.0 (RFC 4954 §6)
 */
public record SinkLogins(SinkAccounts accounts, int scramIterations, boolean required) {
    private static final int SCRAM_ITERATIONS = 4_096; // RFC 7677 §4's least
    private static final int SCRAM_ITERATIONS_MAX = 10_000_000;

    public SinkLogins {
        if (scramIterations < 1 || scramIterations > SCRAM_ITERATIONS_MAX) {
            throw new Refusal("scram-iterations", scramIterations, "1 to " + SCRAM_ITERATIONS_MAX);
        }
    }

    /** Any user with the password {@code pass}, or without. */
    public static SinkLogins defaults() {
        return new SinkLogins(SinkAccounts.anyUser("pass"), SCRAM_ITERATIONS, false);
    }

    public SinkLogins withAccounts(SinkAccounts accounts) {
        return new SinkLogins(accounts, scramIterations, required);
    }

    public SinkLogins withScramIterations(int scramIterations) {
        return new SinkLogins(accounts, scramIterations, required);
    }

    public SinkLogins withRequired(boolean required) {
        return new SinkLogins(accounts, scramIterations, required);
    }
}
