package dev.mailrace.analysis;

import dev.mailrace.fault.Refusal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Compares two sides. Immutable.
 *
 * @param sides what is compared
 * @param gates the metrics with a verdict
 * @param others metrics without one, for information
 * @param newOutcomes endings seen in {@code fresh} alone, as {@code rejected rcpt 451}, and what the server said
 * @param unlike where the runs differ in what was asked for or in their machine
 * @param notes what else a reader has to know, a sentence each without its full stop
 */
public record Comparison(
        Sides sides,
        List<Compared> gates,
        List<Compared> others,
        Map<String, String> newOutcomes,
        List<Likeness.Difference> unlike,
        List<String> notes) {
    /** Runs a side at most. */
    public static final int RUNS_MAX = RankSums.SIZE_MAX;

    /**
     * What is compared.
     *
     * @param unit what one value of a side stands for: {@code run}, or {@code fork}
     * @param base the names of what is compared with
     * @param fresh the names of what is judged
     */
    public record Sides(String unit, List<String> base, List<String> fresh) {
        public Sides {
            base = List.copyOf(base);
            fresh = List.copyOf(fresh);
        }
    }

    public Comparison {
        gates = List.copyOf(gates);
        others = List.copyOf(others);
        newOutcomes = Collections.unmodifiableMap(new LinkedHashMap<>(newOutcomes)); // In their order.
        unlike = List.copyOf(unlike);
        notes = List.copyOf(notes);
    }

    /**
     * Of runs. Those that are unlike or invalid are compared all the same: {@link #unlike} and {@link #notes} say so, and
     * whether that will do is the caller's to decide.
     *
     * @throws Refusal when a side has no run, or too many
     */
    public static Comparison of(List<RunFigures> base, List<RunFigures> fresh, Gates gates) {
        checkSize("base", base.size());
        checkSize("new", fresh.size());
        List<Samples> judged = new ArrayList<>();
        List<Compared> shown = new ArrayList<>();
        List<String> notes = invalid(base, fresh);
        for (Metric metric : gates.judged(base, fresh)) {
            Samples samples = Samples.of(metric, base, fresh);
            if (samples.scant() == null) {
                judged.add(samples);
            } else {
                shown.add(Judge.shown(samples));
                notes.add(metric.name() + " is not judged: " + samples.scant());
            }
        }
        for (Metric metric : gates.shown(base, fresh)) {
            shown.add(Judge.shown(Samples.of(metric, base, fresh)));
        }
        return new Comparison(
                new Sides("run", names(base), names(fresh)),
                Judge.verdicts(judged, "run"),
                shown,
                RunFigures.newOutcomes(base, fresh),
                Likeness.differences(base, fresh),
                notes);
    }

    private static List<String> names(List<RunFigures> runs) {
        return runs.stream().map(RunFigures::name).toList();
    }

    private static void checkSize(String side, int size) {
        if (size < 1 || size > RUNS_MAX) {
            throw new Refusal(side, Samples.counted(size, "run"), "1 to " + RUNS_MAX);
        }
    }

    private static List<String> invalid(List<RunFigures> base, List<RunFigures> fresh) {
        List<String> notes = new ArrayList<>();
        for (RunFigures run : base) {
            addInvalid("BASE ", run, notes);
        }
        for (RunFigures run : fresh) {
            addInvalid("NEW ", run, notes);
        }
        return notes;
    }

    private static void addInvalid(String side, RunFigures run, List<String> notes) {
        if (!run.valid()) {
            notes.add(side + run.name() + " is invalid: " + String.join("; ", run.reasons()));
        }
    }

    /** The same with one more thing that a reader has to know. */
    public Comparison noted(String note) {
        List<String> more = new ArrayList<>(notes);
        more.add(note);
        return new Comparison(sides, gates, others, newOutcomes, unlike, more);
    }

    /** The same without a decision, for a reason that lies outside the numbers. */
    public Comparison undecided(String why) {
        List<Compared> open = gates.stream()
                .map(gate -> gate.verdict() == null ? gate : gate.with(Verdict.INCONCLUSIVE, why))
                .toList();
        return new Comparison(sides, open, others, newOutcomes, unlike, notes);
    }

    /** The worst of the gates' verdicts; improved where one is and none is worse than unchanged. */
    public Verdict verdict() {
        List<Verdict> verdicts = new ArrayList<>();
        for (Compared gate : gates) {
            if (gate.verdict() != null) {
                verdicts.add(gate.verdict());
            }
        }
        return Verdict.overall(verdicts);
    }

    /** The first gate that has the overall verdict; null where nothing changed. */
    public @Nullable Compared decisive() {
        Verdict verdict = verdict();
        for (Compared gate : gates) {
            if (verdict != Verdict.NO_CHANGE && gate.verdict() == verdict) {
                return gate;
            }
        }
        return null;
    }

    /** What happened and what to do, in a sentence. */
    public String sentence() {
        Verdict verdict = verdict();
        Compared first = decisive();
        if (first == null) {
            return "No change: no judged metric got worse by more than its minimum effect.";
        }
        long more = gates.stream().filter(gate -> gate.verdict() == verdict).count() - 1;
        return capitalised(verdict.label()) + ": " + first.metric().name()
                + (more == 0 ? "" : " (and " + more + " more)") + ": " + first.reason() + "." + advice(first);
    }

    /** Where more values would have decided. */
    private String advice(Compared first) {
        int ranked = (int) gates.stream()
                .filter(gate -> gate.metric().scale() != Metric.Scale.EXACT)
                .count();
        int needed = Judge.valuesNeeded(ranked);
        boolean undecided = first.verdict() == Verdict.INCONCLUSIVE || first.verdict() == Verdict.SUSPECT;
        return undecided && Math.min(first.base().size(), first.fresh().size()) < needed
                ? " Take at least " + needed + " " + sides.unit + "s a side, in turns."
                : "";
    }

    private static String capitalised(String words) {
        return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
    }
}
