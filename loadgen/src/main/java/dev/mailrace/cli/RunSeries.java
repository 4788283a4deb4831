package dev.mailrace.cli;

import dev.mailrace.engine.Engine;
import dev.mailrace.metrics.RunInfo;
import dev.mailrace.metrics.RunObserver;
import dev.mailrace.metrics.RunResult;
import dev.mailrace.scenario.Scenario;
import java.time.Instant;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/** Runs that a command makes one after the other; an interrupt ends the one that goes on, and its result says so. */
final class RunSeries {
    private final CommandSpec spec;
    private final PlanWords words;
    private final List<String> slos;

    RunSeries(CommandSpec spec, PlanWords words, List<String> slos) {
        this.spec = spec;
        this.words = words;
        this.slos = List.copyOf(slos);
    }

    RunResult run(Scenario scenario, RunObserver... observers) throws InterruptedException {
        String runId = scenario.mix().kinds().get(0).mail().runId();
        RunInfo info = RunInfos.of(spec, scenario, Instant.now(), runId, words.of(scenario))
                .withSlos(slos);
        Engine engine = new Engine(scenario, info, List.of(observers));
        try (Interruption interruption = new Interruption(engine)) {
            RunResult result = engine.run();
            interruption.finished(RunInfos.exitCode(result));
            return result;
        }
    }
}
