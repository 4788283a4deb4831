package dev.mailrace.session;

import dev.mailrace.fault.Refusal;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;

/**
 * How long each phase may take. Immutable.
 *
 * <p>The defaults are RFC 5321 §4.5.3.2's, but for the connect and the QUIT, which it leaves open.
 */
public final class Timeouts {
    private static final Set<Phase> BEFORE_USE =
            EnumSet.of(Phase.CONNECT, Phase.TLS, Phase.BANNER, Phase.EHLO, Phase.STARTTLS, Phase.XCLIENT, Phase.AUTH);

    private final long[] nanos;

    private Timeouts(long[] nanos) {
        this.nanos = nanos;
    }

    public static Timeouts standard() {
        long[] nanos = new long[Phase.values().length];
        Arrays.fill(nanos, Duration.ofMinutes(5).toNanos());
        return new Timeouts(nanos)
                .with(Phase.CONNECT, Duration.ofSeconds(30))
                .with(Phase.DATA, Duration.ofMinutes(2))
                .with(Phase.CONTENT, Duration.ofMinutes(10))
                .with(Phase.QUIT, Duration.ofSeconds(30));
    }

    /** These timeouts with one changed; it must be positive. */
    public Timeouts with(Phase phase, Duration timeout) {
        long[] changed = nanos.clone();
        changed[phase.ordinal()] = positive(timeout);
        return new Timeouts(changed);
    }

    /** One timeout for every phase; it must be positive. */
    public static Timeouts all(Duration timeout) {
        long[] nanos = new long[Phase.values().length];
        Arrays.fill(nanos, positive(timeout));
        return new Timeouts(nanos);
    }

    private static long positive(Duration timeout) {
        if (timeout.isZero() || timeout.isNegative()) {
            throw new Refusal("timeout", timeout, "> 0");
        }
        return timeout.toNanos();
    }

    /**
     * How long it may take until a session is of use, unless a longer time was chosen for a phase before that.
     *
     * @param usual positive
     */
    public Duration untilEstablished(Duration usual) {
        Timeouts standard = standard();
        long longest = usual.toNanos();
        for (Phase phase : BEFORE_USE) {
            if (nanos(phase) != standard.nanos(phase)) {
                longest = Math.max(longest, nanos(phase));
            }
        }
        return Duration.ofNanos(longest);
    }

    /** These timeouts, none longer than {@code limit} until a session is of use. */
    public Timeouts within(Duration limit) {
        long[] changed = nanos.clone();
        for (Phase phase : BEFORE_USE) {
            changed[phase.ordinal()] = Math.min(nanos(phase), positive(limit));
        }
        return new Timeouts(changed);
    }

    /** The phase's limit in nanoseconds. */
    public long nanos(Phase phase) {
        return nanos[phase.ordinal()];
    }

    long shortestNanos() {
        return Arrays.stream(nanos).min().orElseThrow();
    }
}
