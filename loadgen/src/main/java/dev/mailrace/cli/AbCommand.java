package dev.mailrace.cli;

import dev.mailrace.analysis.Comparison;
import dev.mailrace.analysis.ExitCode;
import dev.mailrace.analysis.Gates;
import dev.mailrace.analysis.Verdict;
import dev.mailrace.delivery.Deliveries;
import dev.mailrace.experiment.AbExperiment;
import dev.mailrace.experiment.EmbeddedSink;
import dev.mailrace.experiment.Load;
import dev.mailrace.experiment.PairedRuns;
import dev.mailrace.experiment.RunSeries;
import dev.mailrace.net.Transport;
import dev.mailrace.options.Checked;
import dev.mailrace.options.NamedKind;
import dev.mailrace.options.PairOptions;
import dev.mailrace.options.PlanOptions;
import dev.mailrace.options.Planner;
import dev.mailrace.report.SeriesReport;
import dev.mailrace.runfile.RunFolders;
import dev.mailrace.scenario.PlanWords;
import dev.mailrace.scenario.Scenario;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs two servers, or two builds of one, in turns, and says whether the second is slower. */
@Command(
        name = "ab",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        sortOptions = false,
        abbreviateSynopsis = true,
        description = "Compares two targets: runs them in turns, A B B A, and says whether B is worse than A by more "
                + "than chance and by more than the minimum effect. The embedded sink runs beside each as a "
                + "control; when the control changes, the verdict is machine noise.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  mailrace ab 127.0.0.1:2525 127.0.0.1:2526 -c 20",
            "  mailrace ab 127.0.0.1:2525 --before-a 'deploy old' --before-b 'deploy new' -R 200/s",
            "  mailrace ab 127.0.0.1:2525 127.0.0.1:2526 -o markdown=verdict.md -o junit=cases.xml",
            "",
            "Exit codes: 0 no regression, 4 A accepted nothing, 96 inconclusive (with --fail-on "
                    + "inconclusive), 97 a run was invalid twice, 98 regressed or suspect."
        })
final class AbCommand implements Callable<Integer>, OwnDefaults {
    @Parameters(
            arity = "0..2",
            paramLabel = "TARGET",
            description = "A, and B if it is another server; forms as for 'run'.")
    List<String> targets = new ArrayList<>();

    @Mixin
    PairOptions pairing = new PairOptions();

    @Mixin
    JudgingOptions judging = new JudgingOptions();

    @Mixin
    PlanOptions plan = new PlanOptions();

    @Mixin
    ProcessOptions processes = new ProcessOptions();

    @Mixin
    MeterOptions meters = new MeterOptions();

    @Mixin
    ComparisonOutputs outputs = new ComparisonOutputs();

    @Mixin
    ResultsOptions results = new ResultsOptions();

    @Mixin
    SeriesOptions shown = new SeriesOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Map<String, String> ownDefaults() {
        return PairOptions.defaults();
    }

    @Override
    public Integer call() throws InterruptedException {
        Planner planner = processes.planner(spec, plan);
        Gates gates = Checked.usage(judging::gates);
        Verdict failOn = Checked.usage(judging::failOn);
        planner.check(() -> outputs.check(results.named()));
        planner.check(() -> pairing.check(targets.size(), plan.load));
        Checked.check(() -> processes.checkControl(!pairing.noControl));
        SeriesReport report = shown.report(spec);
        Transport transport = planner.transport();
        try (Metering metering = Checked.usage(() -> meters.open(report::say));
                Deliveries deliveries = planner.deliveries(transport);
                Agents agents = processes.start(spec, plan, report::say)) {
            return compare(
                    planner,
                    new Judging(gates, failOn),
                    report,
                    metering,
                    new Receiving(transport, deliveries, agents));
        }
    }

    private record Judging(Gates gates, Verdict failOn) {}

    /** How bytes come and go: borrowed. */
    private record Receiving(
            Transport transport,
            @Nullable Deliveries deliveries,
            @Nullable Agents agents) {}

    /** Once one session of each class was had. */
    private static Scenario checked(
            Planner planner, List<NamedKind> kinds, Scenario planned, @Nullable Agents agents, Agents.Job job)
            throws InterruptedException {
        if (agents == null) {
            return planner.checkBefore(kinds, planned);
        }
        agents.check(planned, job);
        return planned;
    }

    private int compare(Planner planner, Judging judge, SeriesReport report, Metering metering, Receiving receiving)
            throws InterruptedException {
        Load load = planner.checked(() -> pairing.load(plan.load, plan.connections.ramp()));
        Transport transport = receiving.transport;
        List<NamedKind> a = planner.kinds(targets.get(0));
        List<NamedKind> b = planner.kinds(targets.get(targets.size() - 1));
        Scenario plannedA = planner.scenario(a, null, transport, load);
        Scenario plannedB = planner.scenario(b, null, transport, load);
        CommandRuns.Asked asked = CommandRuns.Asked.of(planner);
        outputs.about = asked.about();
        RunSeries plain = CommandRuns.of(spec, new PlanWords(null), asked, report, metering)
                .beside(CommandRuns.beside(planner.monitors(), report::warns));
        RunSeries unmetered = CommandRuns.unmetered(plain, spec, report);
        RunSeries series = plain.following(planner.following(receiving.deliveries, plannedA));
        Agents agents = receiving.agents;
        Agents.Job jobA = Agents.Job.run(targets.subList(0, 1), null);
        Agents.Job jobB = Agents.Job.run(targets.subList(targets.size() - 1, targets.size()), null);
        pairing.switchTo(true, series::stopped);
        Scenario scenarioA = checked(planner, a, plannedA, agents, jobA);
        pairing.switchTo(false, series::stopped);
        Scenario scenarioB = checked(planner, b, plannedB, agents, jobB);
        Path folder = results.folder(Instant.now());
        PairedRuns.Surroundings around = new PairedRuns.Surroundings(
                name -> Agents.ofStep(agents, folder, name, LostOutputs.of(spec)), series::stopped);
        PairedRuns sides = new PairedRuns(
                "",
                pairing.side(true, series.madeBy(Agents.runsOf(agents, jobA)), scenarioA),
                pairing.side(false, series.madeBy(Agents.runsOf(agents, jobB)), scenarioB),
                around);
        report.say("ab: " + new PlanWords(null).of(scenarioA));
        Load idle = PairOptions.shorter(load, scenarioA.connections().count()); // The same load, for the control.
        List<NamedKind> kinds = planner.kinds(null);
        try (EmbeddedSink sink = pairing.noControl ? null : planner.sink(kinds, transport)) {
            PairSteps steps = PairSteps.of(report, spec, pairing.pairs, load, sink == null ? null : idle);
            PairedRuns control = null;
            if (sink != null) {
                Scenario scenario = planner.scenario(kinds, sink, transport, idle);
                Agents.Job job = Agents.Job.run(List.of(), sink);
                checked(planner, kinds, scenario, agents, job);
                RunSeries idling = unmetered.madeBy(Agents.runsOf(agents, job));
                PairedRuns.Side side = observers -> idling.run(scenario, observers.get());
                control = new PairedRuns("control-", side, side, around);
            }
            return decide(new AbExperiment(sides, control, judge.gates, steps), judge.failOn, folder);
        }
    }

    private int decide(AbExperiment experiment, Verdict failOn, @Nullable Path folder) throws InterruptedException {
        AbExperiment.Found found = experiment.run(pairing.pairs, pairing.most());
        Comparison comparison = found.comparison();
        if (comparison == null) {
            if (!RunFolders.in(folder).isEmpty()) {
                spec.commandLine().getErr().println("ab: no pair was finished; what ran is in " + folder);
            }
            return found.exit().number();
        }
        outputs.write(
                new ComparisonOutputs.Judged(comparison, failOn),
                shown.colours().enabled(),
                LostOutputs.of(spec),
                folder);
        return (found.exit() == ExitCode.OK ? JudgingOptions.exitCode(comparison.verdict(), failOn) : found.exit())
                .number();
    }
}
