package dev.mailrace.session;

import dev.mailrace.sasl.Mechanism;
import dev.mailrace.sasl.SaltedPasswords;
import java.util.List;
import java.util.concurrent.Executor;

/**
 * How sessions log in (RFC 4954). Immutable.
 *
 * @param mechanisms those to try, in the order of preference; empty: no AUTH
 * @param initialResponse whether a first response may stand on the AUTH line
 * @param timesRounds whether each round has a phase of its own beside {@link Phase#AUTH}
 * @param salted where costly mechanisms keep what they have worked out
 * @param hasher runs what would hold up an event loop
 */
public record Login(
        List<Mechanism> mechanisms,
        boolean initialResponse,
        boolean timesRounds,
        SaltedPasswords salted,
        Executor hasher) {
    /** No AUTH. */
    public static final Login NONE = of(List.of());

    public Login {
        mechanisms = List.copyOf(mechanisms);
    }

    /** With what most clients do: an initial response; and all work on the loop itself. */
    public static Login of(List<Mechanism> mechanisms) {
        return new Login(mechanisms, true, false, new SaltedPasswords(true), Runnable::run);
    }
}
