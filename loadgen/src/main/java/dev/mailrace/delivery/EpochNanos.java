package dev.mailrace.delivery;

import java.time.Instant;

/** Times as nanoseconds since 1970, which last until 2262. */
final class EpochNanos {
    private EpochNanos() {}

    static long of(Instant instant) {
        long seconds = Math.max(Math.min(instant.getEpochSecond(), Long.MAX_VALUE / 1_000_000_000 - 1), 0);
        return seconds * 1_000_000_000 + instant.getNano();
    }
}
