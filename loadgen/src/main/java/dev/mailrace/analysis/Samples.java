package dev.mailrace.analysis;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The values of a metric on both sides, one per run.
 *
 * @param metric what it is
 * @param base the side that is compared with
 * @param fresh the side that is judged
 * @param missing what was not measured, in words; null: nothing. Without it there is no verdict on the rest
 * @param scant where a run has too few measured values for its percentile, in words; null: nowhere
 * @param bounds how many values of each side are lower bounds
 */
record Samples(
        Metric metric,
        List<Double> base,
        List<Double> fresh,
        @Nullable String missing,
        @Nullable String scant,
        Bounds bounds) {
    /** Times of which it is known only that they were as long at least, a side each. */
    record Bounds(long base, long fresh) {
        static final Bounds NONE = new Bounds(0, 0);

        static Bounds of(Metric metric, List<RunFigures> base, List<RunFigures> fresh) {
            return new Bounds(count(metric, base), count(metric, fresh));
        }

        private static long count(Metric metric, List<RunFigures> runs) {
            return runs.stream()
                    .filter(run -> run.measures().lowerBounds().contains(metric.name()))
                    .count();
        }

        /** Why the verdict cannot be given: the true values may be worse, never better. Null when it can. */
        @Nullable
        String against(Verdict verdict) {
            boolean forNew = verdict == Verdict.NO_CHANGE || verdict == Verdict.IMPROVED;
            boolean forBase = verdict == Verdict.REGRESSED || verdict == Verdict.SUSPECT;
            if ((fresh > 0 && forNew) || (base > 0 && forBase)) {
                return "a lower bound in " + Samples.counted((int) (forNew ? fresh : base), "run") + " of "
                        + (forNew ? "NEW" : "BASE") + ": unanswered messages took longer, by an unknown time";
            }
            return null;
        }
    }

    Samples {
        base = List.copyOf(base);
        fresh = List.copyOf(fresh);
    }

    static Samples of(Metric metric, List<RunFigures> base, List<RunFigures> fresh) {
        List<Double> baseValues = RunFigures.valuesOf(base, metric.name());
        List<Double> freshValues = RunFigures.valuesOf(fresh, metric.name());
        List<String> missing = new ArrayList<>();
        if (baseValues.size() < base.size()) {
            missing.add("in " + (base.size() - baseValues.size()) + " of " + counted(base.size(), "run") + " of BASE");
        }
        if (freshValues.size() < fresh.size()) {
            missing.add(
                    "in " + (fresh.size() - freshValues.size()) + " of " + counted(fresh.size(), "run") + " of NEW");
        }
        List<RunFigures> all = new ArrayList<>(base);
        all.addAll(fresh);
        return new Samples(
                metric,
                baseValues,
                freshValues,
                missing.isEmpty() ? null : "not measured " + String.join(" and ", missing),
                scant(metric, all),
                Bounds.of(metric, base, fresh));
    }

    private static @Nullable String scant(Metric metric, List<RunFigures> runs) {
        for (RunFigures run : runs) {
            Long samples = run.measures().samples().get(metric.name());
            if (samples != null && samples < metric.samplesMin()) {
                return Numbers.whole(samples) + (samples == 1 ? " value in " : " values in ") + run.name()
                        + " (expected: " + Numbers.whole(metric.samplesMin()) + " at least for this percentile)";
            }
        }
        return null;
    }

    static String counted(int count, String noun) {
        return count + " " + noun + (count == 1 ? "" : "s");
    }

    /** Whether there is something to find a verdict on. */
    boolean complete() {
        return missing == null && bothSides();
    }

    boolean bothSides() {
        return !base.isEmpty() && !fresh.isEmpty();
    }

    List<Double> baseBadness() {
        return base.stream().map(metric::badness).toList();
    }

    List<Double> freshBadness() {
        return fresh.stream().map(metric::badness).toList();
    }

    /** From base to fresh, where up is worse; not without both. */
    Shift badness() {
        return Shift.of(baseBadness(), freshBadness());
    }

    /** How likely such ranks are if it got worse by no more than {@code shift}. */
    double probabilityOfWorse(double shift) {
        return complete() ? RankTest.above(baseBadness(), freshBadness(), shift) : 1;
    }

    /** How likely such ranks are if it got better by no more than {@code shift}. */
    double probabilityOfBetter(double shift) {
        return complete() ? RankTest.below(baseBadness(), freshBadness(), -shift) : 1;
    }
}
