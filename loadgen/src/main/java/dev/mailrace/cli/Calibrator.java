package dev.mailrace.cli;

import dev.mailrace.analysis.RunVerdict;
import dev.mailrace.metrics.RunResult;
import dev.mailrace.net.Transport;
import dev.mailrace.pacing.Pacing;
import dev.mailrace.pacing.RateProfile;
import dev.mailrace.pacing.Spacing;
import dev.mailrace.pacing.StopRule;
import dev.mailrace.report.SeriesReport;
import dev.mailrace.scenario.Scenario;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** The two runs of a calibration: as fast as it goes, and at half of that. */
final class Calibrator {
    private static final double NANOS_PER_MICRO = 1e3;

    private final RunSeries series;
    private final Planner planner;
    private final List<NamedKind> kinds;
    private final EmbeddedSink sink;
    private final Transport transport;
    private final SeriesReport report;

    Calibrator(
            RunSeries series,
            Planner planner,
            List<NamedKind> kinds,
            EmbeddedSink sink,
            Transport transport,
            SeriesReport report) {
        this.series = series;
        this.planner = planner;
        this.kinds = kinds;
        this.sink = sink;
        this.transport = transport;
        this.report = report;
    }

    /** What sends as fast as it goes. */
    Scenario full(Planner.Load load) {
        return scenario(load, new Pacing.ClosedLoop(Duration.ZERO));
    }

    /** Whether somebody has stopped the command: no other run may follow. */
    boolean stopped() {
        return series.stopped();
    }

    RunResult runFull(Scenario full) throws InterruptedException {
        return run("calibrate: as fast as it goes", 1, full.stop().endNanos(), full);
    }

    RunResult runHalf(Planner.Load load, RunResult full) throws InterruptedException {
        return run("calibrate: at half of that", 2, 0, half(load, full));
    }

    private RunResult run(String title, int number, long afterNanos, Scenario scenario) throws InterruptedException {
        report.next(new SeriesReport.Step(title, "run " + number + " of 2", afterNanos));
        RunResult result = series.run(scenario, List.of());
        report.say(title + " … " + SeriesReport.words(result));
        return result;
    }

    /** An open loop that leaves room: what it takes is nobody's but the generator's. */
    private Scenario half(Planner.Load load, RunResult full) {
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

    /** A short calibration before a run: a fifth of the usual time. Null when it found nothing that can be relied on. */
    @Nullable
    Calibration quick() throws InterruptedException {
        Planner.Load load = new Planner.Load(
                new Pacing.ClosedLoop(Duration.ZERO),
                new StopRule(Duration.ofSeconds(1), Duration.ofSeconds(2), 0),
                0,
                Duration.ofSeconds(2));
        RunResult full = runFull(full(load));
        if (stopped() || full.ending() != RunResult.Ending.COMPLETED) {
            return null;
        }
        RunResult half = runHalf(load, full);
        String doubt = doubt(full, half);
        if (!doubt.isEmpty()) {
            report.say("calibrate: nothing is known of this machine: " + doubt);
            return null;
        }
        return of(full, half);
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
