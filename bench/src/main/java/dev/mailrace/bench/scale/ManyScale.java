package dev.mailrace.bench.scale;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import dev.mailrace.bench.processes.Cores;
import dev.mailrace.bench.processes.Machine;
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

/** Sessions past one process: what they take with both their ends, and how long until all are logged in. */
@Command(
        name = "scale --processes",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Measures memory a session, CPU a message and the time to connect of more sessions than a process holds.")
public final class ManyScale implements Callable<Integer> {
    /** A step is not begun with less of the memory than this share of what it may take. */
    private static final double MEMORY_SHARE_MIN = 0.6;

    @Option(
            names = "--sessions",
            paramLabel = "N",
            split = ",",
            description = "How many (default: 100000,250000,500000).")
    private List<Integer> sessions = List.of(100_000, 250_000, 500_000);

    @Option(
            names = "--rate",
            paramLabel = "N",
            description = "Messages a second over all of them (default: ${DEFAULT-VALUE}).")
    private int rate = 2_000;

    @Option(
            names = "--connect-rate",
            paramLabel = "N",
            description = "Connections opened a second, at most (default: ${DEFAULT-VALUE}).")
    private int connectRate = 1_000;

    @Option(names = "--seconds", paramLabel = "S", description = "Measured each time (default: ${DEFAULT-VALUE}).")
    private int seconds = 30;

    @Mixin
    private ScriptOptions script = new ScriptOptions();

    @Option(names = "--files", hidden = true, description = "That a process may have open.")
    private int filesMax = Integer.MAX_VALUE;

    private final List<ManyObservation> observations = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();

    @Override
    public Integer call() throws IOException, InterruptedException {
        ManyTrial trial = new ManyTrial(script.launcher, script.folder, new ManyTrial.Plan(rate, connectRate, seconds));
        for (int count : sessions) {
            observe(trial, ManyLoad.of(count, filesMax));
            save();
        }
        new ManyPlot(observations).write(script.folder.resolve("processes.png"));
        System.out.print(Files.readString(script.folder.resolve("table.md")));
        return failures.isEmpty() ? 0 : CommandLine.ExitCode.SOFTWARE;
    }

    /** A failure is written down, and the others go on. */
    private void observe(ManyTrial trial, ManyLoad load) throws InterruptedException {
        try {
            long available = KernelMemory.now().availableBytes();
            if (available < MEMORY_SHARE_MIN * load.bytesNeeded()) {
                throw new IOException(String.format(
                        Locale.ROOT,
                        "left out: they take some %,d MiB, and %,d are there",
                        load.bytesNeeded() >> 20,
                        available >> 20));
            }
            ManyObservation seen = trial.run(load);
            observations.add(seen);
            if (seen.connectionsMax() < load.sessions()) {
                failures.add(
                        String.format(Locale.ROOT, "%s: only %,d were logged in at once", load, seen.connectionsMax()));
            }
            if (!seen.balanced() || seen.accepted() != seen.counted()) {
                failures.add(load + ": the books do not balance");
            }
            System.err.printf(
                    Locale.ROOT,
                    "scale: %s: all after %.0f s, %.1f KiB each%n",
                    load,
                    seen.connectedSecond(),
                    seen.kibibytesASession());
        } catch (IOException e) {
            failures.add(load + ": " + e.getMessage());
            System.err.println("scale: FAILED: " + failures.get(failures.size() - 1));
        }
    }

    private void save() throws IOException {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("format", 1);
        all.put("commit", script.commit);
        all.put("rate_per_second", rate);
        all.put("connects_per_second_max", connectRate);
        all.put("measured_seconds", seconds);
        all.put("open_files_max", filesMax);
        all.put("failures", failures);
        all.put("observations", observations);
        new ObjectMapper()
                .setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                .writerWithDefaultPrettyPrinter()
                .writeValue(script.folder.resolve("processes.json").toFile(), all);
        StringBuilder table = new StringBuilder(head()).append(new ManyTable(observations).text());
        if (!failures.isEmpty()) {
            table.append("\n## Failures\n\n");
            failures.forEach(failure -> table.append("- ").append(failure).append('\n'));
        }
        Files.writeString(script.folder.resolve("table.md"), table);
    }

    private String head() throws IOException {
        return """
                # Sessions past one process

                %s; commit %s. `run --processes N` against `sink --processes N`, as many of each as a limit of %,d open files asks for;
                both ends of each session are on this machine, from source addresses of 127.0.1.0/24. Sessions log in by AUTH PLAIN, at
                most %,d a second; then %,d messages a second of 4 KiB go over all of them in turn, %d s measured.

                Memory is the sum of the processes' proportional set sizes (a page that many share counts once) and what the kernel's
                slabs grew by, which hold the sockets of both ends; "all told" divides all three, the JVMs' own part included. CPU is that
                of all processes in the measured stage over the messages accepted then: what idle sessions and processes take is in it.
                """.formatted(
                        Machine.of(script.environment).line(new Cores(false)),
                        script.commit,
                        filesMax,
                        connectRate,
                        rate,
                        seconds);
    }

    /** The entry point. */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new ManyScale()).execute(arguments));
    }
}
