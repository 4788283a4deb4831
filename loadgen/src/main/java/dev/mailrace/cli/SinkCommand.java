package dev.mailrace.cli;

import dev.mailrace.net.Transport;
import dev.mailrace.sink.Ledger;
import dev.mailrace.sink.SinkServer;
import dev.mailrace.sink.SinkSettings;
import dev.mailrace.sink.SinkStartException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A server to aim at. */
@Command(
        name = "sink",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        description = "Accepts mail, counts it and forgets it, until it is stopped; then prints what it counted.",
        footerHeading = "%nAny user may log in with the password or token 'pass'.%n",
        footer = {"", "Example:", "  mailrace sink --port 2525"})
final class SinkCommand implements Callable<Integer> {
    @Option(names = "--port", paramLabel = "PORT", description = "0 takes a free one (default: ${DEFAULT-VALUE}).")
    int port = 2525;

    @Option(
            names = "--bind",
            paramLabel = "ADDRESS",
            description = "Listens there (default: ${DEFAULT-VALUE}; anything else lets others in).")
    String bind = "127.0.0.1";

    @Option(names = "--threads", paramLabel = "N", description = "Event loops (default: ${DEFAULT-VALUE}).")
    int threads = 1;

    @Option(
            names = "--scram-iterations",
            paramLabel = "N",
            description = "How often SCRAM has clients hash their password (default: 4096).")
    int scramIterations = 4_096;

    @Option(names = "--require-auth", description = "Refuses mail before AUTH.")
    boolean requireAuth;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        if (port < 0 || port > 65_535) {
            throw new CommandFailure(ExitCode.USAGE, "port: " + port + " (expected: 0 to 65535)");
        }
        SinkSettings settings = Checked.usage(() -> SinkSettings.defaults()
                .withBind(new InetSocketAddress(bind, port))
                .withTransport(Transport.best())
                .withThreads(threads)
                .withScramIterations(scramIterations)
                .withAuthRequired(requireAuth));
        try (SinkServer server = SinkServer.start(settings)) {
            out.println("sink: listening on " + server.address().getAddress().getHostAddress() + ":"
                    + server.address().getPort() + " (" + settings.transport()
                    + "; any user, password 'pass'; Ctrl-C ends)");
            out.flush();
            CountDownLatch never = new CountDownLatch(1);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> finish(server, out), "sink-totals"));
            never.await();
            return ExitCode.OK.number();
        } catch (SinkStartException e) {
            throw new CommandFailure(ExitCode.UNREACHABLE, String.valueOf(e.getMessage()));
        }
    }

    /** Being stopped is a sink's normal end. */
    private static void finish(SinkServer server, PrintWriter out) {
        Ledger.Totals totals = server.ledger().totals();
        server.close();
        out.println(String.format(
                Locale.ROOT,
                "sink: %,d messages accepted for %,d recipients, %,d bytes; %,d sessions, %,d logins (%,d refused)",
                totals.messages(),
                totals.recipients(),
                totals.contentBytes(),
                totals.sessionsOpened(),
                totals.logins(),
                totals.loginsFailed()));
        out.flush();
        Runtime.getRuntime().halt(ExitCode.OK.number());
    }
}
