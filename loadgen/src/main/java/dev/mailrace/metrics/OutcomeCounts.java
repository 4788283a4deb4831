package dev.mailrace.metrics;

import dev.mailrace.session.Outcome;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * How often each outcome was seen: by kind, phase, code and reason always, by enhanced code up to {@value #DISTINCT_MAX}
 * different ones.
 *
 * <p>Owned by one thread at a time. Counting an outcome that was seen before allocates nothing, and takes no longer with
 * many of them than with few.
 */
public final class OutcomeCounts {
    /** A server that invents enhanced codes must not fill the memory; past this, outcomes count without theirs. */
    public static final int DISTINCT_MAX = 200;

    /**
     * Enough for each code that may refuse, 400 to 599, in each phase. Past this, which no server can come to that we know
     * how to talk to, only the code's class counts.
     */
    static final int EXACT_MAX = 8_192;

    private static final Outcome.Kind[] KINDS = Outcome.Kind.values();

    /** An outcome and how often it was seen; the sample is the first one's. */
    public record Entry(Outcome outcome, long count) {}

    private static final String OTHERS = "others";
    private static final int CODES_A_CLASS = 100;

    private final long[] byKind = new long[KINDS.length];
    private final List<Outcome> outcomes = new ArrayList<>();
    private long[] counts = new long[8];
    private int[] places = new int[32]; // by hash: an index and 1; 0 is free. At most half are taken.
    private int latest; // Most outcomes are the same as the one before.

    public void add(Outcome outcome, long count) {
        byKind[outcome.kind().ordinal()] += count;
        int index = indexOf(outcome); // First: it may replace the array.
        counts[index] += count;
    }

    private int indexOf(Outcome outcome) {
        if (latest >= outcomes.size() || outcomes.get(latest) != outcome) {
            latest = find(outcome);
        }
        return latest;
    }

    private int find(Outcome outcome) {
        int index = indexOf(outcome, outcome.code(), outcome.enhanced(), outcome.reason());
        if (index >= 0) {
            return index;
        }
        if (outcomes.size() < DISTINCT_MAX) {
            return append(outcome);
        }
        index = indexOf(outcome, outcome.code(), "", outcome.reason());
        if (index >= 0) {
            return index;
        }
        if (outcomes.size() < EXACT_MAX) {
            return append(like(outcome, outcome.code(), outcome.reason(), outcome.sample()));
        }
        int classCode = outcome.code() / CODES_A_CLASS * CODES_A_CLASS;
        index = indexOf(outcome, classCode, "", Outcome.Reason.NONE);
        return index >= 0 ? index : append(like(outcome, classCode, Outcome.Reason.NONE, OTHERS));
    }

    private static Outcome like(Outcome outcome, int code, Outcome.Reason reason, String sample) {
        return new Outcome(outcome.kind(), outcome.phase(), code, "", reason, sample);
    }

    /** Where that outcome is, but with this code and reason; -1 when it was never seen. */
    private int indexOf(Outcome outcome, int code, String enhanced, Outcome.Reason reason) {
        int place = hash(outcome, code, enhanced, reason) & (places.length - 1);
        while (places[place] != 0) {
            Outcome known = outcomes.get(places[place] - 1);
            if (known.code() == code
                    && known.phase() == outcome.phase()
                    && known.kind() == outcome.kind()
                    && known.reason() == reason
                    && known.enhanced().equals(enhanced)) {
                return places[place] - 1;
            }
            place = (place + 1) & (places.length - 1);
        }
        return -1;
    }

    private static int hash(Outcome outcome, int code, String enhanced, Outcome.Reason reason) {
        int hash = outcome.phase() == null ? 0 : outcome.phase().ordinal() + 1;
        hash = 31 * hash + outcome.kind().ordinal();
        hash = 31 * hash + reason.ordinal();
        hash = 31 * hash + code;
        hash = (31 * hash + enhanced.hashCode()) * 0x9E3779B9; // The golden ratio: near keys come to lie apart.
        return hash ^ hash >>> 16;
    }

    private int append(Outcome outcome) {
        if (outcomes.size() == counts.length) {
            counts = Arrays.copyOf(counts, counts.length * 2);
        }
        outcomes.add(outcome);
        if (2 * outcomes.size() > places.length) {
            places = new int[places.length * 2];
            for (int index = 0; index < outcomes.size(); index++) {
                place(index);
            }
        } else {
            place(outcomes.size() - 1);
        }
        return outcomes.size() - 1;
    }

    private void place(int index) {
        Outcome outcome = outcomes.get(index);
        int place = hash(outcome, outcome.code(), outcome.enhanced(), outcome.reason()) & (places.length - 1);
        while (places[place] != 0) {
            place = (place + 1) & (places.length - 1);
        }
        places[place] = index + 1;
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
        Arrays.fill(counts, 0, outcomes.size(), 0);
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
