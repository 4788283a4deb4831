package dev.mailrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.mailrace.cli.EndedProcess.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every command, ended by a signal at some moment of its life: it leaves a report or a folder that can be read, and nothing else.
 *
 * <p>A moment is the n-th class that its JVM loads from its main class on, and n follows from a seed: classes are loaded at the start, where a run
 * begins, and most of all where reports are written. {@code -Dmailrace.ends.moments=20} tries so many moments a command, from
 * seed {@code -Dmailrace.ends.seed=1}; a failure names both.
 */
@Timeout(3_600)
class EndedAnywhereTest {
    private static final int MOMENTS = Integer.getInteger("mailrace.ends.moments", 1);
    private static final long SEED = Long.getLong("mailrace.ends.seed", 1);
    private static final List<String> SIGNALS = List.of("INT", "TERM", "HUP", "INT INT", "KILL");
    private static final ObjectMapper JSON = new ObjectMapper();

    /** What a process of its own ends with, by the signal: where the JVM handles it, and where the command does. */
    private static final Map<String, Set<Integer>> EXITS = Map.of(
            "INT", Set.of(130),
            "INT INT", Set.of(130),
            "TERM", Set.of(130, 143),
            "HUP", Set.of(130, 129),
            "KILL", Set.of(137));

    /** Of one that came to its end before: done, nothing accepted as asked, not decided, spoiled by a busy machine. */
    private static final Set<Integer> OWN_EXITS = Set.of(0, 96, 97, 98, 99);

    /**
     * A command.
     *
     * @param classes that it loads, about, with some 450 of the JVM's own
     */
    private record Command(String line, int classes) {
        @Override
        public String toString() {
            return line.split(" ", 2)[0];
        }
    }

    private static final List<Command> COMMANDS = List.of(
            new Command(
                    "run -c 2 -n 200 -R 300/s --warmup 0s --results @/run -o csv=@/x.csv -o json=@/x.json -o html=@/x.html "
                            + "-o junit=@/x.xml -o markdown=@/x.md -o hgrm=@/x.hgrm -o prometheus=@/x.prom -o hlog=@/x.hlog",
                    4_500),
            new Command(
                    "auth --mechanisms PLAIN,LOGIN -c 2 -d 300ms --warmup 0s --results @/run -o json=@/x.json", 4_200),
            new Command(
                    "capacity --first 1/s -d 200ms --warmup 0s --slo accepted>1000000/s --results @/run -o json=@/x.json",
                    4_200),
            new Command("calibrate -c 2 -d 300ms --warmup 0s -o json=@/x.json -o html=@/x.html", 4_200),
            new Command(
                    "ab PORT --before-a true --before-b true --no-control -c 2 -d 100ms --warmup 0s --results @/run",
                    4_000),
            new Command("probe PORT --no-color", 2_600),
            new Command("compare SAVED --to LATER -o html=@/x.html -o json=@/x.json -o markdown=@/x.md", 2_400),
            new Command("report SAVED -o html=@/x.html -o csv=@/x.csv -o json=@/x.json", 2_600),
            new Command("sink --port 0 --spool @/spool", 2_600),
            new Command("schema", 2_000),
            new Command("environment", 1_900),
            new Command("run --help", 1_900));

    private static Path saved = Path.of("");
    private static String port = "";
    private static @Nullable Spawned sink;

    @BeforeAll
    static void thereAreASinkAndASavedRun(@TempDir Path shared) throws Exception {
        saved = shared.resolve("saved");
        for (String name : List.of("saved", "later")) {
            Path results = shared.resolve(name);
            Typed.run("run", "-c", "2", "-n", "50", "--warmup", "0s", "--results", results.toString());
        }
        Spawned started = Spawned.start(shared, "sink", "--port", "0");
        sink = started;
        port = "127.0.0.1:" + SignalTest.port(started);
    }

    @AfterAll
    static void theSinkHasSurvived() throws Exception {
        Spawned started = Objects.requireNonNull(sink);
        started.signal("INT");
        assertThat(started.awaitExit()).isZero();
    }

    static Stream<Command> commands() {
        return COMMANDS.stream();
    }

    @ParameterizedTest
    @MethodSource("commands")
    void aCommandThatIsEndedAnywhereLeavesNothingBroken(Command command, @TempDir Path parent) throws Exception {
        for (int moment = 0; moment < MOMENTS; moment++) {
            long seed = SEED + moment;
            Random random = new Random(seed * 31 + COMMANDS.indexOf(command));
            String signal = SIGNALS.get(random.nextInt(SIGNALS.size()));
            int at = 1 + random.nextInt(command.classes - 450);
            Path folder = Files.createDirectory(parent.resolve("moment-" + moment));
            String what = String.format(
                    "%s, %s at class %d: -Dmailrace.ends.seed=%d -Dmailrace.ends.moments=1", command, signal, at, seed);
            try (EndedProcess process = EndedProcess.start(folder, typed(command, folder))) {
                check(what, signal, folder, process.signalAt(at, signal));
            }
        }
    }

    private static List<String> typed(Command command, Path folder) {
        return Arrays.stream(command.line.split(" ", -1))
                .map(word -> word.replace("@", folder.toString())
                        .replace("SAVED", saved.toString())
                        .replace("LATER", saved.resolveSibling("later").toString())
                        .replace("PORT", port))
                .toList();
    }

    private static void check(String what, String signal, Path folder, Ended ended) throws IOException {
        String told = what + (ended.signalled() ? "" : " (it had ended)") + "\n" + ended.output();
        boolean isSink = what.startsWith("sink");
        if (!ended.signalled() || !EXITS.getOrDefault(signal, Set.of()).contains(ended.exit())) {
            assertThat(OWN_EXITS).as(told).contains(ended.exit());
            assertThat(!ended.signalled() || isSink || !signal.equals("KILL") || ended.exit() != 0)
                    .as(told)
                    .isTrue();
        }
        assertThat(ended.output())
                .as(told)
                .doesNotContain("Exception", "\tat ", "internal error", "Shutdown in progress");
        assertThat(ended.survivors()).as(told).isEmpty();
        List<Path> files = files(folder);
        if (!signal.equals("KILL")) {
            assertThat(files)
                    .as(told)
                    .noneMatch(file -> file.startsWith(folder.resolve("tmp"))
                            || file.toString().endsWith(".new")
                            || file.toString().contains(".incoming-"));
        }
        for (Path file : files) {
            if (file.toString().endsWith(".json") && Files.size(file) > 0) {
                assertThat(JSON.readTree(file.toFile())).as(told + file).isNotEmpty();
            }
        }
        Path results = folder.resolve("run");
        if (files.stream().anyMatch(file -> file.startsWith(results))) {
            checkReadable(told, results, signal.equals("KILL"));
        }
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile).toList();
        }
    }

    /** By the tool itself. A kill may leave a folder that nothing was written to yet. */
    private static void checkReadable(String told, Path results, boolean killed) {
        Typed report = Typed.run("report", results.toString(), "-o", "html=" + results.resolveSibling("again.html"));
        assertThat(report.err()).as(told).doesNotContain("internal error");
        List<Integer> allowed = new ArrayList<>(List.of(0, 130));
        if (killed) {
            allowed.add(2);
        }
        assertThat(allowed).as(told + "\nreport: " + report.err()).contains(report.exit());
    }
}
