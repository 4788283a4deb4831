package dev.mailrace.cli;

import dev.mailrace.html.DocumentPage;
import dev.mailrace.net.Transport;
import dev.mailrace.pacing.StopRule;
import dev.mailrace.report.LoginTable;
import dev.mailrace.report.SeriesReport;
import dev.mailrace.sasl.Mechanism;
import dev.mailrace.scenario.Logins;
import dev.mailrace.scenario.Mix;
import dev.mailrace.scenario.Oddities;
import dev.mailrace.scenario.Scenario;
import dev.mailrace.scenario.SessionKind;
import dev.mailrace.scenario.Units;
import dev.mailrace.scenario.Work;
import dev.mailrace.session.Pipelining;
import dev.mailrace.session.Security;
import dev.mailrace.session.Sending;
import java.net.SocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
    private static final Sending SENDING = Sending.data(Pipelining.NONE);
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
        double wrongShare = planner.checked(() -> Units.share("wrong", wrong));
        NamedKind kind = kinds.get(0);
        if (kind.target() != null && !kind.options().auth.wanted()) {
            throw new CommandFailure(
                    ExitCode.USAGE, "auth: no user (expected: --auth-user NAME, or --credentials FILE.csv)");
        }
        try (EmbeddedSink sink = kind.target() != null ? null : sink(planner, kind, transport)) {
            Scenario common = common(planner, kinds, sink, transport);
            Logins logins = common.mix().kinds().get(0).logins();
            Bench bench = new Bench(
                    planner,
                    kind,
                    common,
                    planner.checked(() -> Objects.requireNonNull(logins).withWrongShare(wrongShare)));
            Preflight preflight = new Preflight(
                    transport,
                    common.connections().sources(),
                    planner.checked(() -> bench.kind(List.of())),
                    spec.commandLine().getErr());
            Set<String> offered = preflight.capabilities().authMechanisms();
            Bench reached = bench.to(preflight.reached());
            Map<Mechanism, Scenario> scenarios = new LinkedHashMap<>();
            for (Mechanism mechanism : offered(reached, offered)) {
                scenarios.put(mechanism, reached.scenario(mechanism));
            }
            SeriesReport report = shown.report();
            PlanWords words = new PlanWords(sink == null ? null : bench.kind().target());
            try (Metering metering = Checked.usage(() -> meters.open(report::say))) {
                return run(scenarios, new RunSeries(spec, words, planner.slos(), report, metering), report);
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

    private Planner.Load load() {
        boolean counted = plan.load.messages != null;
        StopRule asked = plan.load.stop();
        StopRule stop = new StopRule(
                plan.load.warmup != null || counted ? asked.warmup() : WARMUP,
                plan.load.duration != null || counted || !plan.load.stages.isEmpty() ? asked.measured() : MEASURE,
                asked.messagesMax());
        int connections = plan.connections.connections == null ? CONNECTIONS : 0;
        return new Planner.Load(plan.load.pacing(plan.connections.ramp()), stop, connections, plan.load.drain());
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

    /** What all mechanisms share. The embedded sink's guests log in by any that is asked for, as named users do. */
    private Scenario common(Planner planner, List<NamedKind> kinds, @Nullable EmbeddedSink sink, Transport transport) {
        AuthOptions auth = kinds.get(0).options().auth;
        List<String> asked = auth.mechanisms;
        try {
            auth.mechanisms = sink != null && !auth.namesUser() ? List.of() : asked;
            return planner.scenario(kinds, sink, transport, RunId.fresh(), planner.checked(this::load));
        } finally {
            auth.mechanisms = asked;
        }
    }

    /**
     * What all mechanisms share.
     *
     * @param common the plan, in which nobody logs in yet
     */
    private record Bench(Planner planner, NamedKind named, Scenario common, Logins logins) {
        SessionKind kind() {
            return common.mix().kinds().get(0);
        }

        /** The same with these addresses of its server. */
        Bench to(List<SocketAddress> addresses) {
            return new Bench(planner, named, common.with(new Mix(List.of(kind().to(addresses)))), logins);
        }

        /** Sessions that log in by the first of these that is offered, and do nothing else; none: that do nothing. */
        SessionKind kind(List<Mechanism> mechanisms) {
            SessionKind base = kind();
            KindOptions options = named.options();
            return new SessionKind(
                    SessionKind.SOLE,
                    1,
                    base.target(),
                    base.addresses(),
                    options.connecting.settings(base.target(), options.auth.login(mechanisms, true), SENDING),
                    logins,
                    base.mail(),
                    List.of(),
                    base.clients(),
                    Oddities.NONE);
        }

        Scenario scenario(Mechanism mechanism) {
            return planner.checked(() -> new Scenario(
                    new Mix(List.of(kind(List.of(mechanism)))),
                    Work.SESSION,
                    common.seed(),
                    common.pacing(),
                    common.stop(),
                    common.connections(),
                    common.retry(),
                    common.drain(),
                    common.backlogMax(),
                    common.transport(),
                    common.threads()));
        }
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
        return series.stopped() ? ExitCode.INTERRUPTED.number() : table.exitCode();
    }

    /** Those asked for, or all that prove a password, as far as the server offers them. */
    private static List<Mechanism> offered(Bench bench, Set<String> offered) {
        AuthOptions auth = bench.named().options().auth;
        String server = bench.kind().target().toString();
        boolean named = !auth.mechanisms.isEmpty() && !auth.mechanisms.equals(List.of("auto"));
        List<Mechanism> mechanisms = new ArrayList<>();
        for (Mechanism mechanism : named ? bench.planner().checked(auth::mechanisms) : Mechanism.ofPasswords()) {
            if (offered.contains(mechanism.registeredName())
                    && !(mechanism.bindsChannel() && bench.kind().target().security() == Security.Mode.NEVER)) {
                mechanisms.add(mechanism);
            } else if (named) {
                throw new CommandFailure(
                        ExitCode.USAGE,
                        "auth: " + server + " does not offer " + mechanism.registeredName() + " (expected: "
                                + (offered.isEmpty() ? "a server with AUTH" : "of " + String.join(", ", offered))
                                + ")");
            }
        }
        if (mechanisms.isEmpty()) {
            throw new CommandFailure(
                    ExitCode.USAGE, "auth: " + server + " offers no mechanism for a password (expected: AUTH in EHLO)");
        }
        return mechanisms;
    }
}
