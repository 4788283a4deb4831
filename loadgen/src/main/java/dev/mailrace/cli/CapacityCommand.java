package dev.mailrace.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mailrace.analysis.CapacitySearch;
import dev.mailrace.delivery.Deliveries;
import dev.mailrace.experiment.CapacityPlan;
import dev.mailrace.experiment.CapacityTrials;
import dev.mailrace.experiment.CommandFailure;
import dev.mailrace.experiment.EmbeddedSink;
import dev.mailrace.experiment.Load;
import dev.mailrace.experiment.RunSeries;
import dev.mailrace.html.DocumentPage;
import dev.mailrace.metrics.RunInfo;
import dev.mailrace.metrics.RunResult;
import dev.mailrace.monitor.MonitorPlan;
import dev.mailrace.net.Transport;
import dev.mailrace.options.Checked;
import dev.mailrace.options.NamedKind;
import dev.mailrace.options.PlanOptions;
import dev.mailrace.options.Planner;
import dev.mailrace.options.SearchOptions;
import dev.mailrace.report.AboutLines;
import dev.mailrace.report.CapacityReport;
import dev.mailrace.report.SeriesReport;
import dev.mailrace.runfile.RunDocument;
import dev.mailrace.scenario.PlanWords;
import dev.mailrace.scenario.Scenario;
import dev.mailrace.terminal.Screen;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Searches for the highest load at which every threshold holds. */
@Command(
        name = "capacity",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        sortOptions = false,
        abbreviateSynopsis = true,
        description = "Searches for the highest load at which every threshold holds and the server keeps up: grows the "
                + "load, bisects, then confirms both ends. Without a target, on the embedded sink.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  mailrace capacity 127.0.0.1:2525 --slo 'p99(transaction) < 200ms' --slo 'errors < 0.1%%'",
            "  mailrace capacity 127.0.0.1:2525 --by connections --slo 'p95(content) < 50ms'",
            "  mailrace capacity 127.0.0.1:2525 --by auth --auth-user user --slo 'p99(session) < 1s'",
            "  mailrace capacity -s scenario.yaml --precision 1%% -o json=capacity.json"
        })
final class CapacityCommand implements Callable<Integer>, OwnDefaults {
    @Parameters(
            arity = "0..1",
            paramLabel = "TARGET",
            description = "smtp://host:port and other forms as for 'run' (default: the embedded sink).")
    @Nullable
    String target;

    @Mixin
    SearchOptions searching = new SearchOptions();

    @Mixin
    PlanOptions plan = new PlanOptions();

    @Mixin
    ProcessOptions processes = new ProcessOptions();

    @Mixin
    MeterOptions meters = new MeterOptions();

    @Mixin
    SeriesOutputs output = new SeriesOutputs();

    @Mixin
    ResultsOptions results = new ResultsOptions();

    @Mixin
    SeriesOptions shown = new SeriesOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Map<String, String> ownDefaults() {
        return SearchOptions.defaults();
    }

    @Override
    public Integer call() throws InterruptedException {
        output.check(SeriesOutputs.DOCUMENT, results.named());
        Planner planner = processes.planner(spec, plan);
        planner.check(() -> searching.check(plan));
        Transport transport = planner.transport();
        List<NamedKind> kinds = planner.kinds(target);
        SeriesReport report = shown.report(spec);
        try (EmbeddedSink sink = planner.sinkIfNeeded(kinds, transport);
                Deliveries deliveries = planner.deliveries(transport);
                Metering metering = Checked.usage(() -> meters.open(report::say))) {
            PlanWords words = new PlanWords(sink == null ? null : sink.target());
            Checked.check(() -> processes.check(sink));
            CapacitySearch search = planner.checked(() -> searching.search(processes.sharers()));
            CapacityPlan common = planner.checked(() -> searching.plan(plan));
            CommandRuns.Asked asked = CommandRuns.Asked.of(planner);
            MonitorPlan monitors = planner.monitors();
            Function<Load, Scenario> scenarios = load -> planner.scenario(kinds, sink, transport, load);
            Scenario first = scenarios.apply(common.load(search.next()));
            report.say("capacity: " + words.of(first) + "; thresholds: " + String.join("; ", asked.slos()));
            try (Agents agents = processes.start(spec, plan, report::say)) {
                Agents.Job job = Agents.Job.run(sink);
                if (agents == null) {
                    planner.checkBefore(kinds, first);
                } else {
                    agents.check(first, job);
                }
                RunSeries series = CommandRuns.of(spec, words, asked, report, metering)
                        .following(planner.following(deliveries, first))
                        .madeBy(Agents.runsOf(agents, job))
                        .beside(CommandRuns.beside(monitors, report::warns));
                return search(new Searching(search, common, asked.about(), agents), series, scenarios, report);
            }
        }
    }

    private record Searching(
            CapacitySearch search,
            CapacityPlan common,
            RunInfo.About about,
            @Nullable Agents agents) {}

    private int search(Searching asked, RunSeries series, Function<Load, Scenario> scenarios, SeriesReport report)
            throws InterruptedException {
        LostOutputs lost = LostOutputs.of(spec);
        Path folder = results.folder(Instant.now()); // Last: a mistake must not leave one.
        CapacityTrials trials = new CapacityTrials(
                asked.search,
                asked.common,
                new CapacityTrials.Surroundings(
                        series, scenarios, name -> Agents.ofStep(asked.agents, folder, name, lost)),
                new CapacityWatch(report, asked.common.by()));
        CapacityTrials.Found found = trials.run();
        RunResult unfinished = found.unfinished();
        CommandFailure failure = found.failure();
        String early = found.stopped()
                ? series.whyStopped()
                : failure != null
                        ? Main.oneLine(failure.words())
                        : unfinished == null ? "" : SeriesReport.words(unfinished);
        CapacityReport answer =
                new CapacityReport(asked.common.by(), found.answer(), found.steps(), found.sheet(), early);
        AboutLines.of(asked.about).forEach(output.people()::println);
        answer.lines(Screen.columns(), shown.colours().enabled()).forEach(output.people()::println);
        ObjectNode document = answer.document();
        RunDocument.addAbout(asked.about, document);
        output.write(SeriesOutputs.document(document), lost, folder, DocumentPage.CAPACITY_FILE);
        return found.exit().number();
    }
}
