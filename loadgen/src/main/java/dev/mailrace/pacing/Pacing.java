package dev.mailrace.pacing;

import dev.mailrace.fault.Refusal;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** What makes the next transaction start: the one before it, or the time. */
public sealed interface Pacing permits Pacing.ClosedLoop, Pacing.OpenLoop {
    /** As it is written to files: names and plain values. */
    Map<String, Object> describe();

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

        @Override
        public Map<String, Object> describe() {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("loop", "closed");
            fields.put("think_seconds", think.toMillis() / 1e3);
            return fields;
        }
    }

    /** Transactions start when the profile says so, whatever became of those before. */
    record OpenLoop(RateProfile profile, Spacing spacing) implements Pacing {
        @Override
        public Map<String, Object> describe() {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("loop", "open");
            fields.put("spacing", spacing.name().toLowerCase(Locale.ROOT));
            fields.putAll(ProfileFields.of(profile));
            return fields;
        }
    }
}
