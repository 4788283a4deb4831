package dev.mailrace.metrics;

import dev.mailrace.session.Outcome;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * How often each outcome was seen: by kind always, by phase, code and reason up to {@value #DISTINCT_MAX} different ones.
 *
 * <p>Owned by one thread at a time. Counting an outcome that was seen before allocates nothing.
 */
public final class OutcomeCounts {
    /** A server that invents codes must not fill the memory; past this, outcomes count under their kind alone. */
    public static final int DISTINCT_MAX = 200;

    private static final Outcome.Kind[] KINDS = Outcome.Kind.values();

    /** An outcome and how often it was seen; the sample is the first one's. */
    public record Entry(Outcome outcome, long count) {}

    private final long[] byKind = new long[KINDS.length];
    private final List<Outcome> outcomes = new ArrayList<>();
    private long[] counts = new long[8];

    public void add(Outcome outcome, long count) {
        byKind[outcome.kind().ordinal()] += count;
        int index = indexOf(outcome); // First: it may replace the array.
        counts[index] += count;
    }

    private int indexOf(Outcome outcome) {
        for (int i = 0; i < outcomes.size(); i++) {
            if (outcomes.get(i).sameAs(outcome)) {
                return i;
            }
        }
        if (outcomes.size() >= DISTINCT_MAX) {
            return indexOfOthers(outcome.kind());
        }
        return append(outcome);
    }

    private int indexOfOthers(Outcome.Kind kind) {
        Outcome others = new Outcome(kind, null, 0, "", Outcome.Reason.NONE, "others");
        for (int i = 0; i < outcomes.size(); i++) {
            if (outcomes.get(i).sameAs(others)) {
                return i;
            }
        }
        return append(others);
    }

    private int append(Outcome outcome) {
        if (outcomes.size() == counts.length) {
            counts = Arrays.copyOf(counts, counts.length * 2);
        }
        outcomes.add(outcome);
        return outcomes.size() - 1;
    }

    public void add(OutcomeCounts other) {
        for (int i = 0; i < other.outcomes.size(); i++) {
            if (other.counts[i] > 0) {
                add(other.outcomes.get(i), other.counts[i]);
            }
        }
    }

    /** Back to zero; what was seen stays known, so that the next interval allocates nothing. */
    public void reset() {
        Arrays.fill(byKind, 0);
        Arrays.fill(counts, 0);
    }

    public long count(Outcome.Kind kind) {
        return byKind[kind.ordinal()];
    }

    /** The sum over all kinds. */
    public long total() {
        long total = 0;
        for (long count : byKind) {
            total += count;
        }
        return total;
    }

    /** What was seen at least once, most frequent first. */
    public List<Entry> entries() {
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i < outcomes.size(); i++) {
            if (counts[i] > 0) {
                entries.add(new Entry(outcomes.get(i), counts[i]));
            }
        }
        entries.sort(Comparator.comparingLong(Entry::count).reversed());
        return entries;
    }
}
