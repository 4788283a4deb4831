package dev.mailrace.options;

import dev.mailrace.analysis.Comparison;
import dev.mailrace.experiment.BeforeRun;
import dev.mailrace.experiment.Load;
import dev.mailrace.experiment.PairedRuns;
import dev.mailrace.experiment.RunSeries;
import dev.mailrace.fault.Refusal;
import dev.mailrace.pacing.StopRule;
import dev.mailrace.scenario.Scenario;
import dev.mailrace.scenario.Units;
import java.time.Duration;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How two sides run in turns. */
public final class PairOptions {
    private static final Duration MEASURE = Duration.ofSeconds(5);
    private static final Duration WARMUP = Duration.ofSeconds(1);

    private static final int PAIRS_MAX = Comparison.RUNS_MAX;

    @Option(names = "--pairs", paramLabel = "N", description = "Runs of each target (default: ${DEFAULT-VALUE}).")
    public int pairs = 7;

    @Option(
            names = "--pairs-max",
            paramLabel = "N",
            description = "While the verdict is 'suspect', pairs are added up to this number (default: twice --pairs).")
    @Nullable
    Integer pairsMax;

    @Option(
            names = "--before-a",
            paramLabel = "COMMAND",
            description = "Shell command before each run of A, to switch builds or settings. It must succeed.")
    @Nullable
    String beforeA;

    @Option(names = "--before-b", paramLabel = "COMMAND", description = "Shell command before each run of B.")
    @Nullable
    String beforeB;

    @Option(
            names = "--no-control",
            description =
                    "Does not run the embedded sink as a control: faster, but noise of the machine goes unnoticed.")
    public boolean noControl;

    /** What options of all commands are for this one where nobody sets them. */
    public static Map<String, String> defaults() {
        return Map.of("--duration", MEASURE.toSeconds() + "s per run", "--warmup", WARMUP.toSeconds() + "s");
    }

    /**
     * Refuses what cannot be meant.
     *
     * @param targets how many are named
     */
    public void check(int targets, LoadOptions load) {
        if (targets == 0) {
            throw new Refusal("ab", "no target", "A and B, or one with --before-a, --before-b");
        }
        if (targets == 1 && (beforeA == null || beforeB == null)) {
            throw new Refusal("ab", "one target", "two, or --before-a and --before-b to switch between");
        }
        if (pairs < 2 || pairs > PAIRS_MAX) {
            throw new Refusal("pairs", pairs, "2 to " + PAIRS_MAX + "; 7 or more");
        }
        if (pairsMax != null && (pairsMax < pairs || pairsMax > PAIRS_MAX)) {
            throw new Refusal("pairs-max", pairsMax, pairs + " to " + PAIRS_MAX);
        }
        if (load.messages != null && load.duration == null) {
            throw new Refusal("messages", "given to ab", "a duration, -d");
        }
    }

    /** Up to how many pairs are made while nothing is decided. */
    public int most() {
        return pairsMax == null ? Math.min(2 * pairs, PAIRS_MAX) : pairsMax;
    }

    /** Makes A or B ready for a run. */
    public void switchTo(boolean a, BooleanSupplier stopped) throws InterruptedException {
        BeforeRun.run(a ? "before-a" : "before-b", a ? beforeA : beforeB, stopped);
    }

    public PairedRuns.Side side(boolean a, RunSeries series, Scenario scenario) {
        return observers -> {
            switchTo(a, series::stopped);
            return series.run(scenario, observers.get());
        };
    }

    /** Each run's load. */
    public Load load(LoadOptions load, Duration ramp) {
        StopRule stop = new StopRule(
                load.warmup == null ? WARMUP : Units.duration("warmup", load.warmup),
                load.duration == null ? MEASURE : Units.positiveDuration("duration", load.duration),
                0);
        return new Load(load.pacing(ramp), stop, 0, load.drain());
    }

    /** The control's: half as long, for it doubles the number of runs. */
    public static Load shorter(Load load, int connections) {
        StopRule stop = load.stop();
        Duration measured = stop.measured();
        return new Load(
                load.pacing(),
                new StopRule(stop.warmup().dividedBy(2), (measured == null ? MEASURE : measured).dividedBy(2), 0),
                connections,
                load.drain());
    }
}
