package dev.mailrace.metrics;

import dev.mailrace.session.Outcome;
import dev.mailrace.session.Phase;
import java.util.Arrays;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** How the arrivals of one kind of session ended. Owned by one thread at a time, with its {@link Tally}. */
public final class KindTally {
    private long arrivals;
    private final long[] counts = new long[Outcome.Kind.values().length];
    private final @Nullable Histogram[] services = new @Nullable Histogram[Phase.values().length]; // likewise
    private @Nullable Histogram response; // made with the first time: it is large

    void arrived(long count) {
        arrivals += count;
    }

    void ended(Outcome outcome) {
        counts[outcome.kind().ordinal()]++;
    }

    void answered(long nanos) {
        ownResponse().recordValue(Math.max(0, nanos));
    }

    void add(Outcome.Kind kind, long count) {
        counts[kind.ordinal()] += count;
    }

    void add(Histogram times) {
        ownResponse().add(times);
    }

    void time(Phase phase, long nanos) {
        own(phase).recordValue(Math.max(0, nanos));
    }

    void add(Phase phase, Histogram times) {
        own(phase).add(times);
    }

    Histogram own(Phase phase) {
        Histogram histogram = services[phase.ordinal()];
        if (histogram == null) {
            histogram = Tally.histogram();
            services[phase.ordinal()] = histogram;
        }
        return histogram;
    }

    Histogram ownResponse() {
        Histogram histogram = response;
        if (histogram == null) {
            histogram = Tally.histogram();
            response = histogram;
        }
        return histogram;
    }

    void add(KindTally other) {
        arrivals += other.arrivals;
        for (int i = 0; i < counts.length; i++) {
            counts[i] += other.counts[i];
        }
        Histogram theirs = other.response();
        if (theirs != null) {
            ownResponse().add(theirs);
        }
        for (Phase phase : Phase.values()) {
            Histogram times = other.service(phase);
            if (times != null) {
                own(phase).add(times);
            }
        }
    }

    void reset() {
        arrivals = 0;
        Arrays.fill(counts, 0);
        reset(response);
        for (Histogram histogram : services) {
            reset(histogram);
        }
    }

    /* To clear a histogram costs as much as it is large, each second. */
    private static void reset(@Nullable Histogram histogram) {
        if (histogram != null && histogram.getTotalCount() > 0) {
            histogram.reset();
        }
    }

    /** Those that were due. */
    public long arrivals() {
        return arrivals;
    }

    public long count(Outcome.Kind kind) {
        return counts[kind.ordinal()];
    }

    /** Response times of accepted transactions in nanoseconds: borrowed; null when there are none. */
    public @Nullable Histogram response() {
        return orNull(response);
    }

    /** Service times of a phase in nanoseconds, where it ended as it should: borrowed; null when there are none. */
    public @Nullable Histogram service(Phase phase) {
        return orNull(services[phase.ordinal()]);
    }

    private static @Nullable Histogram orNull(@Nullable Histogram times) {
        return times == null || times.getTotalCount() == 0 ? null : times;
    }
}
