package dev.mailrace.cli;

import dev.mailrace.html.DocumentPage;
import dev.mailrace.metrics.RunObserver;
import dev.mailrace.metrics.RunResult;
import dev.mailrace.metrics.RunResult.Ending;
import dev.mailrace.net.Transport;
import dev.mailrace.pacing.Pacing;
import dev.mailrace.pacing.RateProfile;
import dev.mailrace.pacing.Spacing;
import dev.mailrace.pacing.StopRule;
import dev.mailrace.report.LoginTable;
import dev.mailrace.report.SeriesReport;
import dev.mailrace.sasl.Mechanism;
import dev.mailrace.scenario.AddressRange;
import dev.mailrace.scenario.Connections;
import dev.mailrace.scenario.Logins;
import dev.mailrace.scenario.Mix;
import dev.mailrace.scenario.Oddities;
import dev.mailrace.scenario.Retry;
import dev.mailrace.scenario.Scenario;
import dev.mailrace.scenario.SessionKind;
import dev.mailrace.scenario.Target;
import dev.mailrace.scenario.Units;
import dev.mailrace.scenario.Work;
import dev.mailrace.session.Behaviour;
import dev.mailrace.session.Caller;
import dev.mailrace.session.Outcome;
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
        description = "Logs in again and again, one mechanism after the other, and tells what each costs; without a "
                + "target, the embedded sink.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  mailrace auth 127.0.0.1:2525 --auth-user user --mechanisms PLAIN,SCRAM-SHA-256",
            "  mailrace auth smtps://127.0.0.1:2527 -k --auth-user user --tls-resume",
            "  mailrace auth 127.0.0.1:2525 --credentials users.csv -c 50 -d 30s --wrong 10%%"
        })
final class AuthCommand implements Callable<Integer> {
    private static final Sending SENDING = Sending.data(Pipelining.NONE);
    private static final long SEED = 1;
    private static final int BACKLOG_MAX = 1_000_000;
    private static final Duration DRAIN = Duration.ofSeconds(10);

    @Parameters(
            arity = "0..1",
            paramLabel = "TARGET",
            description = "smtp://host:port, smtp+starttls://, smtps://, host:port or host; none: the embedded sink.")
    @Nullable
    String target;

    @Mixin
    AuthOptions auth = new AuthOptions();

    @Mixin
    UserRange users = new UserRange();

    @Option(
            names = "--wrong",
            paramLabel = "PERCENT",
            description = "Share of logins with a wrong password, 10%% (default: none).")
    String wrong = "0%";

    @Option(
            names = {"-c", "--connections"},
            paramLabel = "N",
            description = "Logins under way at once (default: ${DEFAULT-VALUE}).")
    String connections = "10";

    @Option(
            names = {"-R", "--rate"},
            paramLabel = "RATE",
            description =
                    "Open loop: logins are due at this rate, 50/s. Without it each session logs in as soon as the "
                            + "last has left.")
    @Nullable
    String rate;

    @Option(
            names = {"-d", "--duration"},
            paramLabel = "TIME",
            description = "Measured for so long, each mechanism (default: ${DEFAULT-VALUE}).")
    String duration = "5s";

    @Option(
            names = "--warmup",
            paramLabel = "TIME",
            description = "Before it, each mechanism; counted apart (default: ${DEFAULT-VALUE}).")
    String warmup = "1s";

    @Mixin
    ConnectingOptions connecting = new ConnectingOptions();

    @Mixin
    TransportOption transportOption = new TransportOption();

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
    public Integer call() throws InterruptedException {
        output.check();
        Transport transport =
                Checked.usage(() -> transportOption.transport(spec.commandLine().getErr()));
        if (target != null) {
            Target parsed = Checked.usage(() -> connecting.target(String.valueOf(target)));
            Logins logins = Checked.usageOrNull(this::logins);
            if (logins == null) {
                throw new CommandFailure(
                        ExitCode.USAGE, "auth: no user (expected: --auth-user NAME, or --credentials FILE.csv)");
            }
            SocketAddress address = Checked.address(parsed, connecting.session.allowedTargets);
            return bench(parsed, address, transport, logins);
        }
        Logins wanted = auth.namesUser() ? Checked.usageOrNull(this::logins) : null;
        Logins logins = wanted != null ? wanted : EmbeddedSink.GUESTS.withWrongShare(Checked.usage(this::wrongShare));
        try (EmbeddedSink sink =
                EmbeddedSink.start(transport, logins.withWrongShare(0), connecting.tls.wantsStartTls())) {
            Target own = Checked.usage(() -> connecting.tls.target(sink.target()));
            return bench(own, sink.address(), transport, logins);
        }
    }

    private @Nullable Logins logins() {
        Logins logins = auth.logins(users.first(), users.last(), SEED);
        return logins == null ? null : logins.withWrongShare(wrongShare());
    }

    private double wrongShare() {
        return Units.share("wrong", wrong);
    }

    private int bench(Target parsed, SocketAddress address, Transport transport, Logins logins)
            throws InterruptedException {
        Map<Mechanism, Scenario> scenarios = new LinkedHashMap<>();
        for (Mechanism mechanism : mechanisms(parsed, address, transport, logins)) {
            scenarios.put(mechanism, Checked.usage(() -> scenario(parsed, address, transport, logins, mechanism)));
        }
        SeriesReport report = shown.report();
        PlanWords words = new PlanWords(target == null ? parsed : null);
        try (Metering metering = Checked.usage(() -> meters.open(report::say))) {
            return bench(scenarios, new RunSeries(spec, words, List.of(), report, metering), report);
        }
    }

    private int bench(Map<Mechanism, Scenario> scenarios, RunSeries series, SeriesReport report)
            throws InterruptedException {
        LoginTable table = new LoginTable();
        Path folder = Checked.usageOrNull(() -> results.folder(Instant.now())); // Last: a mistake must not leave one.
        ExitCode exit = ExitCode.OK;
        int number = 0;
        for (Map.Entry<Mechanism, Scenario> each : scenarios.entrySet()) {
            String name = each.getKey().registeredName();
            Scenario scenario = each.getValue();
            number++;
            report.next(new SeriesReport.Step(
                    "auth: " + name,
                    "mechanism " + number + " of " + scenarios.size(),
                    (scenarios.size() - number) * scenario.stop().endNanos()));
            RunObserver[] observers = ResultsOptions.ofStep(folder, name).toArray(RunObserver[]::new);
            RunResult result = series.run(scenario, observers);
            report.say("auth: " + name + " … " + SeriesReport.words(result));
            table.add(name, result);
            exit = worse(exit, RunInfos.exitCode(result));
            if (result.ending() != Ending.COMPLETED) {
                break;
            }
        }
        table.lines(Screen.columns()).forEach(output.people()::println);
        output.write(table.document(), folder, DocumentPage.AUTH_FILE);
        return exit.number();
    }

    private static ExitCode worse(ExitCode one, ExitCode other) {
        return one == ExitCode.OK ? other : one;
    }

    /** Those asked for, or all that prove a password, as far as the server offers them. */
    private List<Mechanism> mechanisms(Target parsed, SocketAddress address, Transport transport, Logins logins)
            throws InterruptedException {
        SessionKind nobody = Checked.usage(() -> kind(parsed, address, logins, List.of()));
        SingleSession.Result first = new SingleSession(null)
                .hold(
                        new SingleSession.Way(address, transport, AddressRange.SYSTEM),
                        nobody.session(),
                        new Caller(null, nobody.clients().at(0), Behaviour.NORMAL),
                        null);
        Outcome failure = first.failure();
        if (failure != null) {
            throw new CommandFailure(ExitCode.UNREACHABLE, FailureWords.of(parsed, failure));
        }
        Set<String> offered = first.capabilities().authMechanisms();
        boolean named = !auth.mechanisms.isEmpty() && !auth.mechanisms.equals(List.of("auto"));
        List<Mechanism> mechanisms = new ArrayList<>();
        for (Mechanism mechanism : named ? Checked.usage(auth::mechanisms) : Mechanism.ofPasswords()) {
            if (offered.contains(mechanism.registeredName())
                    && !(mechanism.bindsChannel() && parsed.security() == Security.Mode.NEVER)) {
                mechanisms.add(mechanism);
            } else if (named) {
                throw new CommandFailure(
                        ExitCode.USAGE,
                        "auth: " + parsed + " does not offer " + mechanism.registeredName() + " (expected: "
                                + (offered.isEmpty() ? "a server with AUTH" : "of " + String.join(", ", offered))
                                + ")");
            }
        }
        if (mechanisms.isEmpty()) {
            throw new CommandFailure(
                    ExitCode.USAGE, "auth: " + parsed + " offers no mechanism for a password (expected: AUTH in EHLO)");
        }
        return mechanisms;
    }

    private SessionKind kind(Target parsed, SocketAddress address, Logins logins, List<Mechanism> mechanisms) {
        return new SessionKind(
                SessionKind.SOLE,
                1,
                parsed,
                address,
                connecting.settings(parsed, auth.login(mechanisms, true), SENDING),
                logins,
                new MailOptions().plan(RunId.fresh(), SEED, "1k", false, false), // Nothing of it is sent.
                List.of(),
                connecting.forwarding.clients(),
                Oddities.NONE);
    }

    private Scenario scenario(
            Target parsed, SocketAddress address, Transport transport, Logins logins, Mechanism mechanism) {
        Pacing pacing = rate == null
                ? new Pacing.ClosedLoop(Duration.ZERO)
                : new Pacing.OpenLoop(
                        new RateProfile.Constant(Units.ratePerSecond("rate", String.valueOf(rate))), Spacing.EVEN);
        int count = (int) Units.count("connections", connections, 1, Connections.COUNT_MAX);
        ConnectionOptions.checkRoom(count, AddressRange.SYSTEM, target == null);
        return new Scenario(
                new Mix(List.of(kind(parsed, address, logins, List.of(mechanism)))),
                Work.SESSION,
                SEED,
                pacing,
                new StopRule(Units.duration("warmup", warmup), Units.duration("duration", duration), 0),
                new Connections(count, 0, Duration.ZERO, 0, AddressRange.SYSTEM),
                Retry.NEVER,
                DRAIN,
                BACKLOG_MAX,
                transport,
                1);
    }
}
