package dev.mailrace.analysis;

import dev.mailrace.analysis.CapacitySearch.Finding;
import dev.mailrace.metrics.RunResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A run of a search for a capacity, judged.
 *
 * @param step what was tried
 * @param result what came of it
 * @param finding whether the load holds
 * @param reasons why it does not; empty when it does
 */
public record CapacityStep(CapacitySearch.Step step, RunResult result, Finding finding, List<String> reasons) {
    /** What a load counts. */
    public enum Unit {
        /** Messages due a second, in an open loop. */
        RATE("messages/s"),
        /** Sessions at once, in a closed loop. */
        CONNECTIONS("sessions"),
        /** Logins due a second, in an open loop. */
        AUTH("logins/s");

        private final String words;

        Unit(String words) {
            this.words = words;
        }

        @Override
        public String toString() {
            return words;
        }

        /** The name in files and options. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Judges a run that took its time.
     *
     * @param accumulation null in a closed loop, where nothing can pile up
     * @param randomArrivals whether they were due at random
     */
    public static CapacityStep of(
            CapacitySearch.Step step, RunResult result, @Nullable Accumulation accumulation, boolean randomArrivals) {
        RunVerdict verdict = RunVerdict.of(result);
        if (verdict.word() == RunVerdict.Word.INVALID) {
            return new CapacityStep(step, result, Finding.GENERATOR, List.of(verdict.reason()));
        }
        List<String> reasons = new ArrayList<>();
        if (verdict.word() == RunVerdict.Word.FAILED) {
            reasons.add(verdict.reason());
        }
        if (accumulation == null) { // Sessions are the load, and those it was short of say who refused them.
            result.shortfalls().forEach(shortfall -> reasons.add(shortfall.what()));
        }
        List<String> open = new ArrayList<>();
        for (Slo.Verdict threshold : verdict.thresholds()) {
            if (!threshold.passed()) {
                (threshold.broken() ? reasons : open)
                        .add((threshold.broken() ? "" : "not decided: ") + threshold.words());
            }
        }
        long unanswered = result.measured().outcomes().unanswered()
                + result.warmup().outcomes().unanswered();
        if (unanswered > 0) {
            reasons.add(String.format(Locale.ROOT, "%,d had no answer when the run ended", unanswered));
        }
        if (accumulation != null && accumulation.isFallingBehind(randomArrivals)) {
            reasons.add(String.format(
                    Locale.ROOT, "fell behind: %.1f %% of what was due piled up", 100 * accumulation.share()));
        }
        if (accumulation != null && accumulation.isDeliveringTooLittle(randomArrivals)) {
            reasons.add(String.format(
                    Locale.ROOT,
                    "delivered too little: %.1f %% of what was accepted piled up in the server",
                    100 * accumulation.undeliveredShare()));
        }
        if (reasons.isEmpty() && !open.isEmpty() && Measured.of(result).unknown() == 0) {
            return new CapacityStep(step, result, Finding.GENERATOR, open); // Its own lateness is all that is in doubt.
        }
        reasons.addAll(open);
        return new CapacityStep(step, result, reasons.isEmpty() ? Finding.HELD : Finding.BROKEN, reasons);
    }

    public CapacityStep {
        reasons = List.copyOf(reasons);
    }
}
