package dev.mailrace.pacing;

import dev.mailrace.fault.Refusal;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * When a run ends: at a time, or after a number of arrivals, whichever is first.
 *
 * @param warmup runs before the measured stage, at least 0
 * @param measured how long the measured stage lasts, above 0; null for no limit of time
 * @param messagesMax how many arrivals there are in all, those of the warm-up included; 0 for no limit
 */
public record StopRule(Duration warmup, @Nullable Duration measured, long messagesMax) {
    private static final Duration DURATION_MAX = Duration.ofNanos(RateProfile.NANOS_MAX);

    public StopRule {
        if (warmup.isNegative() || warmup.compareTo(DURATION_MAX) > 0) {
            throw new Refusal("warmup", warmup, ">= 0 and <= " + DURATION_MAX);
        }
        if (measured != null && (measured.isNegative() || measured.isZero() || measured.compareTo(DURATION_MAX) > 0)) {
            throw new Refusal("duration", measured, "> 0 and <= " + DURATION_MAX + ", or no limit of time")
                    .orOf("stages");
        }
        if (messagesMax < 0) {
            throw new Refusal("messages", messagesMax, ">= 0; 0 for no limit");
        }
        if (measured == null && messagesMax == 0) {
            throw new Refusal("duration", "none, and no number of messages", "one of them, or the run would never end");
        }
    }

    public long warmupNanos() {
        return warmup.toNanos();
    }

    /** The end of the measured stage from the start of the run; {@link Long#MAX_VALUE} when only arrivals end it. */
    public long endNanos() {
        return measured == null ? Long.MAX_VALUE : warmupNanos() + measured.toNanos();
    }
}
