package dev.mailrace.cli;

import dev.mailrace.engine.Engine;
import dev.mailrace.mail.Feed;
import dev.mailrace.mail.MailPlan;
import dev.mailrace.metrics.RunInfo;
import dev.mailrace.metrics.RunObserver;
import dev.mailrace.metrics.RunResult;
import dev.mailrace.net.Transport;
import dev.mailrace.pacing.Pacing;
import dev.mailrace.pacing.StopRule;
import dev.mailrace.report.TerminalReport;
import dev.mailrace.sasl.Mechanism;
import dev.mailrace.scenario.Logins;
import dev.mailrace.scenario.Scenario;
import dev.mailrace.scenario.Target;
import dev.mailrace.scenario.Work;
import dev.mailrace.session.Outcome;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
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
        description = "Loads a server and reports the latency of every phase; without a target, the embedded sink.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  mailrace run                                    1,000 sessions against the embedded sink",
            "  mailrace run 127.0.0.1:2525 -c 200 -d 30s --auth PLAIN --auth-user user",
            "  mailrace run 127.0.0.1:2525 -R 500/s --poisson  an open loop: response time counts from the due time",
            "  mailrace run 127.0.0.1:2525 -n 10000 -l 1k-64k -F corpus/ -o json=-"
        })
final class RunCommand implements Callable<Integer> {
    @Parameters(
            arity = "0..1",
            paramLabel = "TARGET",
            description = "smtp://host:port, host:port or host; none: the embedded sink.")
    @Nullable
    String target;

    @Mixin
    LoadOptions load = new LoadOptions();

    @Mixin
    ConnectionOptions connections = new ConnectionOptions();

    @Mixin
    MailOptions mail = new MailOptions();

    @Mixin
    AuthOptions auth = new AuthOptions();

    @Mixin
    SessionOptions session = new SessionOptions();

    @Mixin
    OutputOptions output = new OutputOptions();

    @Option(names = "--dry-run", description = "Prints the plan and sends nothing.")
    boolean dryRun;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws InterruptedException {
        Transport transport =
                Checked.usage(() -> session.transport(spec.commandLine().getErr()));
        if (target != null) {
            Target parsed = Checked.usage(() -> Target.parse(String.valueOf(target)));
            return run(parsed, Checked.address(parsed, session.allowedTargets), transport, false);
        }
        long[] range = Checked.usage(mail::range);
        Logins logins = Checked.usageOrNull(() -> auth.logins(range[0], range[1]));
        try (EmbeddedSink sink = EmbeddedSink.start(transport, logins)) {
            InetSocketAddress address = sink.address();
            return run(new Target(address.getAddress().getHostAddress(), address.getPort()), address, transport, true);
        }
    }

    private int run(Target parsed, InetSocketAddress address, Transport transport, boolean embedded)
            throws InterruptedException {
        Instant start = Instant.now();
        String runId = RunId.fresh();
        Scenario scenario = Checked.usage(() -> scenario(parsed, address, transport, runId, embedded));
        String plan = PlanWords.of(scenario, embedded);
        PrintStream people = output.takesStandardOutput() ? System.err : System.out;
        if (dryRun) {
            people.println(plan);
            return ExitCode.OK.number();
        }
        preflight(scenario, address);
        List<RunObserver> observers = new ArrayList<>(Checked.usage(output::besideFolder));
        Path folder = Checked.usageOrNull(() -> output.folder(start)); // Last: a mistake must not leave one behind.
        observers.addAll(0, Checked.usage(() -> OutputOptions.inFolder(folder)));
        if (!output.quiet) {
            boolean live = Screen.isTerminal() && !output.takesStandardOutput();
            observers.add(new TerminalReport(
                    people, live, Screen::columns, Colours.of(output.noColour).enabled()));
        }
        RunInfo info = info(spec, scenario, start, runId, plan);
        Engine engine = new Engine(scenario, address, info, observers);
        try (Interruption interruption = new Interruption(engine)) {
            RunResult result = engine.run();
            engine.observerFaults().forEach(fault -> people.println("mailrace: an output was given up: " + fault));
            if (folder != null && !output.quiet) {
                people.println("results: " + folder);
            }
            ExitCode exit = exitCode(result);
            interruption.finished(exit);
            return exit.number();
        }
    }

    private Scenario scenario(
            Target parsed, InetSocketAddress address, Transport transport, String runId, boolean embedded) {
        long[] range = mail.range();
        Logins logins = embedded && !auth.wanted() && auth.mechanisms.isEmpty()
                ? new Logins(Feed.of(EmbeddedSink.USER, 1, 1), Feed.of(EmbeddedSink.PASSWORD, 1, 1))
                : auth.logins(range[0], range[1]);
        List<Mechanism> mechanisms = logins != null && !auth.wanted() ? List.of(Mechanism.PLAIN) : auth.mechanisms();
        Pacing pacing = load.pacing(connections.ramp());
        StopRule stop = load.stop();
        MailPlan plan = mail.plan(runId, load.seed, "4k");
        return new Scenario(
                parsed,
                Work.MAIL,
                session.settings(parsed.host(), auth.login(mechanisms, false), load.sending()),
                logins,
                plan,
                load.seed,
                pacing,
                stop,
                connections.connections(pacing, stop, address.getAddress(), embedded),
                load.drain(),
                load.backlogMax(),
                transport,
                load.threads());
    }

    /** One session first: what fails here would fail a thousand times. */
    private void preflight(Scenario scenario, InetSocketAddress address) throws InterruptedException {
        Logins logins = scenario.logins();
        SingleSession.Result result = new SingleSession(null)
                .hold(address, scenario.transport(), scenario.session(), logins == null ? null : logins.at(0), null);
        Outcome failure = result.failure();
        if (failure != null) {
            throw new CommandFailure(ExitCode.UNREACHABLE, FailureWords.of(scenario.target(), failure));
        }
        if (scenario.session().sending().window() > 0 && !result.capabilities().has("CHUNKING")) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "chunking: " + scenario.target() + " does not offer CHUNKING (expected: without --chunking)");
        }
        long sizeMax = result.capabilities().sizeMax();
        long largest = scenario.mail().corpus().bytesMax();
        if (sizeMax > 0 && largest > sizeMax) {
            spec.commandLine()
                    .getErr()
                    .println("mailrace: messages of up to " + largest + " bytes, and the server takes at most "
                            + sizeMax + " (SIZE): expect refusals");
        }
    }

    static RunInfo info(CommandSpec spec, Scenario scenario, Instant start, String runId, String plan) {
        double ratePerSecond = scenario.pacing() instanceof Pacing.OpenLoop open
                ? open.profile().ratePerSecondMax()
                : 0;
        return new RunInfo(
                runId,
                "mailrace "
                        + String.join(
                                " ",
                                spec.commandLine().getParent().getParseResult().originalArgs()),
                Main.Version.number(),
                scenario.seed(),
                start,
                plan,
                scenario.connections().count(),
                ratePerSecond,
                scenario.stop().warmupNanos(),
                scenario.stop().endNanos(),
                scenario.stop().messagesMax(),
                scenario.describe(),
                Environment.describe());
    }

    static ExitCode exitCode(RunResult result) {
        if (!result.balanced()) {
            return ExitCode.BUG;
        }
        return switch (result.ending()) {
            case BROKEN -> ExitCode.BUG;
            case INTERRUPTED -> ExitCode.INTERRUPTED;
            case SERVER_GONE -> ExitCode.UNREACHABLE;
            case COMPLETED -> result.self().valid() ? ExitCode.OK : ExitCode.INVALID;
        };
    }
}
