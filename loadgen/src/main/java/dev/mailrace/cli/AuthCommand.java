package dev.mailrace.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mailrace.analysis.ExitCode;
import dev.mailrace.cluster.Order;
import dev.mailrace.experiment.CommandFailure;
import dev.mailrace.experiment.EmbeddedSink;
import dev.mailrace.experiment.Load;
import dev.mailrace.experiment.Preflight;
import dev.mailrace.experiment.RunSeries;
import dev.mailrace.fault.Refusal;
import dev.mailrace.html.DocumentPage;
import dev.mailrace.metrics.RunInfo;
import dev.mailrace.metrics.RunResult;
import dev.mailrace.net.Transport;
import dev.mailrace.options.Checked;
import dev.mailrace.options.LoginBench;
import dev.mailrace.options.LoginOptions;
import dev.mailrace.options.NamedKind;
import dev.mailrace.options.PlanOptions;
import dev.mailrace.options.Planner;
import dev.mailrace.report.AboutLines;
import dev.mailrace.report.LoginTable;
import dev.mailrace.report.SeriesReport;
import dev.mailrace.runfile.RunDocument;
import dev.mailrace.sasl.Mechanism;
import dev.mailrace.sasl.SaltedPasswords;
import dev.mailrace.scenario.PlanWords;
import dev.mailrace.scenario.Scenario;
import dev.mailrace.terminal.Screen;
import java.net.SocketAddress;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What logins cost: sessions that connect, log in and leave, for each mechanism in turn. */
@Command(
        name = AuthCommand.NAME,
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        sortOptions = false,
        abbreviateSynopsis = true,
        description = "Measures what logins cost, one mechanism after the other; without a target, on the embedded "
                + "sink. Defaults: 10 concurrent sessions, 5 s per mechanism, 1 s of warm-up.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  mailrace auth 127.0.0.1:2525 --auth-user user --mechanisms PLAIN,SCRAM-SHA-256",
            "  mailrace auth smtps://127.0.0.1:2527 -k --auth-user user --tls-resume",
            "  mailrace auth 127.0.0.1:2525 --credentials users.csv -c 50 -d 30s --wrong 10%%",
            "  mailrace auth -s scenario.yaml --slo 'p99(auth) < 50ms' -o junit=cases.xml"
        })
final class AuthCommand implements Callable<Integer>, OwnDefaults, SharedCommand {
    static final String NAME = "auth";

    /** The option that an agent makes its part by, beside the scenario. */
    static final String WRONG = "--wrong=";

    private static final List<String> FORMATS = List.of("json", "html", "markdown", "junit");

    @Parameters(
            arity = "0..1",
            paramLabel = "TARGET",
            description =
                    "smtp://host:port, smtp+starttls://, smtps://, host:port or host (default: the embedded sink).")
    @Nullable
    String target;

    @Mixin
    LoginOptions logins = new LoginOptions();

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
        return LoginOptions.defaults();
    }

    @Override
    public Integer call() throws InterruptedException {
        output.check(FORMATS, results.named());
        Planner planner = processes.planner(spec, plan);
        planner.check(() -> logins.check(plan));
        Transport transport = planner.transport();
        List<NamedKind> kinds = planner.kinds(target);
        if (kinds.size() > 1) {
            throw new CommandFailure(new Refusal("sessions", kinds.size() + " session classes given to auth", "one"));
        }
        NamedKind kind = kinds.get(0);
        if (kind.target() != null && !kind.options().auth.wanted()) {
            throw new CommandFailure(new Refusal("auth", "no user", "--auth-user NAME, or --credentials FILE.csv"));
        }
        Load load = planner.checked(() -> logins.load(plan));
        try (EmbeddedSink sink = kind.target() != null ? null : logins.sink(planner, kind, transport)) {
            Checked.check(() -> processes.check(sink));
            LoginBench bench = LoginBench.of(planner, kind, sink, load, transport, logins.wrong);
            Preflight preflight = preflight(bench);
            Set<String> offered = preflight.capabilities().authMechanisms();
            Map<Mechanism, Scenario> scenarios = bench.to(preflight.reached()).scenarios(offered);
            SeriesReport report = shown.report(spec);
            PlanWords words = new PlanWords(sink == null ? null : bench.kind().target());
            try (Metering metering = Checked.usage(() -> meters.open(report::say));
                    Agents agents = processes.start(spec, plan, report::say)) {
                CommandRuns.Asked asked = CommandRuns.Asked.of(planner);
                Agents.Job job = new Agents.Job(List.of(NAME, WRONG + logins.wrong), AuthCommand::mechanism, sink);
                if (agents != null) {
                    agents.check(scenarios.values().iterator().next(), job);
                }
                RunSeries series = CommandRuns.of(spec, words, asked, report, metering)
                        .madeBy(Agents.runsOf(agents, job))
                        .beside(CommandRuns.beside(planner.monitors(), report::warns));
                return run(new Runs(scenarios, series, agents), asked.about(), report);
            }
        }
    }

    private Preflight preflight(LoginBench bench) {
        return new Preflight(
                bench.common().transport(),
                bench.common().connections().sources(),
                bench.anonymous(),
                spec.commandLine().getErr()::println);
    }

    /** The one that all sessions of a run log in by. */
    private static Map<String, List<String>> mechanism(Scenario scenario) {
        return Map.of(
                "auth",
                scenario.mix().kinds().get(0).session().login().mechanisms().stream()
                        .map(Mechanism::registeredName)
                        .toList());
    }

    @Override
    public Scenario part(Order order, @Nullable EmbeddedSink sink, Set<SocketAddress> unreached)
            throws InterruptedException {
        Planner planner = new Planner(spec, plan)
                .ofRun(order.runId())
                .avoiding(unreached)
                .spreadOver(order.shards().sharers());
        planner.check(() -> logins.check(plan));
        NamedKind kind = planner.kinds(target).get(0);
        Load load = planner.checked(() -> logins.load(plan));
        LoginBench bench = LoginBench.of(planner, kind, sink, load, planner.transport(), logins.wrong);
        if (order.checks()) {
            Preflight preflight = preflight(bench);
            preflight.capabilities();
            unreached.addAll(preflight.unreached());
            bench = bench.to(preflight.reached());
        }
        return bench.scenarios(Set.copyOf(kind.options().auth.mechanisms))
                .values()
                .iterator()
                .next();
    }

    /** One after the other. */
    private record Runs(
            Map<Mechanism, Scenario> scenarios,
            RunSeries series,
            @Nullable Agents agents) {}

    private int run(Runs runs, RunInfo.About about, SeriesReport report) throws InterruptedException {
        Map<Mechanism, Scenario> scenarios = runs.scenarios;
        RunSeries series = runs.series;
        LoginTable table = new LoginTable();
        Path folder = results.folder(Instant.now()); // Last: a mistake must not leave one.
        int number = 0;
        CommandFailure failure = null;
        for (Map.Entry<Mechanism, Scenario> each : scenarios.entrySet()) {
            if (series.stopped() || table.endedEarly() || failure != null) {
                break;
            }
            String name = each.getKey().registeredName();
            Scenario scenario = each.getValue();
            number++;
            report.next(new SeriesReport.Step(
                    "auth: " + name,
                    "mechanism " + number + " of " + scenarios.size(),
                    (scenarios.size() - number) * scenario.stop().endNanos()));
            try {
                RunResult result = series.run(scenario, Agents.ofStep(runs.agents, folder, name, LostOutputs.of(spec)));
                table.add(name, result, salting(scenario));
                report.say("auth: " + name + " … " + table.wordsOfLast());
            } catch (CommandFailure e) {
                if (number == 1) {
                    throw e;
                }
                failure = e; // What was measured by now is not lost with it.
                report.say("auth: " + name + " … not made: " + Main.oneLine(e.words()));
            }
        }
        AboutLines.of(about).forEach(output.people()::println);
        table.lines(Screen.columns(), shown.colours().enabled()).forEach(output.people()::println);
        ObjectNode document = table.document();
        RunDocument.addAbout(about, document);
        Map<String, SeriesOutputs.Form> forms = SeriesOutputs.document(document);
        forms.put("markdown", out -> {
            table.markdown(out);
            SeriesOutputs.writeAbout(about, out);
        });
        forms.put("junit", table::cases);
        output.write(forms, LostOutputs.of(spec), folder, DocumentPage.AUTH_FILE);
        return (series.stopped() ? ExitCode.INTERRUPTED : failure != null ? failure.exitCode() : table.exitCode())
                .number();
    }

    /** What the client worked out beside the rounds; null where it worked out nothing of the kind. */
    private static LoginTable.@Nullable Salting salting(Scenario scenario) {
        SaltedPasswords.Work work =
                scenario.mix().kinds().get(0).session().login().salted().work();
        return work == null
                ? null
                : new LoginTable.Salting(work.iterations(), work.count(), work.medianNanos(), work.kept());
    }
}
