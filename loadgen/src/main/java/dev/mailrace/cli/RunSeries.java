package dev.mailrace.cli;

import dev.mailrace.engine.Engine;
import dev.mailrace.metrics.RunInfo;
import dev.mailrace.metrics.RunObserver;
import dev.mailrace.metrics.RunResult;
import dev.mailrace.report.SeriesReport;
import dev.mailrace.scenario.Scenario;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/** Runs that a command makes one after the other; an interrupt ends the one that goes on, and its result says so. */
final class RunSeries {
    private final CommandSpec spec;
    private final PlanWords words;
    private final List<String> slos;
    private final SeriesReport report;
    private final Metering metering;
    private final List<RunObserver> meters;

    /**
     * @param report shows every run
     * @param metering sees every run; borrowed, but for an interrupt, which ends it
     */
    RunSeries(CommandSpec spec, PlanWords words, List<String> slos, SeriesReport report, Metering metering) {
        this(spec, words, slos, report, metering, metering.observers());
    }

    private RunSeries(
            CommandSpec spec,
            PlanWords words,
            List<String> slos,
            SeriesReport report,
            Metering metering,
            List<RunObserver> meters) {
        this.spec = spec;
        this.words = words;
        this.slos = List.copyOf(slos);
        this.report = report;
        this.metering = metering;
        this.meters = List.copyOf(meters);
    }

    /** The same for runs beside, which no meter sees. */
    RunSeries unseen() {
        return new RunSeries(spec, words, slos, report, metering, List.of());
    }

    RunResult run(Scenario scenario, RunObserver... observers) throws InterruptedException {
        String runId = scenario.mix().kinds().get(0).mail().runId();
        RunInfo info = RunInfos.of(spec, scenario, Instant.now(), runId, words.of(scenario))
                .withSlos(slos);
        List<RunObserver> all = new ArrayList<>(meters);
        all.addAll(List.of(observers));
        all.add(report);
        Engine engine = new Engine(scenario, info, all);
        try (Interruption interruption = new Interruption(engine)) {
            RunResult result = engine.run();
            if (result.ending() == RunResult.Ending.INTERRUPTED) {
                metering.close(); // The process may end with this run.
            }
            interruption.finished(RunInfos.exitCode(result));
            return result;
        } finally {
            report.close();
        }
    }
}
