package dev.mailrace.metrics;

import dev.mailrace.session.Outcome;
import java.util.Arrays;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** How the arrivals of one kind of session ended. Owned by one thread at a time, with its {@link Tally}. */
public final class KindTally {
    private long arrivals;
    private final long[] counts = new long[Outcome.Kind.values().length];
    private @Nullable Histogram response; // made with the first time: it is large

    void arrived(long count) {
        arrivals += count;
    }

    void ended(Outcome outcome) {
        counts[outcome.kind().ordinal()]++;
    }

    void answered(long nanos) {
        histogram().recordValue(Math.max(0, nanos));
    }

    void add(Outcome.Kind kind, long count) {
        counts[kind.ordinal()] += count;
    }

    void add(Histogram times) {
        histogram().add(times);
    }

    private Histogram histogram() {
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
            histogram().add(theirs);
        }
    }

    void reset() {
        arrivals = 0;
        Arrays.fill(counts, 0);
        if (response != null) {
            response.reset();
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
        return response == null || response.getTotalCount() == 0 ? null : response;
    }
}
