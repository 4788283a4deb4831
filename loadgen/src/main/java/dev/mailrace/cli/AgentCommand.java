package dev.mailrace.cli;

import dev.mailrace.analysis.ExitCode;
import dev.mailrace.cluster.Agent;
import dev.mailrace.cluster.AgentFacts;
import dev.mailrace.cluster.Door;
import dev.mailrace.experiment.Environment;
import dev.mailrace.options.Checked;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jline.utils.Signals;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A process that makes a part of a run. */
@Command(
        name = "agent",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        description =
                "Makes a part of a run for 'mailrace run --agents', on another machine or on this one, and ends with "
                        + "it. It loads only what its own options allow, reads no files but those that come with the run, and stops "
                        + "when it has not heard of the run for 5 s.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  mailrace agent --join 127.0.0.1:7355",
            "  mailrace agent --join load1.example:7355 --tls-cert b.pem --tls-key b.key --tls-ca ca.pem",
        })
final class AgentCommand implements Callable<Integer> {
    /** The one option that a run may have for an agent of another machine. */
    static final String THREADS = "--threads=";

    private static final int DISCARD_PORT = 9; // Nothing is sent there.

    @Option(names = "--join", required = true, paramLabel = "HOST:PORT", description = "Where the run listens.")
    String join = "";

    @Option(
            names = "--listen",
            paramLabel = "HOST:PORT",
            description = "Where the run reaches this agent (default: the address that leads to the run, any port).")
    @Nullable
    String listen;

    @Option(
            names = "--allow-target",
            paramLabel = "HOST",
            split = ",",
            description = "Allows a target outside loopback and private networks, by its host name.")
    List<String> allowedTargets = new ArrayList<>();

    @Option(
            names = "--results",
            paramLabel = "DIR",
            description = "Folder for what this agent measures (default: results/agents/<run id>).")
    @Nullable
    Path results;

    @Mixin
    KeyOptions keys = new KeyOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws InterruptedException {
        String token = System.getenv(Agent.TOKEN);
        InetSocketAddress run = Checked.usage(() -> KeyOptions.address("join", join));
        Door door = Checked.usage(() -> keys.door(listen == null ? toward(run) : KeyOptions.address("listen", listen)));
        Interruption.of(spec).begin();
        AgentFloor floor = token == null
                ? AgentFloor.ofOthers(
                        allowedTargets, results, spec.commandLine().getErr())
                : AgentFloor.own(spec.commandLine().getErr());
        try (Agent agent = Checked.usage(() -> new Agent(run, door, token == null ? "" : token, facts(), floor))) {
            if (token != null) {
                Signals.register(
                        "INT", () -> {}); // Ctrl-C goes to all of a terminal's processes: the run's ends this one.
                endWithParent(agent);
            }
            return ended(agent, agent.serve()).number();
        }
    }

    private ExitCode ended(Agent agent, Agent.Ending ending) {
        String why = switch (ending) {
            case DISMISSED -> null;
            case REFUSED -> "the run does not want this agent: " + agent.refusal();
            case ABSENT ->
                "join: no answer from " + join + " (expected: a run that listens there, and certificates of one CA)";
            case LOST -> "the run at " + join + " was lost: nothing is sent any more";
        };
        if (why == null) {
            return ExitCode.OK;
        }
        spec.commandLine().getErr().println("mailrace: " + Main.oneLine(why));
        return ending == Agent.Ending.LOST ? ExitCode.INVALID : ExitCode.UNREACHABLE;
    }

    /** The address of this machine from which packets to the run go. */
    private static InetSocketAddress toward(InetSocketAddress run) {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.connect(InetAddress.getByName(run.getHostString()), DISCARD_PORT);
            return InetSocketAddress.createUnresolved(socket.getLocalAddress().getHostAddress(), 0);
        } catch (SocketException | UnknownHostException e) {
            return InetSocketAddress.createUnresolved("127.0.0.1", 0); // It says later that nobody answers.
        }
    }

    /** The other end of its standard input is the run's process: however that ends, this reads the end. */
    private static void endWithParent(Agent agent) {
        Thread watch = new Thread(
                () -> {
                    try (InputStream in = System.in) {
                        in.transferTo(OutputStream.nullOutputStream()); // Nothing is said here.
                        agent.abandon();
                    } catch (IOException e) {
                        agent.abandon();
                    }
                },
                "parent");
        watch.setDaemon(true);
        watch.start();
    }

    private static AgentFacts facts() {
        com.sun.management.OperatingSystemMXBean system =
                (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return new AgentFacts(
                Environment.version(),
                host(),
                ProcessHandle.current().pid(),
                system.getAvailableProcessors(),
                system.getTotalMemorySize(),
                Environment.openFilesMax(),
                System.getProperty("java.runtime.version"));
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }
}
