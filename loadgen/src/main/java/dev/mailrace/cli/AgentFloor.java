package dev.mailrace.cli;

import dev.mailrace.analysis.ExitCode;
import dev.mailrace.cluster.Agent;
import dev.mailrace.cluster.Order;
import dev.mailrace.experiment.CommandFailure;
import dev.mailrace.experiment.EmbeddedSink;
import dev.mailrace.fault.Refusal;
import dev.mailrace.fault.SystemWords;
import dev.mailrace.options.ScenarioDefaults;
import dev.mailrace.options.ShippedScenario;
import dev.mailrace.runfile.PastRun;
import dev.mailrace.scenario.Scenario;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/**
 * Where an agent makes loads of orders. Orders of another machine name no file of this one, allow themselves no target, and have no
 * say in where results go. One for each coordinator. Owned by the agent's thread.
 */
final class AgentFloor implements Agent.Workshop {
    private static final Path SCENARIO = Path.of("scenario");

    /** What an order may have made: as the first says, or as others do that go by the same scenarios. */
    private static final List<String> COMMANDS = List.of("run", AuthCommand.NAME);

    /** What another machine may say beside its scenario. */
    private static final List<String> OPTIONS = List.of(AgentCommand.THREADS, AuthCommand.WRONG);

    /** Files that come with a run are here while it is made ready: in memory, where the system has that. */
    private static final Path MEMORY = Path.of("/dev/shm");

    private final boolean isOwn;
    private final List<String> allowedTargets;
    private final Path results; // a folder for each run, and in that for each agent
    private final PrintWriter err;
    private final AgentFiles files = new AgentFiles();
    private final Set<SocketAddress> unreached = new HashSet<>(); // by the checks for this coordinator
    private String runId = "";

    private AgentFloor(boolean isOwn, List<String> allowedTargets, Path results, PrintWriter err) {
        this.isOwn = isOwn;
        this.allowedTargets = List.copyOf(allowedTargets);
        this.results = results;
        this.err = err;
    }

    /** For the process that has started this one. */
    static AgentFloor own(PrintWriter err) {
        return new AgentFloor(true, List.of(), Path.of(""), err);
    }

    /** @param results gets a folder for each run, and in that for each agent */
    static AgentFloor ofOthers(List<String> allowedTargets, Path results, PrintWriter err) {
        return new AgentFloor(false, allowedTargets, results, err);
    }

    @Override
    public Agent.Part part(Order order, Map<String, byte[]> shipped) throws InterruptedException {
        runId = order.runId();
        if (isOwn) {
            return part(order, order.scenario(), order.options());
        }
        List<String> options = new ArrayList<>();
        for (String option : order.options()) {
            if (COMMANDS.contains(option) || OPTIONS.stream().anyMatch(option::startsWith)) {
                options.add(option);
            }
        }
        allowedTargets.forEach(host -> options.add("--allow-target=" + host));
        Path folder = null;
        try {
            folder = Files.isWritable(MEMORY)
                    ? Files.createTempDirectory(MEMORY, "mailrace")
                    : Files.createTempDirectory("mailrace");
            return part(order, new ShippedScenario(order.scenario(), shipped).unpack(folder), options);
        } catch (IOException e) {
            throw new Refusal("files", SystemWords.named(e), "a folder for temporary files", e);
        } finally {
            remove(folder);
        }
    }

    private static void remove(@Nullable Path folder) {
        if (folder == null) {
            return;
        }
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        } catch (IOException e) {
            throw new Refusal("files", SystemWords.named(e), "temporary files that can be removed", e);
        }
    }

    private Agent.Part part(Order order, String scenarioText, List<String> options) throws InterruptedException {
        if (options.isEmpty() || !COMMANDS.contains(options.get(0))) {
            throw new Refusal("command", options.isEmpty() ? "none" : options.get(0), "one of " + COMMANDS);
        }
        CommandLine line = Main.line(new Main());
        CommandLine command = subcommand(line, options.get(0));
        command.setDefaultValueProvider(ScenarioDefaults.of(
                SCENARIO, scenarioText, subcommand(line, COMMANDS.get(0)).getCommandSpec()));
        command.setErr(err);
        try {
            line.parseArgs(options.toArray(String[]::new));
        } catch (CommandLine.ParameterException e) {
            throw new CommandFailure(ExitCode.USAGE, String.valueOf(e.getMessage()));
        }
        SharedCommand shared = command.getCommand();
        Scenario scenario = shared.part(order, sink(order.sink()), unreached);
        return new Agent.Part(
                scenario,
                RunInfos.of(command.getCommandSpec(), scenario, Instant.now(), "a part of a run"),
                List.of(files));
    }

    private static CommandLine subcommand(CommandLine line, String name) {
        return Objects.requireNonNull(line.getSubcommands().get(name), name);
    }

    private @Nullable EmbeddedSink sink(@Nullable String address) {
        if (address == null || !isOwn) {
            return null;
        }
        int colon = address.lastIndexOf(':');
        return EmbeddedSink.elsewhere(
                new InetSocketAddress(address.substring(0, colon), Integer.parseInt(address.substring(colon + 1))));
    }

    @Override
    public void keepIn(int number, @Nullable String folder) {
        if (isOwn) {
            files.keepIn(folder == null ? null : Path.of(folder));
        } else {
            files.keepIn(unused(number));
        }
    }

    /** Nothing measured is overwritten: the runs of a side of an experiment share their plan, and its id. */
    private Path unused(int number) {
        Path folder = results.resolve(name()).resolve(String.valueOf(number + 1));
        for (int again = 2; Files.exists(folder.resolve(PastRun.INTERVALS_FILE)); again++) {
            folder = results.resolve(name() + "-" + again).resolve(String.valueOf(number + 1));
        }
        return folder;
    }

    @Override
    public void tell(String line) {
        err.println("mailrace: " + Main.oneLine(line));
        err.flush();
    }

    /** The run's id is a name; one that is none came from a stranger. */
    private String name() {
        if (!runId.matches("[a-z0-9]{1,32}")) {
            throw new Refusal("run", "an id that is no name", "letters and digits");
        }
        return runId;
    }
}
