package dev.mailrace.cli;

import dev.mailrace.analysis.ExitCode;
import dev.mailrace.analysis.RunVerdict;
import dev.mailrace.analysis.SloWatch;
import dev.mailrace.cluster.Order;
import dev.mailrace.delivery.Deliveries;
import dev.mailrace.experiment.Calibration;
import dev.mailrace.experiment.DeliveryRuns;
import dev.mailrace.experiment.DryRun;
import dev.mailrace.experiment.EmbeddedSink;
import dev.mailrace.experiment.KeptAccepted;
import dev.mailrace.experiment.RunSeries;
import dev.mailrace.metrics.RunInfo;
import dev.mailrace.metrics.RunObserver;
import dev.mailrace.metrics.RunResult;
import dev.mailrace.monitor.MonitorPlan;
import dev.mailrace.net.Transport;
import dev.mailrace.options.Checked;
import dev.mailrace.options.NamedKind;
import dev.mailrace.options.PlanOptions;
import dev.mailrace.options.Planner;
import dev.mailrace.options.ScenarioPrinter;
import dev.mailrace.scenario.PlanWords;
import dev.mailrace.scenario.Scenario;
import dev.mailrace.terminal.Screen;
import dev.mailrace.terminal.StandardStream;
import java.io.PrintWriter;
import java.net.SocketAddress;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The main job: loads a server and reports the latency of every phase. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        sortOptions = false,
        abbreviateSynopsis = true,
        description = "Loads a server and reports the latency of every phase. Without a target, it loads the embedded "
                + "sink.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  mailrace run                                    1,000 sessions against the embedded sink",
            "  mailrace run 127.0.0.1:2525 -c 200 -d 30s --auth PLAIN --auth-user user",
            "  mailrace run 127.0.0.1:2525 -R 500/s --poisson  an open loop: response times count from when a message was due",
            "  mailrace run 127.0.0.1:2525 -n 10000 -l 1k-64k -F corpus/ -o json=-",
            "  mailrace run smtps://127.0.0.1:2527 -k --handshakes --tls-resume       TLS handshakes only, resumed",
            "  mailrace run lmtp+unix:/run/lmtp -r 3 -c 20     LMTP: one outcome per recipient",
            "  mailrace run 127.0.0.1:2525 --no-mail --step vrfy=user%%05d -c 10     VRFY under load",
            "  mailrace run 127.0.0.1:2525 --xclient --client-address 192.0.2.1-192.0.2.99",
            "  mailrace run 127.0.0.1:2525 --retry 4xx --retry-after 30s --drain 2m  retries through greylisting",
            "  mailrace run 127.0.0.1:2525 -R 200/s --slo 'p99(content) < 200ms' --slo 'failed < 0.1%%'",
            "  mailrace run -s scenario.yaml --dry-run         the plan of a scenario file"
        })
final class RunCommand implements Callable<Integer>, SharedCommand {
    @Parameters(
            arity = "0..1",
            paramLabel = "TARGET",
            description = "smtp://host:port, smtp+starttls://, smtps://, lmtp://, lmtp+starttls://, lmtps://, "
                    + "lmtp+unix:/path, host:port or host (default: the embedded sink).")
    @Nullable
    String target;

    @Mixin
    ShowOptions show = new ShowOptions();

    @Mixin
    PlanOptions plan = new PlanOptions();

    @Option(names = "--abort-on-slo", description = "Ends the run when a threshold has been broken for 3 s.")
    boolean abortOnSlo;

    @Mixin
    ProcessOptions processes = new ProcessOptions();

    @Mixin
    CalibrationOption calibration = new CalibrationOption();

    @Mixin
    MeterOptions meters = new MeterOptions();

    @Mixin
    ResultsOptions results = new ResultsOptions();

    @Mixin
    KeepOption keep = new KeepOption();

    @Mixin
    CompareOption comparing = new CompareOption();

    @Mixin
    OutputOptions output = new OutputOptions();

    @Mixin
    LossOption loss = new LossOption();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws InterruptedException {
        if (show.print) {
            PrintWriter out = StandardStream.exact();
            out.print(ScenarioPrinter.yaml(spec));
            out.flush();
            return ExitCode.OK.number();
        }
        Checked.check(meters::check);
        Checked.check(() -> output.check(results.named()));
        Checked.check(() -> processes.check(plan, keep.keeps));
        plan.load.inEachOf(processes.sharers());
        comparing.read();
        Planner planner = new Planner(spec, plan).spreadOver(processes.sharers());
        Transport transport = planner.transport();
        List<NamedKind> kinds = planner.kinds(target);
        try (EmbeddedSink sink = planner.sinkIfNeeded(kinds, transport);
                Deliveries deliveries = show.dryRun ? planner.noDeliveries() : planner.deliveries(transport)) {
            return run(planner, kinds, new Around(sink, transport, deliveries));
        }
    }

    /** What is open around the run: borrowed. */
    private record Around(
            @Nullable EmbeddedSink sink,
            Transport transport,
            @Nullable Deliveries deliveries) {}

    private int run(Planner planner, List<NamedKind> kinds, Around around) throws InterruptedException {
        EmbeddedSink sink = around.sink;
        List<String> slos = planner.slos();
        RunInfo.About about = RunInfos.masked(planner.about());
        MonitorPlan monitors = planner.monitors();
        planner.check(() -> plan.slo.checkAbort(abortOnSlo));
        Scenario planned = planner.scenario(kinds, sink, around.transport, planner.load());
        DeliveryRuns following = planner.following(around.deliveries, planned);
        planner.check(() -> keep.check(planned, following, !results.noResults));
        PlanWords words = new PlanWords(sink == null ? null : sink.target());
        Screen screen = output.takesStandardOutput() ? Screen.ERR : Screen.OUT;
        if (show.dryRun) {
            DryRun.lines(planned, words).forEach(screen.stream()::println);
            return ExitCode.OK.number();
        }
        Checked.check(() -> processes.check(sink));
        try (Agents agents = processes.start(spec, plan, screen.stream()::println)) {
            Scenario scenario = checked(planner, kinds, planned, agents, sink);
            Calibration known = agents == null ? calibration.find(spec, planner, scenario, output) : null;
            if (Interruption.of(spec).asked()) {
                return ExitCode.INTERRUPTED.number();
            }
            RunInfo info = CalibrationOption.described(
                    RunInfos.of(spec, scenario, Instant.now(), words.of(scenario))
                            .withSlos(slos)
                            .withAbout(about),
                    known);
            Consumer<String> tell = output.quiet ? line -> {} : screen.stream()::println;
            if (known != null) {
                tell.accept(known.share(scenario));
            }
            try (Metering metering = Checked.usage(() -> meters.open(tell))) {
                return load(scenario, info, new Followed(following, monitors, agents, sink), screen, metering);
            }
        }
    }

    /** Once one session of each kind was had: by this process, or by each of those that make the run. */
    private Scenario checked(
            Planner planner,
            List<NamedKind> kinds,
            Scenario planned,
            @Nullable Agents agents,
            @Nullable EmbeddedSink sink)
            throws InterruptedException {
        if (agents == null) {
            return planner.checkBefore(kinds, planned);
        }
        agents.check(planned, Agents.Job.run(sink));
        return planned;
    }

    @Override
    public Scenario part(Order order, @Nullable EmbeddedSink sink, Set<SocketAddress> unreached)
            throws InterruptedException {
        Planner planner = new Planner(spec, plan)
                .ofRun(order.runId())
                .avoiding(unreached)
                .spreadOver(order.shards().sharers());
        Transport transport = planner.transport();
        List<NamedKind> kinds = planner.kinds(target);
        Scenario scenario = planner.scenario(kinds, sink, transport, planner.load());
        return order.checks() ? planner.checkBefore(kinds, scenario) : scenario;
    }

    /** What is followed beside the load. */
    private record Followed(
            @Nullable DeliveryRuns deliveries,
            MonitorPlan monitors,
            @Nullable Agents agents,
            @Nullable EmbeddedSink sink) {}

    private int load(Scenario scenario, RunInfo info, Followed followed, Screen screen, Metering metering)
            throws InterruptedException {
        try (RunOutputs outputs = RunOutputs.open(spec, results, output, screen, info.start())) {
            KeptAccepted kept = Checked.usage(() -> keep.open(outputs.folder(), scenario));
            outputs.compare(comparing);
            List<RunObserver> observers = outputs.observers(metering, kept);
            loss.runsBegin(spec, outputs::warns);
            Agents agents = followed.agents;
            if (agents != null) {
                agents.keepIn(outputs.folder());
            }
            RunSeries series = new RunSeries(
                            Interruption.of(spec).run(),
                            same -> info,
                            List::of,
                            fault -> Faults.tell(fault, System.err))
                    .following(kept == null ? followed.deliveries : kept)
                    .madeBy(Agents.runsOf(agents, Agents.Job.run(followed.sink)))
                    .beside(CommandRuns.beside(followed.monitors, outputs::warns));
            RunResult result = abortOnSlo
                    ? series.run(scenario, observers, new SloWatch(plan.thresholds()))
                    : series.run(scenario, observers);
            outputs.tellOfDifferences(result);
            outputs.tellWhereTheyAre();
            return RunVerdict.of(result).exitCode().number();
        }
    }
}
