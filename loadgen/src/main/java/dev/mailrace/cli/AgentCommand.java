package dev.mailrace.cli;

import dev.mailrace.analysis.ExitCode;
import dev.mailrace.cluster.Agent;
import dev.mailrace.cluster.Door;
import dev.mailrace.fault.Refusal;
import dev.mailrace.options.Checked;
import dev.mailrace.terminal.OwnProcess;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
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
                "Makes a part of a run for 'mailrace run --agents', on another machine or on this one: of one that it "
                        + "joins, or of those that call it where it listens. It loads only what its own options allow, reads no files but those that come with the run, and stops "
                        + "when it has not heard of the run for 5 s.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  mailrace agent --join 127.0.0.1:7355",
            "  mailrace agent --listen 127.0.0.1:7355",
            "  mailrace agent --join load1.example:7355 --tls-cert b.pem --tls-key b.key --tls-ca ca.pem",
        })
final class AgentCommand implements Callable<Integer> {
    /** An option that a run may have for an agent of another machine. */
    static final String THREADS = "--threads=";

    @Option(names = "--join", paramLabel = "HOST:PORT", description = "Where the run listens; the agent ends with it.")
    @Nullable
    String join;

    @Option(
            names = "--listen",
            paramLabel = "HOST:PORT",
            description = "Where runs reach this agent: with --join any port of the address that leads to the run, by "
                    + "default; without, it waits there for one run after the other, until Ctrl-C.")
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
            description = "Folder for what agents measure, by run and agent: DIR/<run id>/<number> (default: "
                    + "${DEFAULT-VALUE}).")
    Path results = Path.of("results", "agents");

    @Mixin
    KeyOptions keys = new KeyOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws InterruptedException {
        String token = System.getenv(Agent.TOKEN);
        Checked.check(this::checkWhere);
        String to = join;
        InetSocketAddress run = to == null ? null : Checked.usage(() -> KeyOptions.address("join", to));
        Door door = Checked.usage(() -> keys.door(here(run)));
        Interruption.of(spec).begin();
        if (run == null) {
            return serveAll(door).number();
        }
        AgentFloor floor =
                token == null ? ofOthers() : AgentFloor.own(spec.commandLine().getErr());
        try (Agent agent = Checked.usage(() -> new Agent(run, door, token == null ? "" : token, floor))) {
            if (token != null) {
                Signals.register(
                        "INT", () -> {}); // Ctrl-C goes to all of a terminal's processes: the run's ends this one.
                endWithParent(agent);
            }
            return ended(run, agent, agent.serve(Interruption.of(spec)::asked)).number();
        }
    }

    private AgentFloor ofOthers() {
        return AgentFloor.ofOthers(allowedTargets, results, spec.commandLine().getErr());
    }

    private void checkWhere() {
        if (join == null && listen == null) {
            throw new Refusal("join", "not given, nor --listen", "one of them").orOf("listen");
        }
    }

    private InetSocketAddress here(@Nullable InetSocketAddress run) {
        return run != null && listen == null
                ? KeyOptions.toward(run)
                : KeyOptions.address("listen", Objects.requireNonNull(listen));
    }

    /** One run after the other, until somebody wants it to end. */
    private ExitCode serveAll(Door door) throws InterruptedException {
        PrintWriter err = spec.commandLine().getErr();
        Door known = door;
        boolean isFirst = true;
        while (!Interruption.of(spec).asked()) {
            Door at = known;
            try (Agent agent = Checked.usage(() -> new Agent(null, at, "", ofOthers()))) {
                known = door.at(agent.port());
                if (isFirst) {
                    err.println("mailrace: waiting for runs at " + door.listen().getHostString() + ":" + agent.port());
                }
                isFirst = false;
                Agent.Ending ending = agent.serve(Interruption.of(spec)::asked);
                if (ending != Agent.Ending.LEFT) {
                    ended(null, agent, ending);
                }
            }
        }
        return ExitCode.INTERRUPTED;
    }

    private ExitCode ended(@Nullable InetSocketAddress run, Agent agent, Agent.Ending ending) {
        String at = run == null ? "the run" : "the run at " + join;
        String why = switch (ending) {
            case DISMISSED, LEFT -> null;
            case REFUSED -> "the run does not want this agent: " + agent.refusal();
            case ABSENT ->
                "join: no answer from " + at + " (expected: a run that listens there, and certificates of one CA)";
            case LOST -> at + " was lost: nothing is sent any more";
        };
        if (why != null) {
            spec.commandLine().getErr().println("mailrace: " + Main.oneLine(why));
        }
        return switch (ending) {
            case DISMISSED -> ExitCode.OK;
            case LEFT -> ExitCode.INTERRUPTED;
            case REFUSED, ABSENT -> ExitCode.UNREACHABLE;
            case LOST -> ExitCode.INVALID;
        };
    }

    /** The other end of its standard input is the run's process: however that ends, this reads the end. */
    private static void endWithParent(Agent agent) {
        Thread watch = new Thread(
                () -> {
                    OwnProcess.awaitParentGone();
                    agent.abandon();
                },
                "parent");
        watch.setDaemon(true);
        watch.start();
    }
}
