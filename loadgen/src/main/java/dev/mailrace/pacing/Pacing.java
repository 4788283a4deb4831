package dev.mailrace.pacing;

import dev.mailrace.fault.Refusal;
import java.time.Duration;

/** What makes the next transaction start: the one before it, or the time. */
public sealed interface Pacing permits Pacing.ClosedLoop, Pacing.OpenLoop {
    /**
     * Each session starts its next transaction when the last one has ended and the think time is over. A slow server
     * slows the load down, which hides its delays: for throughput, not for latency.
     *
     * @param think at least 0
     */
    record ClosedLoop(Duration think) implements Pacing {
        public ClosedLoop {
            if (think.isNegative() || think.compareTo(Duration.ofNanos(RateProfile.NANOS_MAX)) > 0) {
                throw new Refusal("think", think, ">= 0 and <= " + Duration.ofNanos(RateProfile.NANOS_MAX));
            }
        }

        public long thinkNanos() {
            return think.toNanos();
        }
    }

    /** Transactions start when the profile says so, whatever became of those before. */
    record OpenLoop(RateProfile profile, Spacing spacing) implements Pacing {}
}
