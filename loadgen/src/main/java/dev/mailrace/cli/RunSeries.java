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

/**
 * Runs that a command makes one after the other. An interrupt ends the one that goes on, and its result says so; {@link
 * #stopped} says that no other may follow, and is to be asked before each.
 */
final class RunSeries {
    private final CommandSpec spec;
    private final PlanWords words;
    private final List<String> slos;
    private final SeriesReport report;
    private final List<RunObserver> meters;

    /**
     * @param report shows every run
     * @param metering sees every run; borrowed
     */
    RunSeries(CommandSpec spec, PlanWords words, List<String> slos, SeriesReport report, Metering metering) {
        this(spec, words, slos, report, metering.observers());
    }

    private RunSeries(
            CommandSpec spec, PlanWords words, List<String> slos, SeriesReport report, List<RunObserver> meters) {
        this.spec = spec;
        this.words = words;
        this.slos = List.copyOf(slos);
        this.report = report;
        this.meters = List.copyOf(meters);
    }

    /** The same for runs beside, which no meter sees. */
    RunSeries unseen() {
        return new RunSeries(spec, words, slos, report, List.of());
    }

    /** Whether somebody has stopped the command. */
    boolean stopped() {
        return Interruption.of(spec).asked();
    }

    RunResult run(Scenario scenario, List<RunObserver> observers) throws InterruptedException {
        String runId = scenario.mix().kinds().get(0).mail().runId();
        RunInfo info = RunInfos.of(spec, scenario, Instant.now(), runId, words.of(scenario))
                .withSlos(slos);
        LostOutputs lost = LostOutputs.of(spec);
        List<RunObserver> all = new ArrayList<>();
        meters.forEach(meter -> all.add(new NamedOutput(Metering.NAME, meter, lost)));
        all.addAll(observers);
        all.add(new NamedOutput(LostOutputs.STANDARD_ERROR, report, lost));
        Engine engine = new Engine(scenario, info, all);
        try {
            RunResult result = Interruption.of(spec).run(engine);
            report.close(); // Now: what is told next must not stand in its frame.
            Throwable fault = engine.fault();
            if (fault != null) {
                Faults.tell(fault, System.err);
            }
            return result;
        } finally {
            report.close();
        }
    }
}
