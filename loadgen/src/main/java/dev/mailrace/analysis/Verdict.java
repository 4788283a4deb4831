package dev.mailrace.analysis;

import dev.mailrace.fault.Refusal;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What a comparison finds, worst first. */
public enum Verdict {
    /** Worse by more than the minimum effect, with 95 % confidence. */
    REGRESSED("regressed"),
    /** Worse, and the estimate passes the minimum effect; but its bound does not. */
    SUSPECT("suspect"),
    /** The runs are too few, too short or too unlike each other to say. */
    INCONCLUSIVE("inconclusive"),
    /** Not worse by more than the minimum effect. */
    NO_CHANGE("no change"),
    /** Better by more than the minimum effect, with 95 % confidence. */
    IMPROVED("improved");

    private final String label;

    Verdict(String label) {
        this.label = label;
    }

    /** The words for people and files. */
    public String label() {
        return label;
    }

    /** Whether this is {@code other} or worse. */
    public boolean asBadAs(Verdict other) {
        return compareTo(other) <= 0;
    }

    /** The overall verdict: the worst; improved only where something did and nothing is worse than unchanged. */
    static Verdict overall(Iterable<Verdict> verdicts) {
        Verdict worst = NO_CHANGE;
        boolean improved = false;
        for (Verdict verdict : verdicts) {
            worst = verdict.asBadAs(worst) ? verdict : worst;
            improved |= verdict == IMPROVED;
        }
        return worst == NO_CHANGE && improved ? IMPROVED : worst;
    }

    /**
     * The verdict of that label, in any case.
     *
     * @throws Refusal with {@code option} and all labels, when there is none
     */
    public static Verdict of(String option, String label) {
        for (Verdict verdict : values()) {
            if (verdict.label.equals(label.strip().toLowerCase(Locale.ROOT))) {
                return verdict;
            }
        }
        throw new Refusal(
                option,
                label,
                "one of " + Arrays.stream(values()).map(Verdict::label).collect(Collectors.joining(", ")));
    }
}
