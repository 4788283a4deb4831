package dev.mailrace.sink;

import dev.mailrace.fault.Refusal;
import java.time.Duration;
import java.util.Locale;

/**
 * How long a sink works on what it is given, and by how many workers: with both, its capacity is known.
 *
 * @param workers who work at the same time, 1 to {@value #WORKERS_MAX}; {@link #UNLIMITED}: no limit, so that
 *     no client waits for another
 * @param messageTime each message occupies a worker so long, from its final dot to its reply; 0: it is answered at once
 * @param loginTime each login does, from the last response of its AUTH to the verdict; 0: it is answered at once
 * @param spread of the times about those
 */
public record SinkService(int workers, Duration messageTime, Duration loginTime, Spread spread) {
    /** Of the times about their mean. */
    public enum Spread {
        /** All are the same. */
        FIXED,
        /** Exponential, as the queue M/M/N has them; the same numbers each time a sink starts. */
        EXPONENTIAL;

        /** The name on the command line. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static final Duration TIME_MAX = Duration.ofHours(1); // Above the constants that are checked by it.

    public static final int UNLIMITED = Integer.MAX_VALUE;
    public static final int WORKERS_MAX = 100_000;

    /** Everything is answered at once. */
    public static final SinkService NONE = new SinkService(UNLIMITED, Duration.ZERO, Duration.ZERO, Spread.FIXED);

    public SinkService {
        if (workers != UNLIMITED && (workers < 1 || workers > WORKERS_MAX)) {
            throw new Refusal("workers", workers, "1 to " + WORKERS_MAX);
        }
        check("service-time", messageTime);
        check("login-time", loginTime);
    }

    private static void check(String name, Duration time) {
        if (time.isNegative() || time.compareTo(TIME_MAX) > 0) {
            throw new Refusal(name, time.toSeconds() + " s", "0 to 1 hour");
        }
    }

    /** Messages of one fixed time, by so many workers. */
    public static SinkService messages(int workers, Duration time) {
        return NONE.withWorkers(workers).withMessageTime(time);
    }

    public SinkService withWorkers(int workers) {
        return new SinkService(workers, messageTime, loginTime, spread);
    }

    public SinkService withMessageTime(Duration messageTime) {
        return new SinkService(workers, messageTime, loginTime, spread);
    }

    public SinkService withLoginTime(Duration loginTime) {
        return new SinkService(workers, messageTime, loginTime, spread);
    }

    public SinkService withSpread(Spread spread) {
        return new SinkService(workers, messageTime, loginTime, spread);
    }

    /** Whether anything takes time at all. */
    public boolean takesTime() {
        return !messageTime.isZero() || !loginTime.isZero();
    }
}
