package dev.mailrace.cli;

import dev.mailrace.analysis.ExitCode;
import dev.mailrace.cluster.Coordinator;
import dev.mailrace.experiment.CommandFailure;
import dev.mailrace.experiment.EmbeddedSink;
import dev.mailrace.experiment.RunSeries;
import dev.mailrace.metrics.RunObserver;
import dev.mailrace.options.Checked;
import dev.mailrace.options.PlanOptions;
import dev.mailrace.options.RunSettings;
import dev.mailrace.options.ScenarioPrinter;
import dev.mailrace.options.ShippedScenario;
import dev.mailrace.scenario.Scenario;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/**
 * The agents of a command, once they are there: they make its runs, one after the other. Each checks the target once, before the
 * first run: that a server answers no more is, later, what a run finds out.
 *
 * <p>Owned by the thread that makes the runs.
 */
final class Agents implements AutoCloseable {
    private static final String RUN = "run";

    private final CommandSpec spec;
    private final PlanOptions plan;
    private final Coordinator coordinator;
    private final boolean areElsewhere;
    private @Nullable Path folder; // of the next run; null: none

    Agents(CommandSpec spec, PlanOptions plan, Coordinator coordinator, boolean areElsewhere) {
        this.spec = spec;
        this.plan = plan;
        this.coordinator = coordinator;
        this.areElsewhere = areElsewhere;
    }

    /**
     * What agents make of the command line.
     *
     * @param arguments the command, and its own options
     * @param settings of a run alone, beside its load
     * @param sink the target where none is named; null: all are named
     */
    record Job(
            List<String> arguments,
            Function<Scenario, Map<String, List<String>>> settings,
            @Nullable EmbeddedSink sink) {
        /** As the command {@code run} makes it. */
        static Job run(@Nullable EmbeddedSink sink) {
            return new Job(List.of(RUN), scenario -> Map.of(), sink);
        }

        /** The same with another target; none: the sink. */
        static Job run(List<String> target, @Nullable EmbeddedSink sink) {
            return new Job(List.of(RUN), scenario -> Map.of("target", target), sink);
        }
    }

    /** Has each of them get ready, and check the target, before the first run of such. */
    void check(Scenario scenario, Job job) throws InterruptedException {
        prepare(scenario, job, true);
    }

    /** Who makes such runs; null: nobody but this process. */
    static RunSeries.@Nullable Elsewhere runsOf(@Nullable Agents agents, Job job) {
        return agents == null
                ? null
                : (scenario, info, observers) -> {
                    agents.prepareNext(scenario, job);
                    return agents.coordinator.run(scenario, info, observers);
                };
    }

    private void prepareNext(Scenario scenario, Job job) throws InterruptedException {
        Path kept = folder;
        folder = null;
        coordinator.keepIn(kept == null || areElsewhere ? null : kept.resolve("agents"));
        try {
            prepare(scenario, job, false);
        } catch (CommandFailure e) {
            throw e.exitCode() == ExitCode.UNREACHABLE ? e.with(ExitCode.INVALID) : e;
        }
        if (Interruption.of(spec).asked()) {
            throw new CommandFailure(ExitCode.INTERRUPTED, "interrupted");
        }
    }

    private void prepare(Scenario scenario, Job job, boolean checks) throws InterruptedException {
        Map<String, List<String>> settings = new LinkedHashMap<>(RunSettings.of(scenario));
        settings.putAll(job.settings.apply(scenario));
        ShippedScenario shipped = areElsewhere
                ? Checked.usage(() -> ShippedScenario.of(spec, settings))
                : new ShippedScenario(ScenarioPrinter.yaml(spec, settings), Map.of());
        List<String> options = new ArrayList<>(job.arguments);
        options.add(AgentCommand.THREADS + scenario.threads());
        plan.allowedTargets().forEach(host -> options.add("--allow-target=" + host));
        EmbeddedSink sink = job.sink;
        coordinator.prepare(
                scenario,
                new Coordinator.Plan(
                        shipped.scenario(),
                        shipped.files(),
                        options,
                        sink == null
                                ? null
                                : sink.target().host() + ":" + sink.target().port(),
                        checks));
    }

    /** Where the next run is kept: agents of our own have folders in it, others on their machines. */
    void keepIn(@Nullable Path next) {
        folder = next;
    }

    /** Those that keep a step of a command in a folder of that name, where agents of its own have theirs. */
    static List<RunObserver> ofStep(@Nullable Agents agents, @Nullable Path within, String name, LostOutputs lost) {
        if (agents != null) {
            agents.keepIn(within == null ? null : within.resolve(name));
        }
        return ResultsOptions.ofStep(within, name, lost);
    }

    @Override
    public void close() {
        coordinator.close();
    }
}
