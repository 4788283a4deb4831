package dev.mailrace.bench.agents;

import dev.mailrace.bench.processes.ScriptOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs of three agents behind a slow line, each of which loses a process, and what came of them. */
@Command(
        name = "agents",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Loses agents of a run, and the run, in every way, and judges what came of it.")
public final class Trials implements Callable<Integer> {
    private static final int REPEAT_MAX = 1_000;
    private static final int DELAY_MILLIS_MAX = 1_000;
    private static final double LOST_PERCENT = 1;

    /** What is tried, agents first. */
    static final List<Loss> LOSSES = List.of(
            new Loss("healthy", false, Loss.Kind.NONE, 0),
            new Loss("healthy, 1 % of packets lost", false, Loss.Kind.NONE, 0),
            new Loss("agent: kill -9", false, Loss.Kind.KILL, 0),
            new Loss("agent: stopped for 8 s", false, Loss.Kind.STOP, 8),
            new Loss("agent: cut off for 3 s", false, Loss.Kind.CUT, 3),
            new Loss("agent: cut off for 20 s", false, Loss.Kind.CUT, 20),
            new Loss("agent: SIGTERM", false, Loss.Kind.TERM, 0),
            new Loss("run: kill -9", true, Loss.Kind.KILL, 0),
            new Loss("run: stopped for 8 s", true, Loss.Kind.STOP, 8),
            new Loss("run: cut off for 3 s", true, Loss.Kind.CUT, 3),
            new Loss("run: cut off for 20 s", true, Loss.Kind.CUT, 20),
            new Loss("run: SIGTERM", true, Loss.Kind.TERM, 0));

    @Option(names = "--repeat", paramLabel = "N", description = "Random moments of each case (default: 10).")
    private int repeat = 10;

    @Option(names = "--cases", paramLabel = "REGEX", description = "Those alone whose names match.")
    private String cases = ".*";

    @Option(names = "--delay", paramLabel = "MS", description = "One way, between run and agents (default: 25).")
    private int delayMillis = 25;

    @Option(names = "--loss", paramLabel = "PERCENT", description = "Of the packets between them (default: 0).")
    private double lossPercent;

    @Option(names = "--seed", paramLabel = "N", description = "Of moments and lost packets (default: 1).")
    private long seed = 1;

    @Option(names = "--list", description = "Only names the cases.")
    private boolean list;

    @Option(names = "--spaces", required = true, hidden = true, description = "What namespaces' names begin with.")
    private String spaces = "";

    @Option(names = "--work", required = true, hidden = true, description = "Folder with the certificates.")
    private Path work = Path.of("");

    @Mixin
    private ScriptOptions script = new ScriptOptions();

    private final List<String> findings = new ArrayList<>();

    @Override
    public Integer call() throws IOException, InterruptedException {
        Pattern wanted = Pattern.compile(cases);
        if (list) {
            LOSSES.forEach(loss -> System.out.println(loss.title()));
            return 0;
        }
        if (repeat < 1
                || repeat > REPEAT_MAX
                || delayMillis < 0
                || delayMillis > DELAY_MILLIS_MAX
                || lossPercent < 0
                || lossPercent > 100) {
            System.err.println(
                    "agents: --repeat 1 to " + REPEAT_MAX + ", --delay 0 to " + DELAY_MILLIS_MAX + ", --loss 0 to 100");
            return CommandLine.ExitCode.USAGE;
        }
        Setting setting = new Setting(script.launcher.toAbsolutePath(), spaces, work);
        TrialTable table = new TrialTable(script, delayMillis, repeat, seed);
        int number = 0;
        for (Loss loss : LOSSES) {
            if (wanted.matcher(loss.title()).matches()) {
                List<Trial.Came> came = new ArrayList<>();
                List<Verdict> verdicts = new ArrayList<>();
                for (int i = 0; i < repeat; i++) {
                    tryOnce(
                            setting,
                            new Trial.Asked(loss, ++number, i % 2 == 1, seed * 1_000_003 + number),
                            came,
                            verdicts);
                }
                table.add(loss, came, verdicts);
                table.write();
            }
        }
        System.out.print(table.text());
        findings.forEach(finding -> System.err.println("agents: FAILED: " + finding));
        return findings.isEmpty() ? 0 : CommandLine.ExitCode.SOFTWARE;
    }

    private Line line(double loss) throws IOException {
        return new Line(Setting.HUB, TimeUnit.MILLISECONDS.toNanos(delayMillis), loss, seed);
    }

    private void tryOnce(Setting setting, Trial.Asked asked, List<Trial.Came> came, List<Verdict> verdicts)
            throws IOException, InterruptedException {
        String name = asked.loss().title() + ", trial " + asked.number() + (asked.goesOn() ? " (continue)" : " (end)");
        double percent = asked.loss().title().contains("packets lost") ? LOST_PERCENT : lossPercent;
        List<String> wrong;
        try (Line line = line(percent / 100)) {
            Trial trial = new Trial(setting, line, asked);
            try {
                Trial.Came what = trial.run();
                Verdict verdict = Verdict.of(what);
                came.add(what);
                verdicts.add(verdict);
                wrong = verdict.findings();
                note(TrialTable.json(what, verdict));
            } catch (IOException e) {
                wrong = List.of(String.valueOf(e.getMessage()));
            }
            if (!wrong.isEmpty()) {
                keep(trial.folder());
            }
        }
        System.err.printf(
                Locale.ROOT, "agents: %s: %s%n", name, wrong.isEmpty() ? "as said" : String.join("; ", wrong));
        wrong.forEach(finding -> findings.add(name + ": " + finding));
    }

    private void note(String line) throws IOException {
        Files.writeString(
                script.folder.resolve("trials.jsonl"),
                line + "\n",
                StandardCharsets.UTF_8,
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }

    /** What went wrong is looked at later. */
    private static void keep(Path folder) throws IOException, InterruptedException {
        Path kept = Files.createTempDirectory("mailrace-agents-failed").resolve(folder.getFileName());
        new ProcessBuilder("cp", "-r", folder.toString(), kept.toString())
                .start()
                .waitFor();
        System.err.println("agents: its logs are in " + kept);
    }

    /** The entry point. */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Trials()).execute(arguments));
    }
}
