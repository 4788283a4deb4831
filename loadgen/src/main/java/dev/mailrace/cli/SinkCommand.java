package dev.mailrace.cli;

import dev.mailrace.analysis.ExitCode;
import dev.mailrace.experiment.CommandFailure;
import dev.mailrace.fault.Refusal;
import dev.mailrace.fault.SystemWords;
import dev.mailrace.net.Transport;
import dev.mailrace.options.Checked;
import dev.mailrace.options.SinkBehaviourOptions;
import dev.mailrace.options.SinkFaultOptions;
import dev.mailrace.options.SinkServiceOptions;
import dev.mailrace.options.SinkTlsOptions;
import dev.mailrace.sink.FaultKind;
import dev.mailrace.sink.FaultPlan;
import dev.mailrace.sink.Ledger;
import dev.mailrace.sink.LedgerDocument;
import dev.mailrace.sink.SinkBehaviour;
import dev.mailrace.sink.SinkServer;
import dev.mailrace.sink.SinkSettings;
import dev.mailrace.sink.SinkShare;
import dev.mailrace.terminal.OwnProcess;
import dev.mailrace.terminal.StandardStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The test server. */
@Command(
        name = "sink",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        description = "A test server: accepts mail, counts it and discards it until it is stopped, then prints the "
                + "totals.",
        footerHeading = "%nAny user may log in with the password or token 'pass'.%n",
        footer = {
            "",
            "Examples:",
            "  mailrace sink --port 2525",
            "  mailrace sink --port 2587 --tls required --require-auth",
            "  mailrace sink --port 2465 --tls implicit --tls-cert cert.pem --tls-key key.pem",
            "  mailrace sink --tls starttls --tls-client-ca clients.pem",
            "  mailrace sink --lmtp --unix /tmp/lmtp.sock --refuse-by-name",
            "  mailrace sink --proxy-protocol --xclient",
            "  mailrace sink --processes 4",
            "  mailrace sink --workers 4 --service-time 2ms",
            "  mailrace sink --spool /tmp/mail",
            "  mailrace sink --fault 4xx:rcpt=1%% --fault slow:content=5ms:99,2s:1 --ledger ledger.json",
        })
final class SinkCommand implements Callable<Integer> {
    private static final String STANDARD_OUTPUT = "-";

    @Option(names = "--port", paramLabel = "PORT", description = "0 picks a free port (default: ${DEFAULT-VALUE}).")
    int port = 2525;

    @Option(
            names = "--bind",
            paramLabel = "ADDRESS",
            description =
                    "Address to listen on; others than loopback admit other machines (default: ${DEFAULT-VALUE}).")
    String bind = "127.0.0.1";

    @Option(names = "--threads", paramLabel = "N", description = "Event loops (default: ${DEFAULT-VALUE}).")
    int threads = 1;

    @Option(names = "--scram-iterations", paramLabel = "N", description = "Iteration count of SCRAM (default: 4096).")
    int scramIterations = 4_096;

    @Option(
            names = "--hostname",
            paramLabel = "NAME",
            description = "Name in banner and replies (default: ${DEFAULT-VALUE}).")
    String hostname = SinkSettings.defaults().hostname();

    @Option(names = "--require-auth", description = "Rejects mail before AUTH.")
    boolean requireAuth;

    @Mixin
    SinkTlsOptions tls = new SinkTlsOptions();

    @Mixin
    SinkServiceOptions service = new SinkServiceOptions();

    @Mixin
    SinkBehaviourOptions behaviour = new SinkBehaviourOptions();

    @Mixin
    SinkFaultOptions faults = new SinkFaultOptions();

    @Option(
            names = "--processes",
            paramLabel = "N",
            description =
                    "Listens with N processes at one port, past the open files of one (Linux, which gives each about as "
                            + "many connections); totals and ledger are of all. --threads and --workers count for each; a TLS session is resumed "
                            + "only in its own (default: 1).")
    int processes = 1;

    /** In a further process, which number it has. */
    @Option(names = SinkProcesses.MEMBER, paramLabel = "N", hidden = true, description = "For processes of a sink.")
    int member;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws InterruptedException {
        if (port < 0 || port > 65_535) {
            throw new CommandFailure(new Refusal("port", port, "0 to 65535"));
        }
        SinkSettings settings = Checked.usage(() -> checked(settings()));
        try {
            return member == 0 ? serve(settings) : serveFurther(settings);
        } catch (Refusal e) {
            throw new CommandFailure(e);
        }
    }

    private SinkSettings settings() {
        if (processes < 1 || processes > SinkShare.COUNT_MAX) {
            throw new Refusal("processes", processes, "1 to " + SinkShare.COUNT_MAX);
        }
        if (member < 0 || member >= processes) {
            throw new Refusal("member", member, "none: it is for processes that a sink starts");
        }
        return SinkSettings.defaults()
                .withBind(new InetSocketAddress(bind, port))
                .withTransport(Transport.best())
                .withThreads(threads)
                .withShare(new SinkShare(member, processes))
                .withHostname(hostname)
                .withScramIterations(scramIterations)
                .withAuthRequired(requireAuth)
                .withTls(tls.tls())
                .withService(service.service())
                .withBehaviour(faults.in(behaviour.behaviour()));
    }

    /** A client's next connection may lead to another process. */
    private SinkSettings checked(SinkSettings settings) {
        if (processes > 1 && settings.behaviour().unix() != null) {
            throw new Refusal("unix", "given with several processes", "one process, which has the socket")
                    .orOf("processes");
        }
        boolean remembers =
                settings.behaviour().faults().faults().stream().anyMatch(fault -> fault.kind() == FaultKind.GREYLIST);
        if (processes > 1 && remembers) {
            throw new Refusal("fault", "greylist, with several processes", "one process, which knows who came before")
                    .orOf("processes");
        }
        return settings;
    }

    private int serve(SinkSettings settings) throws InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        CountDownLatch end = new CountDownLatch(1);
        try (SinkServer server = SinkServer.start(settings);
                SinkProcesses others = SinkProcesses.start(
                        spec.commandLine().getParent().getParseResult().originalArgs(), processes, end::countDown)) {
            checkLedger();
            others.join(new SinkProcesses.Order(
                    server.address().getPort(), settings.behaviour().faults().seed()));
            // Before the greeting: a reader of it may stop the sink.
            Runtime.getRuntime().addShutdownHook(new Thread(() -> finish(server, others, settings), "sink-totals"));
            out.println(SinkWords.greeting(server, settings));
            out.flush();
            end.await();
            return ExitCode.OK.number(); // One of the others has ended, and all do with it.
        }
    }

    /** In a process that the first has started: ends when that lets go of it, or is gone. */
    private int serveFurther(SinkSettings asked) throws InterruptedException {
        SinkProcesses.Order order;
        try {
            order = SinkProcesses.Order.read();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (order == null) {
            return ExitCode.OK.number();
        }
        SinkBehaviour behaviour = asked.behaviour();
        FaultPlan plan = new FaultPlan(behaviour.faults().faults(), order.seed());
        SinkSettings settings =
                asked.withBind(new InetSocketAddress(bind, order.port())).withBehaviour(behaviour.withFaults(plan));
        PrintWriter out = StandardStream.exact();
        try (SinkServer server = SinkServer.start(settings)) {
            Runtime.getRuntime()
                    .addShutdownHook(new Thread(
                            () -> {
                                out.println(LedgerDocument.of(server.stop(), plan));
                                out.flush();
                                Runtime.getRuntime().halt(ExitCode.OK.number());
                            },
                            "sink-totals"));
            out.println(SinkProcesses.LISTENING);
            out.flush();
            OwnProcess.awaitParentGone();
            return ExitCode.OK.number();
        }
    }

    /** What cannot be written at the end is said at the beginning. */
    private void checkLedger() {
        Path file = faults.ledger();
        if (file == null || file.toString().equals(STANDARD_OUTPUT)) {
            return;
        }
        try {
            Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)
                    .close();
        } catch (IOException e) {
            throw new Refusal("ledger", file + ": " + SystemWords.of(e), "a file that this process may write", e);
        }
    }

    /** Being stopped is a sink's normal end. */
    private void finish(SinkServer server, SinkProcesses others, SinkSettings settings) {
        PrintWriter out = spec.commandLine().getOut();
        LostOutputs lost = LostOutputs.of(spec);
        others.letGo();
        Ledger ledger = server.stop();
        others.addTo(ledger, lost);
        Path file = faults.ledger();
        if (file == null || !file.toString().equals(STANDARD_OUTPUT)) {
            out.println(SinkWords.totals(ledger.totals()));
        }
        if (file != null) {
            String document =
                    LedgerDocument.of(ledger, settings.behaviour().faults()).toPrettyString();
            lost.attempt("ledger " + file, () -> write(document, file));
        }
        out.flush();
        lost.addStandardStreams();
        lost.tell(System.err);
        Runtime.getRuntime().halt(lost.exit(ExitCode.OK.number(), false));
    }

    private static void write(String document, Path file) throws IOException {
        if (file.toString().equals(STANDARD_OUTPUT)) {
            StandardStream.exact().println(document);
        } else {
            Files.writeString(file, document + System.lineSeparator());
        }
    }
}
