package dev.mailrace.experiment;

import dev.mailrace.analysis.RunVerdict;
import dev.mailrace.metrics.RunResult;
import dev.mailrace.pacing.Pacing;
import dev.mailrace.pacing.RateProfile;
import dev.mailrace.pacing.Spacing;
import dev.mailrace.pacing.StopRule;
import dev.mailrace.scenario.Scenario;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.function.Function;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** The two runs of a calibration: at full speed, and at half of it. Owned by one thread. */
public final class Calibrator {
    private static final double NANOS_PER_MICRO = 1e3;

    /** Of a short one. */
    private static final Load QUICK = new Load(
            new Pacing.ClosedLoop(Duration.ZERO),
            new StopRule(Duration.ofSeconds(1), Duration.ofSeconds(2), 0),
            0,
            Duration.ofSeconds(2));

    /** One of the runs. */
    public enum Part {
        FULL("full speed"),
        HALF("half speed");

        private final String words;

        Part(String words) {
            this.words = words;
        }

        @Override
        public String toString() {
            return words;
        }
    }

    /** Is told the progress. */
    public interface Watch {
        /**
         * A run begins.
         *
         * @param afterNanos how long the runs after it will take
         */
        void next(Part part, long afterNanos);

        /** A run came to its end. */
        void ended(Part part, RunResult result);
    }

    /**
     * What both runs came to.
     *
     * @param scenario that of the first
     * @param half null: the first ended early
     * @param doubt why nothing can be said of the machine; empty when something can
     */
    public record Found(
            Scenario scenario, RunResult full, @Nullable RunResult half, String doubt) {
        /** What is known of the machine; null where there is a doubt. */
        public @Nullable Calibration calibration() {
            return half == null || !doubt.isEmpty() ? null : of(full, half);
        }
    }

    private final RunSeries series;
    private final Function<Load, Scenario> scenarios;
    private final Watch watch;

    /** @param scenarios makes what is to be calibrated for, against the embedded sink, with a load */
    public Calibrator(RunSeries series, Function<Load, Scenario> scenarios, Watch watch) {
        this.series = series;
        this.scenarios = scenarios;
        this.watch = watch;
    }

    /** A short calibration before a run: a fifth of the usual time. */
    public Found quick() throws InterruptedException {
        return run(QUICK);
    }

    /** Both runs, of which the second is left out when the first ends early. */
    public Found run(Load load) throws InterruptedException {
        Scenario scenario = scenario(load, new Pacing.ClosedLoop(Duration.ZERO));
        RunResult full = run(Part.FULL, load.stop().endNanos(), scenario);
        if (full.ending() != RunResult.Ending.COMPLETED || series.stopped()) {
            return new Found(scenario, full, null, "it ended early");
        }
        // An open loop that leaves room: its time is the generator's own.
        RateProfile rate = new RateProfile.Constant(Math.max(1, full.acceptedPerSecond() / 2));
        RunResult half = run(Part.HALF, 0, scenario(load, new Pacing.OpenLoop(rate, Spacing.EVEN)));
        return new Found(scenario, full, half, doubt(full, half));
    }

    private Scenario scenario(Load load, Pacing pacing) {
        return scenarios.apply(new Load(pacing, load.stop(), load.connections(), load.drain()));
    }

    private RunResult run(Part part, long afterNanos, Scenario scenario) throws InterruptedException {
        watch.next(part, afterNanos);
        RunResult result = series.run(scenario, List.of());
        watch.ended(part, result);
        return result;
    }

    /** Why nothing can be said of the machine after these runs; empty when something can. */
    static String doubt(RunResult full, RunResult half) {
        List<String> reasons = new ArrayList<>();
        for (RunResult run : List.of(full, half)) {
            RunVerdict verdict = RunVerdict.of(run);
            if (run.ending() != RunResult.Ending.COMPLETED) {
                reasons.add("a run ended early");
            } else if (verdict.word() == RunVerdict.Word.INVALID || verdict.word() == RunVerdict.Word.FAILED) {
                reasons.add(verdict.reason());
            } else if (run.wholeTimes() == null || run.acceptedPerSecond() == 0) {
                reasons.add("nothing was timed");
            }
        }
        return String.join("; ", new LinkedHashSet<>(reasons));
    }

    /** Of two runs that leave no {@link #doubt}. */
    static Calibration of(RunResult full, RunResult half) {
        return new Calibration(
                full.acceptedPerSecond(), full.connectionsMax(), micros(half, 50), micros(half, 99), Calibration.now());
    }

    private static double micros(RunResult result, double percentile) {
        Histogram times = result.wholeTimes();
        return times == null ? Double.NaN : times.getValueAtPercentile(percentile) / NANOS_PER_MICRO;
    }
}
