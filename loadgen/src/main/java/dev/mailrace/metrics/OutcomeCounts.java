package dev.mailrace.metrics;

import dev.mailrace.session.Outcome;
import dev.mailrace.session.Phase;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * How often each outcome was seen: by kind always; by phase, code and reason up to {@value #FOLDED_MAX} different ones, and
 * with their enhanced codes the first {@value #DISTINCT_MAX}.
 *
 * <p>Owned by one thread at a time. Counting an outcome that was seen before allocates nothing, and takes the same time
 * however many there are.
 */
public final class OutcomeCounts {
    /** A server that invents enhanced codes must not fill the memory: past this, outcomes count without them. */
    public static final int DISTINCT_MAX = 200;

    /** Room for every code of a refusal at ten phases; past this, outcomes count under their kind alone. */
    static final int FOLDED_MAX = 8_192;

    private static final Outcome.Kind[] KINDS = Outcome.Kind.values();
    private static final Outcome[] OTHERS = others();

    /** An outcome and how often it was seen; the sample is the first one's. */
    public record Entry(Outcome outcome, long count) {}

    private static final Comparator<Entry> ORDER = Comparator.comparingLong(Entry::count)
            .reversed()
            .thenComparing(entry -> entry.outcome().kind())
            .thenComparingInt(OutcomeCounts::phaseNumber)
            .thenComparingInt(entry -> entry.outcome().code())
            .thenComparing(entry -> entry.outcome().enhanced())
            .thenComparing(entry -> entry.outcome().reason())
            .thenComparing(entry -> entry.outcome().sample());

    private final long[] byKind = new long[KINDS.length];
    private long unanswered;
    private long asAsked;
    private final List<Outcome> outcomes = new ArrayList<>();
    private long[] counts = new long[8];
    private int[] table = new int[16]; // By hash: an index plus 1, or 0; open addressing, at most half full.

    private static Outcome[] others() {
        Outcome[] others = new Outcome[KINDS.length];
        for (Outcome.Kind kind : KINDS) {
            others[kind.ordinal()] = new Outcome(kind, null, 0, "", Outcome.Reason.NONE, "others");
        }
        return others;
    }

    private static int phaseNumber(Entry entry) {
        Phase phase = entry.outcome().phase();
        return phase == null ? -1 : phase.ordinal();
    }

    public void add(Outcome outcome, long count) {
        byKind[outcome.kind().ordinal()] += count;
        if (outcome.reason() == Outcome.Reason.UNANSWERED) {
            unanswered += count;
        } else if (outcome.reason() == Outcome.Reason.AS_ASKED) {
            asAsked += count;
        }
        int index = indexOf(outcome); // First: it may replace the array.
        counts[index] += count;
    }

    private int indexOf(Outcome outcome) {
        int known = find(outcome, outcome.enhanced());
        if (known >= 0) {
            return known;
        }
        if (outcomes.size() < DISTINCT_MAX) {
            return append(outcome);
        }
        known = find(outcome, "");
        if (known >= 0) {
            return known;
        }
        if (outcomes.size() < FOLDED_MAX) {
            return append(new Outcome(
                    outcome.kind(), outcome.phase(), outcome.code(), "", outcome.reason(), outcome.sample()));
        }
        Outcome others = OTHERS[outcome.kind().ordinal()];
        known = find(others, "");
        return known >= 0 ? known : append(others);
    }

    /** Where {@code outcome} stands, with {@code enhanced} for its enhanced code; negative when it does not. */
    private int find(Outcome outcome, String enhanced) {
        for (int at = hash(outcome, enhanced); ; at++) {
            int index = table[at & (table.length - 1)] - 1;
            if (index < 0) {
                return -1;
            }
            Outcome known = outcomes.get(index);
            if (known.kind() == outcome.kind()
                    && known.phase() == outcome.phase()
                    && known.code() == outcome.code()
                    && known.reason() == outcome.reason()
                    && known.enhanced().equals(enhanced)) {
                return index;
            }
        }
    }

    private static int hash(Outcome outcome, String enhanced) {
        int phase = outcome.phase() == null ? 0 : outcome.phase().ordinal() + 1;
        int hash = enhanced.hashCode();
        hash = 31 * hash + outcome.code();
        hash = 31 * hash + phase;
        hash = 31 * hash + outcome.reason().ordinal();
        hash = 31 * hash + outcome.kind().ordinal();
        return (hash ^ hash >>> 16) & Integer.MAX_VALUE;
    }

    private int append(Outcome outcome) {
        if (outcomes.size() == counts.length) {
            counts = Arrays.copyOf(counts, counts.length * 2);
            table = new int[counts.length * 2];
            for (int i = 0; i < outcomes.size(); i++) {
                enter(i);
            }
        }
        outcomes.add(outcome);
        enter(outcomes.size() - 1);
        return outcomes.size() - 1;
    }

    private void enter(int index) {
        Outcome outcome = outcomes.get(index);
        int at = hash(outcome, outcome.enhanced());
        while (table[at & (table.length - 1)] != 0) {
            at++;
        }
        table[at & (table.length - 1)] = index + 1;
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
        unanswered = 0;
        asAsked = 0;
    }

    public long count(Outcome.Kind kind) {
        return byKind[kind.ordinal()];
    }

    /** Of those that the run's end cut off: they had waited longer than any that was accepted. */
    public long unanswered() {
        return unanswered;
    }

    /** Of those that the run's end cut off: nothing is known of them, for they had not waited long. */
    public long cutOffYoung() {
        return count(Outcome.Kind.CUT_OFF) - unanswered - asAsked;
    }

    /** Those that we ended on purpose. */
    public long asAsked() {
        return asAsked;
    }

    /** The sum over all kinds. */
    public long total() {
        long total = 0;
        for (long count : byKind) {
            total += count;
        }
        return total;
    }

    /** What was seen at least once, most frequent first; equally frequent ones in an order that no history changes. */
    public List<Entry> entries() {
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i < outcomes.size(); i++) {
            if (counts[i] > 0) {
                entries.add(new Entry(outcomes.get(i), counts[i]));
            }
        }
        entries.sort(ORDER);
        return entries;
    }
}
