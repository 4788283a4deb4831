package dev.mailrace.cli;

import dev.mailrace.analysis.ExitCode;
import dev.mailrace.experiment.CommandFailure;
import dev.mailrace.experiment.EmbeddedSink;
import dev.mailrace.experiment.Load;
import dev.mailrace.experiment.Preflight;
import dev.mailrace.experiment.RunSeries;
import dev.mailrace.html.DocumentPage;
import dev.mailrace.net.Transport;
import dev.mailrace.options.Checked;
import dev.mailrace.options.LoginBench;
import dev.mailrace.options.NamedKind;
import dev.mailrace.options.PlanOptions;
import dev.mailrace.options.Planner;
import dev.mailrace.pacing.StopRule;
import dev.mailrace.report.LoginTable;
import dev.mailrace.report.SeriesReport;
import dev.mailrace.sasl.Mechanism;
import dev.mailrace.scenario.Logins;
import dev.mailrace.scenario.PlanWords;
import dev.mailrace.scenario.Scenario;
import dev.mailrace.terminal.Screen;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What logins cost: sessions that connect, log in and leave, for each mechanism in turn. */
@Command(
        name = "auth",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        sortOptions = false,
        abbreviateSynopsis = true,
        description = "Logs in again and again, one mechanism after the other, and tells what each costs; without a "
                + "target, the embedded sink. 10 logins at once for 5 s each, after 1 s of warm-up, unless told "
                + "otherwise.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  mailrace auth 127.0.0.1:2525 --auth-user user --mechanisms PLAIN,SCRAM-SHA-256",
            "  mailrace auth smtps://127.0.0.1:2527 -k --auth-user user --tls-resume",
            "  mailrace auth 127.0.0.1:2525 --credentials users.csv -c 50 -d 30s --wrong 10%%",
            "  mailrace auth -s scenario.yaml --slo 'p99(auth) < 50ms' -o junit=cases.xml"
        })
final class AuthCommand implements Callable<Integer>, OwnDefaults {
    private static final int CONNECTIONS = 10;
    private static final Duration WARMUP = Duration.ofSeconds(1);
    private static final Duration MEASURE = Duration.ofSeconds(5);
    private static final List<String> FORMATS = List.of("json", "html", "markdown", "junit");

    @Parameters(
            arity = "0..1",
            paramLabel = "TARGET",
            description = "smtp://host:port, smtp+starttls://, smtps://, host:port or host; none: the embedded sink.")
    @Nullable
    String target;

    @Option(
            names = "--wrong",
            paramLabel = "PERCENT",
            description = "Share of logins with a wrong password, 10%% (default: none).")
    String wrong = "0%";

    @Mixin
    PlanOptions plan = new PlanOptions();

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
        return Map.of(
                "--duration", MEASURE.toSeconds() + "s a mechanism",
                "--warmup", WARMUP.toSeconds() + "s",
                "--connections", String.valueOf(CONNECTIONS));
    }

    @Override
    public Integer call() throws InterruptedException {
        output.check(FORMATS, results.named());
        Planner planner = new Planner(spec, plan);
        planner.check(this::checkOptions);
        Transport transport = planner.transport();
        List<NamedKind> kinds = planner.kinds(target);
        if (kinds.size() > 1) {
            throw new CommandFailure(
                    ExitCode.USAGE, "kinds: " + kinds.size() + " of a scenario given to auth (expected: one)");
        }
        NamedKind kind = kinds.get(0);
        if (kind.target() != null && !kind.options().auth.wanted()) {
            throw new CommandFailure(
                    ExitCode.USAGE, "auth: no user (expected: --auth-user NAME, or --credentials FILE.csv)");
        }
        Load load = planner.checked(this::load);
        try (EmbeddedSink sink = kind.target() != null ? null : sink(planner, kind, transport)) {
            LoginBench bench = LoginBench.of(planner, kind, sink, load, transport, wrong);
            Preflight preflight = new Preflight(
                    transport,
                    bench.common().connections().sources(),
                    bench.anonymous(),
                    spec.commandLine().getErr()::println);
            Set<String> offered = preflight.capabilities().authMechanisms();
            Map<Mechanism, Scenario> scenarios = bench.to(preflight.reached()).scenarios(offered);
            SeriesReport report = shown.report();
            PlanWords words = new PlanWords(sink == null ? null : bench.kind().target());
            try (Metering metering = Checked.usage(() -> meters.open(report::say))) {
                return run(scenarios, CommandRuns.of(spec, words, planner.slos(), report, metering), report);
            }
        }
    }

    /** An arrival is a session that logs in; what else a scenario says of mail is not sent. */
    private void checkOptions() {
        if (plan.work.handshakes) {
            throw new IllegalArgumentException("handshakes: given to auth (expected: none, for each session logs in)");
        }
        plan.work.noMail = true;
    }

    private Load load() {
        boolean counted = plan.load.messages != null;
        StopRule asked = plan.load.stop();
        StopRule stop = new StopRule(
                plan.load.warmup != null || counted ? asked.warmup() : WARMUP,
                plan.load.duration != null || counted || !plan.load.stages.isEmpty() ? asked.measured() : MEASURE,
                asked.messagesMax());
        int connections = plan.connections.connections == null ? CONNECTIONS : 0;
        return new Load(plan.load.pacing(plan.connections.ramp()), stop, connections, plan.load.drain());
    }

    /** One that lets those in who are named, or else its guests. */
    private static EmbeddedSink sink(Planner planner, NamedKind kind, Transport transport) {
        boolean named = kind.options().auth.namesUser();
        List<Logins> logins = named ? planner.checked(() -> kind.logins(1)) : List.of();
        return EmbeddedSink.start(
                transport,
                logins.isEmpty() ? EmbeddedSink.GUESTS : logins.get(0),
                kind.options().connecting.tls.wantsStartTls());
    }

    private int run(Map<Mechanism, Scenario> scenarios, RunSeries series, SeriesReport report)
            throws InterruptedException {
        LoginTable table = new LoginTable();
        Path folder = Checked.usageOrNull(() -> results.folder(Instant.now())); // Last: a mistake must not leave one.
        LostOutputs lost = LostOutputs.of(spec);
        int number = 0;
        for (Map.Entry<Mechanism, Scenario> each : scenarios.entrySet()) {
            if (series.stopped() || table.endedEarly()) {
                break;
            }
            String name = each.getKey().registeredName();
            Scenario scenario = each.getValue();
            number++;
            report.next(new SeriesReport.Step(
                    "auth: " + name,
                    "mechanism " + number + " of " + scenarios.size(),
                    (scenarios.size() - number) * scenario.stop().endNanos()));
            table.add(name, series.run(scenario, ResultsOptions.ofStep(folder, name, lost)));
            report.say("auth: " + name + " … " + table.wordsOfLast());
        }
        table.lines(Screen.columns()).forEach(output.people()::println);
        Map<String, SeriesOutputs.Form> forms = SeriesOutputs.document(table.document());
        forms.put("markdown", table::markdown);
        forms.put("junit", table::cases);
        output.write(forms, lost, folder, DocumentPage.AUTH_FILE);
        return (series.stopped() ? ExitCode.INTERRUPTED : table.exitCode()).number();
    }
}
