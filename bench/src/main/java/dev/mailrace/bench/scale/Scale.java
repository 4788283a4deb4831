package dev.mailrace.bench.scale;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import dev.mailrace.bench.processes.Cores;
import dev.mailrace.bench.processes.Machine;
import dev.mailrace.bench.processes.MailraceSink;
import dev.mailrace.bench.processes.ScriptOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** CPU a message and memory a session, from one session to as many as the file limit lets through. */
@Command(
        name = "scale",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Measures CPU a message and memory a session over the number of sessions.")
public final class Scale implements Callable<Integer> {
    /** Files that a process has open beside its sessions. */
    private static final int OTHER_FILES = 200;

    @Option(names = "--quick", description = "One round of 1, 100 and 1,000 sessions: a look, in some 2 minutes.")
    private boolean quick;

    @Option(names = "--rounds", paramLabel = "N", description = "Rounds, whose medians are quoted (default: 3).")
    private int rounds;

    @Option(
            names = "--sessions",
            paramLabel = "N",
            split = ",",
            description = "How many, the first being what others are compared with"
                    + " (default: 1,10,100,1000,10000,19000).")
    private List<Integer> sessions = List.of();

    @Option(names = "--warmup", paramLabel = "S", description = "In seconds (default: ${DEFAULT-VALUE}).")
    private int warmupSeconds = 10;

    @Option(names = "--seconds", paramLabel = "S", description = "Measured each time (default: ${DEFAULT-VALUE}).")
    private int seconds = 5;

    @Mixin
    private ScriptOptions script = new ScriptOptions();

    @Option(names = "--apart", hidden = true, description = "There are two cores, and taskset.")
    private boolean apart;

    @Option(names = "--files", hidden = true, description = "That a process may have open.")
    private int filesMax = Integer.MAX_VALUE;

    private final List<Observation> observations = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<Integer> counts = new ArrayList<>(
                !sessions.isEmpty()
                        ? sessions
                        : quick ? List.of(1, 100, 1_000) : List.of(1, 10, 100, 1_000, 10_000, 19_000));
        counts.removeIf(this::tooMany);
        int wanted = rounds > 0 ? rounds : quick ? 1 : 3;
        for (int round = 1; round <= wanted; round++) {
            for (boolean idle : List.of(false, true)) {
                for (int count : counts) {
                    observe(round, new Load(count, idle));
                    save(counts, round, wanted);
                }
            }
        }
        new ScalePlot(new ScaleTable(observations, counts), counts).write(script.folder.resolve("scale.png"));
        System.out.print(Files.readString(script.folder.resolve("table.md")));
        return failures.isEmpty() ? 0 : CommandLine.ExitCode.SOFTWARE;
    }

    private boolean tooMany(int count) {
        boolean tooMany = count + OTHER_FILES > filesMax;
        if (tooMany) {
            failures.add(String.format(
                    Locale.ROOT,
                    "%,d sessions: left out, for the file limit is %,d (raise it: ulimit -Hn)",
                    count,
                    filesMax));
            System.err.println("scale: " + failures.get(failures.size() - 1));
        }
        return tooMany;
    }

    /** A failure is written down, and the others go on. */
    private void observe(int round, Load load) throws InterruptedException {
        Client client = new Client(script.launcher, new Cores(apart), warmupSeconds, seconds);
        try (MailraceSink sink = MailraceSink.start(script.launcher, new Cores(apart))) {
            Observation observation = client.run(round, load, sink.address());
            observations.add(observation);
            if (observation.connectionsMax() < load.sessions()) {
                throw new IOException(
                        String.format(Locale.ROOT, "only %,d connected at once", observation.connectionsMax()));
            }
            System.err.printf(
                    Locale.ROOT,
                    "scale: round %d, %s: %.1f%s, %d MiB%n",
                    round,
                    load,
                    load.idle() ? 1e3 * observation.cpuShare() : observation.microsPerMessage(),
                    load.idle() ? " ms of CPU a second" : " µs a message",
                    observation.residentBytes() >> 20);
        } catch (IOException e) {
            failures.add("round " + round + ", " + load + ": " + e.getMessage());
            System.err.println("scale: FAILED: " + failures.get(failures.size() - 1));
        }
    }

    private void save(List<Integer> counts, int round, int wanted) throws IOException {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("format", 1);
        all.put("commit", script.commit);
        all.put("quick", quick);
        all.put("rounds_wanted", wanted);
        all.put("rounds_begun", round);
        all.put("warmup_seconds", warmupSeconds);
        all.put("measured_seconds", seconds);
        all.put("cores_apart", apart);
        all.put("failures", failures);
        all.put("observations", observations);
        new ObjectMapper()
                .setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                .writerWithDefaultPrettyPrinter()
                .writeValue(script.folder.resolve("scale.json").toFile(), all);
        Files.writeString(
                script.folder.resolve("table.md"),
                head(round, wanted) + new ScaleTable(observations, counts).text() + failureLines());
    }

    private String head(int round, int wanted) throws IOException {
        return """
                # From one session to many

                %s; commit %s. Rounds: %d of %d, medians; %d s measured after a warm-up of %d s and more for many sessions, against the sink in a process of its own.%s

                CPU is the whole process's, compiler and collector included. Memory is the whole process's as Linux counts it (VmRSS at the
                end of the measured stage, VmHWM), the JVM and its heap's free part included; a session's is what it adds to that of the
                fewest sessions, which below a thousand or so tells of the heap's growth rather than of sessions. Kernel memory of the
                sockets is not in it. "Within" is to the second, as the intervals are.
                """.formatted(
                        Machine.of(script.environment).line(new Cores(apart)),
                        script.commit,
                        round,
                        wanted,
                        seconds,
                        warmupSeconds,
                        quick ? " **A quick look: not to be quoted.**" : "");
    }

    private String failureLines() {
        StringBuilder lines = new StringBuilder(failures.isEmpty() ? "" : "\n## Failures\n\n");
        failures.forEach(failure -> lines.append("- ").append(failure).append('\n'));
        return lines.toString();
    }

    /** The entry point. */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Scale()).execute(arguments));
    }
}
