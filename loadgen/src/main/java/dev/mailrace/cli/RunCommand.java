package dev.mailrace.cli;

import dev.mailrace.engine.Engine;
import dev.mailrace.metrics.RunInfo;
import dev.mailrace.metrics.RunObserver;
import dev.mailrace.metrics.RunResult;
import dev.mailrace.net.Transport;
import dev.mailrace.pacing.Pacing;
import dev.mailrace.pacing.StopRule;
import dev.mailrace.report.TerminalReport;
import dev.mailrace.scenario.Logins;
import dev.mailrace.scenario.Mix;
import dev.mailrace.scenario.Scenario;
import dev.mailrace.scenario.SessionKind;
import java.io.PrintStream;
import java.net.SocketAddress;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The main job: loads a server and reports the latency of every phase. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        sortOptions = false,
        abbreviateSynopsis = true,
        description = "Loads a server and reports the latency of every phase; without a target, the embedded sink.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  mailrace run                                    1,000 sessions against the embedded sink",
            "  mailrace run 127.0.0.1:2525 -c 200 -d 30s --auth PLAIN --auth-user user",
            "  mailrace run 127.0.0.1:2525 -R 500/s --poisson  an open loop: response time counts from the due time",
            "  mailrace run 127.0.0.1:2525 -n 10000 -l 1k-64k -F corpus/ -o json=-",
            "  mailrace run smtps://127.0.0.1:2527 -k --handshakes --tls-resume       TLS handshakes only, resumed",
            "  mailrace run lmtp+unix:/run/lmtp -r 3 -c 20     LMTP: an outcome a recipient",
            "  mailrace run 127.0.0.1:2525 --no-mail --step vrfy=user%%05d -c 10     VRFY at load",
            "  mailrace run 127.0.0.1:2525 --xclient --client-address 192.0.2.1-192.0.2.99",
            "  mailrace run 127.0.0.1:2525 --retry 4xx --retry-after 30s --drain 2m  through greylisting",
            "  mailrace run -s scenario.yaml --dry-run         the plan of a scenario file"
        })
final class RunCommand implements Callable<Integer> {
    @Parameters(
            arity = "0..1",
            paramLabel = "TARGET",
            description = "smtp://host:port, smtp+starttls://, smtps://, lmtp://, lmtp+starttls://, lmtps://, "
                    + "lmtp+unix:/path, host:port or host; none: the embedded sink.")
    @Nullable
    String target;

    @Mixin
    ScenarioOptions scenarioOptions = new ScenarioOptions();

    @Mixin
    LoadOptions load = new LoadOptions();

    @Mixin
    ConnectionOptions connections = new ConnectionOptions();

    @Mixin
    KindOptions kind = new KindOptions();

    @Mixin
    WorkOptions work = new WorkOptions();

    @Mixin
    TransportOption transportOption = new TransportOption();

    @Mixin
    OutputOptions output = new OutputOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws InterruptedException {
        if (scenarioOptions.print) {
            spec.commandLine().getOut().print(ScenarioPrinter.yaml(spec));
            spec.commandLine().getOut().flush();
            return ExitCode.OK.number();
        }
        ScenarioDefaults file = file();
        Transport transport = ScenarioDefaults.located(
                file, spec, () -> transportOption.transport(spec.commandLine().getErr()));
        List<NamedKind> kinds = NamedKind.all(spec, file, new NamedKind(SessionKind.SOLE, 1, target, kind, file));
        if (kinds.stream().allMatch(named -> named.target() != null)) {
            return run(kinds, null, transport);
        }
        NamedKind first = kinds.get(0);
        List<Logins> logins = ScenarioDefaults.located(first.from(), spec, () -> first.logins(load.seed));
        boolean startTls =
                kinds.stream().anyMatch(each -> each.options().connecting.tls.wantsStartTls());
        try (EmbeddedSink sink = EmbeddedSink.start(transport, logins.isEmpty() ? null : logins.get(0), startTls)) {
            return run(kinds, sink, transport);
        }
    }

    private @Nullable ScenarioDefaults file() {
        return spec.defaultValueProvider() instanceof ScenarioDefaults file ? file : null;
    }

    private int run(List<NamedKind> kinds, @Nullable EmbeddedSink sink, Transport transport)
            throws InterruptedException {
        Instant start = Instant.now();
        String runId = RunId.fresh();
        Scenario scenario = scenario(kinds, sink, transport, runId);
        PlanWords words = new PlanWords(sink == null ? null : sink.target());
        PrintStream people = output.takesStandardOutput() ? System.err : System.out;
        if (scenarioOptions.dryRun) {
            DryRun.lines(scenario, words).forEach(people::println);
            return ExitCode.OK.number();
        }
        for (int i = 0; i < kinds.size(); i++) {
            Preflight preflight = new Preflight(
                    scenario, scenario.mix().kinds().get(i), spec.commandLine().getErr());
            checkedBefore(kinds.get(i), preflight);
        }
        List<RunObserver> observers = new ArrayList<>(Checked.usage(output::besideFolder));
        Path folder = Checked.usageOrNull(() -> output.folder(start)); // Last: a mistake must not leave one behind.
        observers.addAll(0, Checked.usage(() -> OutputOptions.inFolder(folder)));
        if (!output.quiet) {
            boolean live = Screen.isTerminal() && !output.takesStandardOutput();
            observers.add(new TerminalReport(
                    people, live, Screen::columns, Colours.of(output.noColour).enabled()));
        }
        RunInfo info = RunInfos.of(spec, scenario, start, runId, words.of(scenario));
        Engine engine = new Engine(scenario, info, observers);
        try (Interruption interruption = new Interruption(engine)) {
            RunResult result = engine.run();
            engine.observerFaults().forEach(fault -> people.println("mailrace: an output was given up: " + fault));
            if (folder != null && !output.quiet) {
                people.println("results: " + folder);
            }
            ExitCode exit = RunInfos.exitCode(result);
            interruption.finished(exit);
            return exit.number();
        }
    }

    private void checkedBefore(NamedKind kind, Preflight preflight) throws InterruptedException {
        CommandFailure failure = preflight.failure();
        if (failure != null) {
            ScenarioDefaults.located(kind.from(), spec, () -> {
                throw failure;
            });
        }
    }

    private Scenario scenario(List<NamedKind> named, @Nullable EmbeddedSink sink, Transport transport, String runId) {
        KindOptions.RunPlan plan = new KindOptions.RunPlan(runId, load.seed);
        List<SessionKind> kinds = new ArrayList<>();
        for (NamedKind each : named) {
            kinds.add(ScenarioDefaults.located(each.from(), spec, () -> each.kind(sink, plan)));
        }
        return ScenarioDefaults.located(file(), spec, () -> {
            Pacing pacing = load.pacing(connections.ramp());
            StopRule stop = load.stop();
            List<SocketAddress> addresses =
                    kinds.stream().map(SessionKind::address).toList();
            return new Scenario(
                    new Mix(kinds),
                    work.of(kinds),
                    load.seed,
                    pacing,
                    stop,
                    connections.connections(pacing, stop, addresses, sink != null),
                    load.retry(),
                    load.drain(),
                    load.backlogMax(),
                    transport,
                    load.threads());
        });
    }
}
