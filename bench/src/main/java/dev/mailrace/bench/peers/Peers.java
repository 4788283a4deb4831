package dev.mailrace.bench.peers;

import dev.mailrace.bench.processes.Cores;
import dev.mailrace.bench.processes.Machine;
import dev.mailrace.bench.processes.ScriptOptions;
import dev.mailrace.bench.processes.Target;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Client CPU an accepted message, Mailrace beside smtp-source and postal: the same server, sizes and connections, in turn
 * within one run.
 *
 * <p>CPU is the operating system's: for the peers the whole process, for Mailrace the whole process over the measured
 * stage, compiler and collector included. Only ratios mean anything beyond the machine.
 */
@Command(
        name = "peers",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Measures client CPU a message, Mailrace beside smtp-source and postal.")
public final class Peers implements Callable<Integer> {
    private static final int QUICK_SIZE = 1_024;
    private static final int QUICK_CONNECTIONS = 100;

    @Option(names = "--quick", description = "One round of one size and 100 connections: a look, in some 3 minutes.")
    private boolean quick;

    @Option(names = "--rounds", paramLabel = "N", description = "Rounds, whose medians are quoted (default: 5).")
    private int rounds;

    @Option(names = "--sizes", paramLabel = "BYTES", split = ",", description = "Message sizes (default: 1024,10240).")
    private List<Integer> sizes = List.of();

    @Option(
            names = "--connections",
            paramLabel = "N",
            split = ",",
            description = "How many at once (default: 10,100,1000).")
    private List<Integer> connections = List.of();

    @Option(
            names = "--contenders",
            paramLabel = "NAME",
            split = ",",
            description = "Of ${COMPLETION-CANDIDATES}; measured wherever they can be"
                    + " (default: all, the pipelined ones where they tell most).")
    private List<Contender> contenders = List.of();

    @Option(names = "--warmup", paramLabel = "S", description = "Of Mailrace, in seconds (default: ${DEFAULT-VALUE}).")
    private int warmupSeconds = 10;

    @Option(names = "--seconds", paramLabel = "S", description = "Measured each time (default: ${DEFAULT-VALUE}).")
    private int seconds = 4;

    @Mixin
    private ScriptOptions script = new ScriptOptions();

    @Option(names = "--apart", hidden = true, description = "There are two cores, and taskset.")
    private boolean apart;

    @Option(names = "--peer", hidden = true, description = "A peer that is installed, and its version.")
    private Map<String, String> versions = new TreeMap<>();

    /** A machine that others use as well shows in it. */
    private final double loadBefore =
            ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();

    private final Results results = new Results();

    @Override
    public Integer call() throws IOException, InterruptedException {
        Cores cores = new Cores(apart);
        Matrix matrix = matrix();
        int wanted = rounds > 0 ? rounds : quick ? 1 : 5;
        for (int round = 1; round <= wanted; round++) {
            for (Trial trial : matrix.trials()) {
                measure(round, trial, cores);
                save(matrix, cores, round, wanted);
            }
        }
        PeersPlot.write(matrix, results, script.folder.resolve("peers.png"));
        System.out.print(Files.readString(script.folder.resolve("table.md")));
        return results.failures().isEmpty() ? 0 : CommandLine.ExitCode.SOFTWARE;
    }

    private Matrix matrix() {
        List<Contender> chosen = (contenders.isEmpty() ? List.of(Contender.values()) : contenders)
                .stream()
                        .filter(contender -> !contender.arguments().isEmpty() || versions.containsKey(contender.key()))
                        .toList();
        return Matrix.of(
                !sizes.isEmpty() ? sizes : quick ? List.of(QUICK_SIZE) : List.of(1_024, 10_240),
                !connections.isEmpty() ? connections : quick ? List.of(QUICK_CONNECTIONS) : List.of(10, 100, 1_000),
                chosen,
                !contenders.isEmpty());
    }

    /** A failure is written down, and the others go on: nothing measured is lost. */
    private void measure(int round, Trial trial, Cores cores) throws InterruptedException {
        try (Target target = trial.server().start(script.launcher, cores)) {
            Sample sample = generator(trial.contender(), cores).measure(trial.cell(), target);
            Sample counted = Count.checked(sample, target.stop());
            Measurement measurement = Measurement.of(round, trial, counted, counted.acceptedInAll());
            results.add(measurement);
            System.err.printf(
                    Locale.ROOT, "peers: round %d, %s: %.2f µs%n", round, trial, measurement.cpuMicrosPerMessage());
        } catch (IOException e) {
            String what = "round " + round + ", " + trial + ": " + e.getMessage();
            results.failed(what);
            System.err.println("peers: FAILED: " + what);
        }
    }

    private Generator generator(Contender contender, Cores cores) {
        return switch (contender) {
            case SMTP_SOURCE -> new SmtpSource(cores, seconds);
            case POSTAL -> new Postal(cores, seconds);
            case NONE, TRANSACTION, SESSION, BDAT ->
                new Mailrace(script.launcher, cores, new Effort(warmupSeconds, seconds), contender.arguments());
        };
    }

    private void save(Matrix matrix, Cores cores, int round, int wanted) throws IOException {
        Map<String, Object> about = new LinkedHashMap<>();
        about.put("format", 1);
        about.put("commit", script.commit);
        about.put("quick", quick);
        about.put("rounds_wanted", wanted);
        about.put("rounds_begun", round);
        about.put("warmup_seconds", warmupSeconds);
        about.put("measured_seconds", seconds);
        about.put("cores_apart", apart);
        about.put("load_average_before", loadBefore);
        about.put("peers", versions);
        results.write(script.folder.resolve("peers.json"), about);
        String head = PeersText.head(Machine.of(script.environment).line(cores), loadBefore, script.commit, versions)
                + PeersText.length(quick, round, wanted, warmupSeconds, seconds);
        Files.writeString(script.folder.resolve("table.md"), head + PeersTable.of(matrix, results));
    }

    /** The entry point. */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Peers())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .execute(arguments));
    }
}
