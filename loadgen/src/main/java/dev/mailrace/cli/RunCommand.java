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
import dev.mailrace.scenario.ScenarioFile;
import dev.mailrace.scenario.SessionKind;
import dev.mailrace.scenario.Target;
import dev.mailrace.scenario.Work;
import java.io.PrintStream;
import java.net.SocketAddress;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The main job: loads a server and reports the latency of every phase. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        sortOptions = false,
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

    @Option(
            names = {"-s", "--scenario"},
            paramLabel = "FILE.yaml",
            description = "Options from a file, and kinds of session with weights; what is typed goes before. See "
                    + "'mailrace schema'.")
    @Nullable
    Path scenarioFile;

    @Mixin
    LoadOptions load = new LoadOptions();

    @Mixin
    ConnectionOptions connections = new ConnectionOptions();

    @Mixin
    KindOptions kind = new KindOptions();

    @Mixin
    TransportOption transportOption = new TransportOption();

    @Mixin
    OutputOptions output = new OutputOptions();

    @Option(
            names = "--no-mail",
            description =
                    "Sends no mail: only what --step says; without it each arrival is a session of its own that says "
                            + "hello, logs in and leaves.")
    boolean noMail;

    @Option(names = "--handshakes", description = "Only TLS handshakes, each on a connection of its own.")
    boolean handshakes;

    @Option(names = "--dry-run", description = "Prints the plan, its volume and the first arrivals, and sends nothing.")
    boolean dryRun;

    @Option(
            names = "--print-scenario",
            description = "Prints what was asked for as a scenario file, and sends nothing.")
    boolean printScenario;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws InterruptedException {
        if (printScenario) {
            spec.commandLine().getOut().print(ScenarioPrinter.yaml(spec));
            spec.commandLine().getOut().flush();
            return ExitCode.OK.number();
        }
        try {
            return runChecked();
        } catch (CommandFailure e) {
            ScenarioDefaults file = file();
            throw file != null && e.exitCode() == ExitCode.USAGE
                    ? new CommandFailure(ExitCode.USAGE, file.located(String.valueOf(e.getMessage())))
                    : e;
        }
    }

    private @Nullable ScenarioDefaults file() {
        return spec.defaultValueProvider() instanceof ScenarioDefaults file ? file : null;
    }

    private int runChecked() throws InterruptedException {
        Transport transport =
                Checked.usage(() -> transportOption.transport(spec.commandLine().getErr()));
        List<NamedKind> kinds = kinds();
        if (kinds.stream().allMatch(named -> named.target != null)) {
            return run(kinds, null, transport);
        }
        KindOptions first = kinds.get(0).options;
        Logins logins = Checked.usageOrNull(() -> first.logins(load.seed));
        try (EmbeddedSink sink = EmbeddedSink.start(
                transport, logins, kinds.stream().anyMatch(each -> each.options.connecting.tls.wantsStartTls()))) {
            return run(kinds, sink, transport);
        }
    }

    /** A kind of session as it was asked for; without a target it goes to the embedded sink. */
    private record NamedKind(
            String name,
            double weight,
            @Nullable String target,
            KindOptions options,
            @Nullable ScenarioDefaults from) {}

    private List<NamedKind> kinds() {
        ScenarioDefaults file = file();
        if (file == null || file.file().kinds().isEmpty()) {
            return List.of(new NamedKind(SessionKind.SOLE, 1, target, kind, null));
        }
        List<NamedKind> kinds = new ArrayList<>();
        for (ScenarioFile.Section section : file.file().kinds()) {
            ScenarioDefaults own = file.of(section);
            kinds.add(located(own, () -> named(own, kinds.size() + 1)));
        }
        return kinds;
    }

    private NamedKind named(ScenarioDefaults own, int number) {
        String weight = own.own(ScenarioDefaults.WEIGHT);
        String ownTarget = own.own(ScenarioDefaults.TARGET);
        String name = own.own(ScenarioDefaults.NAME);
        return new NamedKind(
                name == null ? "kind " + number : name,
                weight == null ? 1 : weight(weight),
                ownTarget == null ? target : ownTarget,
                own.options(spec.commandLine().getParseResult()),
                own);
    }

    private static double weight(String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("weight: " + text + " (expected: a number > 0)", e);
        }
    }

    /** Has a complaint name the place in the file that it is about. */
    private static <T> T located(@Nullable ScenarioDefaults from, Supplier<T> value) {
        try {
            return value.get();
        } catch (IllegalArgumentException | ParameterException e) {
            String message = String.valueOf(e.getMessage());
            throw new CommandFailure(ExitCode.USAGE, from == null ? message : from.located(message));
        }
    }

    private int run(List<NamedKind> kinds, @Nullable EmbeddedSink sink, Transport transport)
            throws InterruptedException {
        Instant start = Instant.now();
        String runId = RunId.fresh();
        Scenario scenario = scenario(kinds, sink, transport, runId);
        boolean embedded = sink != null;
        String plan = PlanWords.of(scenario, embedded);
        PrintStream people = output.takesStandardOutput() ? System.err : System.out;
        if (dryRun) {
            DryRun.lines(scenario, plan).forEach(people::println);
            return ExitCode.OK.number();
        }
        for (SessionKind each : scenario.mix().kinds()) {
            new Preflight(scenario, each, spec.commandLine().getErr()).check();
        }
        List<RunObserver> observers = new ArrayList<>(Checked.usage(output::besideFolder));
        Path folder = Checked.usageOrNull(() -> output.folder(start)); // Last: a mistake must not leave one behind.
        observers.addAll(0, Checked.usage(() -> OutputOptions.inFolder(folder)));
        if (!output.quiet) {
            boolean live = Screen.isTerminal() && !output.takesStandardOutput();
            observers.add(new TerminalReport(
                    people, live, Screen::columns, Colours.of(output.noColour).enabled()));
        }
        RunInfo info = RunInfos.of(spec, scenario, start, runId, plan);
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

    private Scenario scenario(List<NamedKind> named, @Nullable EmbeddedSink sink, Transport transport, String runId) {
        KindOptions.RunPlan plan = new KindOptions.RunPlan(runId, load.seed);
        List<SessionKind> kinds = new ArrayList<>();
        for (NamedKind each : named) {
            kinds.add(located(each.from, () -> kind(each, sink, plan)));
        }
        return Checked.usage(() -> {
            Pacing pacing = load.pacing(connections.ramp());
            StopRule stop = load.stop();
            List<SocketAddress> addresses =
                    kinds.stream().map(SessionKind::address).toList();
            return new Scenario(
                    new Mix(kinds),
                    work(),
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

    private static SessionKind kind(NamedKind named, @Nullable EmbeddedSink sink, KindOptions.RunPlan plan) {
        KindOptions options = named.options;
        if (named.target == null && sink != null) {
            Target own = options.connecting.tls.target(sink.target());
            return options.kind(named.name, named.weight, own, sink.address(), plan, EmbeddedSink.GUESTS);
        }
        Target parsed = options.connecting.target(String.valueOf(named.target));
        SocketAddress address = Checked.address(parsed, options.connecting.session.allowedTargets);
        return options.kind(named.name, named.weight, parsed, address, plan, null);
    }

    private Work work() {
        if (handshakes) {
            return Work.HANDSHAKE;
        }
        if (!noMail) {
            return Work.MAIL;
        }
        return kind.oddity.steps.isEmpty() ? Work.SESSION : Work.STEPS;
    }
}
