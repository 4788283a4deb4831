package dev.mailrace.cli;

import dev.mailrace.metrics.RunResult;
import dev.mailrace.pacing.Pacing;
import dev.mailrace.pacing.RateProfile;
import dev.mailrace.pacing.Spacing;
import dev.mailrace.pacing.StopRule;
import dev.mailrace.scenario.Scenario;
import java.time.Duration;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** The two runs of a calibration: as fast as it goes, and at half of that. */
final class Calibrator {
    private static final double NANOS_PER_MICRO = 1e3;

    private final RunSeries series;
    private final Planner planner;
    private final List<NamedKind> kinds;
    private final EmbeddedSink sink;
    private @Nullable Scenario scenario; // of the last run

    Calibrator(CommandSpec spec, Planner planner, List<NamedKind> kinds, EmbeddedSink sink) {
        this.planner = planner;
        this.kinds = kinds;
        this.sink = sink;
        series = new RunSeries(spec, new PlanWords(sink.target()), List.of());
    }

    private RunResult run(Planner.Load load) throws InterruptedException {
        Scenario next = planner.scenario(kinds, sink, planner.transport(), RunId.fresh(), load);
        scenario = next;
        return series.run(next);
    }

    /** What was run. */
    Scenario scenario() {
        if (scenario == null) {
            throw new IllegalStateException("scenario: none (expected: after a run)");
        }
        return scenario;
    }

    RunResult full(Planner.Load load) throws InterruptedException {
        return run(
                new Planner.Load(new Pacing.ClosedLoop(Duration.ZERO), load.stop(), load.connections(), load.drain()));
    }

    /** In an open loop that leaves room: what it takes then is nobody's but the generator's. */
    RunResult half(Planner.Load load, RunResult full) throws InterruptedException {
        Pacing open =
                new Pacing.OpenLoop(new RateProfile.Constant(Math.max(1, full.acceptedPerSecond() / 2)), Spacing.EVEN);
        return run(new Planner.Load(open, load.stop(), load.connections(), load.drain()));
    }

    /** A short calibration before a run: a fifth of the usual time. */
    Calibration quick() throws InterruptedException {
        Planner.Load load = new Planner.Load(
                new Pacing.ClosedLoop(Duration.ZERO),
                new StopRule(Duration.ofSeconds(1), Duration.ofSeconds(2), 0),
                0,
                Duration.ofSeconds(2));
        RunResult full = full(load);
        return of(full, half(load, full));
    }

    static Calibration of(RunResult full, RunResult half) {
        return new Calibration(
                full.acceptedPerSecond(), full.connectionsMax(), micros(half, 50), micros(half, 99), Calibration.now());
    }

    private static double micros(RunResult result, double percentile) {
        Histogram times = result.wholeTimes();
        return times == null ? Double.NaN : times.getValueAtPercentile(percentile) / NANOS_PER_MICRO;
    }
}
