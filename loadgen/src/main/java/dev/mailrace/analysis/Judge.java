package dev.mailrace.analysis;

import dev.mailrace.analysis.Compared.Probabilities;
import dev.mailrace.analysis.Metric.Scale;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Turns the values of both sides into verdicts.
 *
 * <p>A verdict of change needs two things: that chance is unlikely, and that the change passes the metric's minimum effect
 * with 95 % confidence. Verdicts of one comparison share the risk of a false alarm ({@link RankTest#adjusted}).
 */
final class Judge {
    private static final double RISK = 0.05;
    private static final double ROUNDING = 1e-12; // 1 of 20 arrangements is 0.05, also where it is computed.

    /** What one value stands for: {@code run}, or {@code fork}. */
    private final String unit;

    /** How many verdicts share the risk. */
    private final int verdicts;

    private Judge(String unit, int verdicts) {
        this.unit = unit;
        this.verdicts = verdicts;
    }

    /** A verdict on each of {@code gates}, in their order; {@code unit} is what one value stands for. */
    static List<Compared> verdicts(List<Samples> gates, String unit) {
        List<Samples> ranked = gates.stream()
                .filter(gate -> gate.metric().scale() != Scale.EXACT)
                .toList();
        double[] worse = RankTest.adjusted(ranked.stream()
                .mapToDouble(gate -> gate.probabilityOfWorse(gate.metric().minBadness()))
                .toArray());
        double[] better = RankTest.adjusted(ranked.stream()
                .mapToDouble(gate -> gate.probabilityOfBetter(gate.metric().minBadness()))
                .toArray());
        Judge judge = new Judge(unit, ranked.size());
        List<Compared> compared = new ArrayList<>();
        for (Samples gate : gates) {
            int index = ranked.indexOf(gate);
            compared.add(
                    index < 0
                            ? exact(gate)
                            : judge.ranked(
                                    gate, new Probabilities(gate.probabilityOfWorse(0), worse[index], better[index])));
        }
        return compared;
    }

    /** Without a verdict. */
    static Compared shown(Samples samples) {
        return compared(samples, null, null, "");
    }

    private static Compared compared(
            Samples samples, @Nullable Probabilities probabilities, @Nullable Verdict verdict, String reason) {
        Metric metric = samples.metric();
        Shift change = samples.bothSides() ? metric.change(samples.badness()) : null;
        return new Compared(metric, samples.base(), samples.fresh(), change, probabilities, verdict, reason);
    }

    private static Compared incomplete(Samples gate, @Nullable Probabilities probabilities) {
        String missing = gate.missing();
        return compared(gate, probabilities, Verdict.INCONCLUSIVE, missing == null ? "not measured" : missing);
    }

    private static Compared exact(Samples gate) {
        if (!gate.complete()) {
            return incomplete(gate, null);
        }
        Compared shown = shown(gate);
        Metric metric = gate.metric();
        double worse = metric.badness(Math.rint(shown.freshMedian())) - metric.badness(Math.rint(shown.baseMedian()));
        Verdict verdict = worse == 0 ? Verdict.NO_CHANGE : worse > 0 ? Verdict.REGRESSED : Verdict.IMPROVED;
        return compared(gate, null, verdict, worse == 0 ? "the same" : metric.words(worse) + ", counted exactly");
    }

    private Compared ranked(Samples gate, Probabilities probabilities) {
        if (!gate.complete()) {
            return incomplete(gate, probabilities);
        }
        Shift worse = gate.badness();
        Verdict verdict = verdict(gate, worse, probabilities);
        String against = gate.bounds().against(verdict);
        if (against != null) {
            return compared(gate, probabilities, Verdict.INCONCLUSIVE, against);
        }
        String reason = switch (verdict) {
            case REGRESSED -> beyond(gate.metric(), worse.estimate(), worse.low(), probabilities.regressed());
            case IMPROVED -> beyond(gate.metric(), worse.estimate(), worse.high(), probabilities.improved());
            case SUSPECT -> suspect(gate, worse, probabilities);
            case INCONCLUSIVE -> inconclusive(gate, worse);
            case NO_CHANGE -> unchanged(gate.metric(), worse);
        };
        return compared(gate, probabilities, verdict, reason);
    }

    private static Verdict verdict(Samples gate, Shift worse, Probabilities probabilities) {
        double min = gate.metric().minBadness();
        if (probabilities.regressed() <= RISK + ROUNDING) {
            return Verdict.REGRESSED;
        }
        if (probabilities.improved() <= RISK + ROUNDING) {
            return Verdict.IMPROVED;
        }
        if (probabilities.unchanged() < RISK && worse.estimate() > min) {
            return Verdict.SUSPECT;
        }
        if (worse.high() < min) {
            return Verdict.NO_CHANGE;
        }
        return few(gate) || worse.high() - worse.low() > 2 * min ? Verdict.INCONCLUSIVE : Verdict.NO_CHANGE;
    }

    private static boolean few(Samples gate) {
        return gate.base().size() < 2 || gate.fresh().size() < 2;
    }

    private static String beyond(Metric metric, double estimate, double bound, double p) {
        return metric.words(estimate) + ", at least " + metric.words(bound) + " with 95 % confidence; minimum effect "
                + metric.minWords() + " (p " + Numbers.probability(p) + ")";
    }

    private String suspect(Samples gate, Shift worse, Probabilities probabilities) {
        Metric metric = gate.metric();
        return metric.words(worse.estimate()) + ", significant (p "
                + Numbers.probability(probabilities.unchanged()) + "), but not shown to exceed the minimum effect of "
                + metric.minWords() + ": " + moreRuns(gate);
    }

    /** What would decide: with few runs no ranks are unlikely enough. */
    private String moreRuns(Samples gate) {
        int needed = valuesNeeded(verdicts);
        int had = Math.min(gate.base().size(), gate.fresh().size());
        return had < needed
                ? "at least " + needed + " " + unit + "s a side are needed for " + Samples.counted(verdicts, "verdict")
                : "add " + unit + "s";
    }

    /** The fewest values a side by which one of that many verdicts can be a change at all. */
    static int valuesNeeded(int verdicts) {
        int needed = 2;
        while (needed < RankSums.SIZE_MAX && new RankSums(needed, needed).smallest() * verdicts > RISK + ROUNDING) {
            needed++;
        }
        return needed;
    }

    private String inconclusive(Samples gate, Shift worse) {
        int base = gate.base().size();
        int fresh = gate.fresh().size();
        if (few(gate)) {
            String sides = base == 1 && fresh == 1
                    ? "one " + unit + " a side"
                    : Samples.counted(base, unit) + " of BASE and " + fresh + " of NEW";
            return sides + ": the " + unit + "-to-" + unit + " variance is unknown";
        }
        if (!worse.bounded()) {
            return base + " and " + Samples.counted(fresh, unit)
                    + " are too few for a 90 % interval (expected: at least 3 a side)";
        }
        Metric metric = gate.metric();
        return "90 % interval " + metric.range(worse) + ": too wide to detect " + metric.minWords() + "; add " + unit
                + "s, lengthen them, or use a quieter machine";
    }

    private static String unchanged(Metric metric, Shift worse) {
        return worse.high() < metric.minBadness()
                ? "at most " + metric.words(worse.high()) + "; minimum effect " + metric.minWords()
                : metric.words(worse.estimate()) + ", not shown to exceed " + metric.minWords();
    }
}
