package dev.mailrace.cli;

import dev.mailrace.metrics.RunResult;
import dev.mailrace.net.Transport;
import dev.mailrace.pacing.Pacing;
import dev.mailrace.pacing.RateProfile;
import dev.mailrace.pacing.Spacing;
import dev.mailrace.pacing.StopRule;
import dev.mailrace.scenario.Scenario;
import java.time.Duration;
import java.util.List;
import org.HdrHistogram.Histogram;

/** The two runs of a calibration: as fast as it goes, and at half of that. */
final class Calibrator {
    private static final double NANOS_PER_MICRO = 1e3;

    private final RunSeries series;
    private final Planner planner;
    private final List<NamedKind> kinds;
    private final EmbeddedSink sink;
    private final Transport transport;

    Calibrator(RunSeries series, Planner planner, List<NamedKind> kinds, EmbeddedSink sink, Transport transport) {
        this.series = series;
        this.planner = planner;
        this.kinds = kinds;
        this.sink = sink;
        this.transport = transport;
    }

    RunResult run(Scenario scenario) throws InterruptedException {
        return series.run(scenario);
    }

    /** A closed loop. */
    Scenario full(Planner.Load load) {
        return scenario(load, new Pacing.ClosedLoop(Duration.ZERO));
    }

    /** An open loop that leaves room: what it takes is nobody's but the generator's. */
    Scenario half(Planner.Load load, RunResult full) {
        RateProfile rate = new RateProfile.Constant(Math.max(1, full.acceptedPerSecond() / 2));
        return scenario(load, new Pacing.OpenLoop(rate, Spacing.EVEN));
    }

    private Scenario scenario(Planner.Load load, Pacing pacing) {
        return planner.scenario(
                kinds,
                sink,
                transport,
                RunId.fresh(),
                new Planner.Load(pacing, load.stop(), load.connections(), load.drain()));
    }

    /** A short calibration before a run: a fifth of the usual time. */
    Calibration quick() throws InterruptedException {
        Planner.Load load = new Planner.Load(
                new Pacing.ClosedLoop(Duration.ZERO),
                new StopRule(Duration.ofSeconds(1), Duration.ofSeconds(2), 0),
                0,
                Duration.ofSeconds(2));
        RunResult full = run(full(load));
        return of(full, run(half(load, full)));
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
