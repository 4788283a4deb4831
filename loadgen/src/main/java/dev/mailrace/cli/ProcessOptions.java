package dev.mailrace.cli;

import dev.mailrace.cluster.Coordinator;
import dev.mailrace.cluster.Door;
import dev.mailrace.experiment.CommandFailure;
import dev.mailrace.experiment.EmbeddedSink;
import dev.mailrace.experiment.Environment;
import dev.mailrace.fault.Refusal;
import dev.mailrace.options.Checked;
import dev.mailrace.options.PlanOptions;
import dev.mailrace.options.Planner;
import dev.mailrace.words.Human;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** Whether several processes make a run together, on this machine or on others. */
final class ProcessOptions {
    private static final int PROCESSES_MAX = 64;
    private static final int AGENTS_MAX = 1_000;
    private static final String LISTEN = "127.0.0.1:7355";

    @Option(
            names = "--processes",
            paramLabel = "N",
            description = "Loads from N processes on this machine, which share the connections and the rate; --threads "
                    + "counts for each (default: 1).")
    int processes = 1;

    @Option(
            names = "--agents",
            paramLabel = "N|HOST:PORT,...",
            description =
                    "Loads from N machines, by 'mailrace agent --join' on each, or from those named, where 'mailrace "
                            + "agent --listen' waits; --threads counts for each.")
    @Nullable
    String agentsText;

    @Option(
            names = "--listen",
            paramLabel = "HOST:PORT",
            description = "With --agents: where agents reach this process; beyond loopback it needs certificates "
                    + "(default: " + LISTEN + "; with agents that listen, any port of the address that leads to them).")
    @Nullable
    String listen;

    @Option(
            names = "--on-agent-loss",
            paramLabel = "WHAT",
            description =
                    "With --processes or --agents, when one is lost: end, or continue with the others. The run is "
                            + "invalid, and of several runs no other follows (default: ${DEFAULT-VALUE}).")
    LossOption.OnLoss onLoss = LossOption.OnLoss.END;

    @Mixin
    KeyOptions keys = new KeyOptions();

    /** Null: none. */
    private @Nullable Gathering agents;

    /**
     * Who makes the run with this process.
     *
     * @param listening where they wait; none: they come
     */
    private record Gathering(int count, List<InetSocketAddress> listening) {
        static Gathering of(String text) {
            if (text.matches("[0-9]{1,9}")) {
                int count = Integer.parseInt(text);
                if (count < 1 || count > AGENTS_MAX) {
                    throw new Refusal("agents", text, "1 to " + AGENTS_MAX);
                }
                return new Gathering(count, List.of());
            }
            List<InetSocketAddress> listening = KeyOptions.addresses("agents", text);
            return new Gathering(listening.size(), listening);
        }
    }

    /** Those that share the load, this process or others. */
    int sharers() {
        return agents == null ? Math.max(1, processes) : agents.count;
    }

    private boolean areSeveral() {
        return processes > 1 || agents != null;
    }

    /** A planner for runs that all of them share, of a command that makes several. */
    Planner planner(CommandSpec spec, PlanOptions plan) {
        Checked.check(() -> check(plan, false));
        plan.load.inEachOf(sharers());
        return new Planner(spec, plan).spreadOver(sharers());
    }

    /** @param keepsAccepted whether the results are to name what was accepted, which agents do not say */
    void check(PlanOptions plan, boolean keepsAccepted) {
        if (processes < 1 || processes > PROCESSES_MAX) {
            throw new Refusal("processes", processes, "1 to " + PROCESSES_MAX);
        }
        agents = agentsText == null ? null : Gathering.of(agentsText);
        if (processes > 1 && agents != null) {
            throw Refusal.bothGiven("processes", "agents");
        }
        if (keys.isGiven() && agents == null) {
            throw new Refusal("tls-cert", "given without --agents", "both").orOf("tls-key", "tls-ca");
        }
        if (areSeveral() && keepsAccepted) {
            throw new Refusal("keep-accepted", "given with several processes", "one process")
                    .orOf("processes", "agents");
        }
        if (areSeveral() && !plan.deliveries.texts().isEmpty()) {
            throw new Refusal(
                    processes > 1 ? "processes" : "agents",
                    "given with --deliveries",
                    "one process, where deliveries are followed");
        }
    }

    /** What only agents elsewhere do not have. */
    void check(@Nullable EmbeddedSink sink) {
        if (agents != null && sink != null) {
            throw new Refusal("agents", "given without a target", "a server that agents reach").orOf("target");
        }
    }

    /** The same of a control beside the runs. */
    void checkControl(boolean isRun) {
        if (agents != null && isRun) {
            throw new Refusal(
                    "agents",
                    "given with a control, which is the embedded sink",
                    "--no-control, for they do not reach it");
        }
    }

    private Coordinator inviting(Gathering gathering, Coordinator.Terms terms) throws InterruptedException {
        Door door = Checked.usage(() -> keys.door(
                listen == null ? KeyOptions.toward(gathering.listening.get(0)) : KeyOptions.address("listen", listen)));
        try {
            return Coordinator.inviting(door, gathering.listening, terms);
        } catch (Refusal e) {
            throw new CommandFailure(e);
        }
    }

    /** Starts them, or waits for them. Null: this process makes the run alone. */
    @Nullable
    Agents start(CommandSpec spec, PlanOptions plan, Consumer<String> tell) throws InterruptedException {
        Coordinator.Terms terms = new Coordinator.Terms(
                Environment.version(),
                Interruption.of(spec)::asked,
                onLoss == LossOption.OnLoss.CONTINUE,
                line -> tell.accept("mailrace: " + Main.oneLine(line)));
        if (processes > 1) {
            return new Agents(
                    spec,
                    plan,
                    Coordinator.ofProcesses(new Coordinator.Own(processes, Main.class.getName()), terms),
                    false);
        }
        Gathering gathering = agents;
        if (gathering == null) {
            return null;
        }
        if (!gathering.listening.isEmpty()) {
            return new Agents(spec, plan, inviting(gathering, terms), true);
        }
        Door door = Checked.usage(() -> keys.door(KeyOptions.address("listen", listen == null ? LISTEN : listen)));
        Coordinator coordinator = Checked.usage(() -> Coordinator.listening(door, gathering.count, terms));
        try {
            tell.accept("mailrace: waiting for " + Human.counted(gathering.count, "agent") + " at "
                    + door.listen().getHostString() + ":" + coordinator.port());
            coordinator.gather();
            return new Agents(spec, plan, coordinator, true);
        } catch (RuntimeException | Error | InterruptedException e) {
            coordinator.close();
            throw e;
        }
    }
}
