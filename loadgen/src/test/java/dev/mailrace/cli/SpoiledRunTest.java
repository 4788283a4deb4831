package dev.mailrace.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.mailrace.sink.SinkServer;
import dev.mailrace.sink.SinkService;
import dev.mailrace.sink.SinkSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A slow server is what runs are for; a machine that is busy elsewhere spoils them. The one is not taken for the other. */
@Timeout(180)
class SpoiledRunTest {
    private static final int BURNERS = 8;
    private static final int TRIES = 3;

    /** Processes that do nothing, as fast as they can, on one processor: the others stay free for other tests. */
    private static final class Burners implements AutoCloseable {
        private final List<Process> processes = new ArrayList<>();

        void start(int processor) throws IOException {
            for (int i = 0; i < BURNERS; i++) {
                String turns = "n=0; while [ $n -lt 100000000 ]; do n=$((n + 1)); done"; // Minutes, at most.
                processes.add(new ProcessBuilder(on(processor, List.of("sh", "-c", turns))).start());
            }
        }

        @Override
        public void close() {
            processes.forEach(Process::destroyForcibly);
        }
    }

    private static List<String> on(int processor, List<String> command) {
        List<String> pinned = new ArrayList<>(List.of("taskset", "-c", Integer.toString(processor)));
        pinned.addAll(command);
        return pinned;
    }

    /** The first that this process may use. */
    private static int processor() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
            if (line.startsWith("Cpus_allowed_list:")) {
                return Integer.parseInt(line.replaceAll("\\D*(\\d+).*", "$1"));
            }
        }
        throw new IOException("no Cpus_allowed_list");
    }

    /** It begins on a quiet processor, which is taken away once it measures. */
    @ParameterizedTest
    @ValueSource(strings = {"-c 20", "-c 20 -R 500/s"})
    void aRunOnAMachineThatIsBusyElsewhereIsInvalid(String load, @TempDir Path folder) throws Exception {
        assumeThat(Files.exists(Path.of("/proc/thread-self/schedstat")))
                .as("a kernel that says how long threads wait")
                .isTrue();
        assumeThat(Files.isExecutable(Path.of("/usr/bin/taskset"))).isTrue();
        Path results = folder.resolve("run");
        String typed = "run " + load + " --warmup 0s -d 2s -q --results " + results;
        int processor = processor();
        try (Spawned run = Spawned.startBehind(on(processor, List.of()), List.of(), folder, typed.split(" ", -1))) {
            run.await(() -> Files.exists(results.resolve("run.json")));
            try (Burners burners = new Burners()) {
                burners.start(processor);
                assertThat(run.awaitExit()).as(run.output()).isEqualTo(97);
            }
        }
        JsonNode self = new ObjectMapper()
                .readTree(results.resolve("run.json").toFile())
                .at("/self");
        assertThat(self.at("/verdict").asText()).isEqualTo("invalid");
        assertThat(self.at("/reasons")).as("%s", self).isNotEmpty();
        assertThat(self.at("/reasons").toString())
                .as("the law holds on any machine")
                .doesNotContain("Little");
    }

    private static Typed run(String target, String load) {
        List<String> typed = new ArrayList<>(List.of("run"));
        if (!target.isEmpty()) {
            typed.add(target);
        }
        typed.addAll(Arrays.asList(load.split(" ", -1)));
        typed.addAll(List.of("--no-results", "-q", "-o", "json=-"));
        return Typed.run(typed.toArray(String[]::new));
    }

    /** What else runs on the machine may spoil a run or two; the server must not. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "-c 20 -R 15/s -d 2s --warmup 200ms",
                "-c 20 -d 2s --warmup 200ms",
                "-c 20 -R 60/s -d 1s --warmup 0s"
            })
    void aRunAgainstASlowServerIsValid(String load) throws IOException {
        SinkService service = SinkService.messages(4, Duration.ofMillis(200)); // 20 messages a second.
        try (SinkServer sink = SinkServer.start(SinkSettings.defaults().withService(service))) {
            String target = "127.0.0.1:" + sink.address().getPort();
            List<JsonNode> spoiled = new ArrayList<>();
            while (spoiled.size() < TRIES) {
                Typed result = run(target, load);
                JsonNode run = RealServers.read(result);
                assertThat(run.at("/totals/accepted").asLong()).as(result.err()).isPositive();
                JsonNode reasons = run.at("/self/reasons");
                assertThat(reasons.toString()).doesNotContain("Little").doesNotContain("missed its rate");
                if (reasons.isEmpty()) {
                    assertThat(result.exit()).isZero();
                    return;
                }
                spoiled.add(run.at("/self"));
            }
            assumeThat(Typed.isBusy()).as("%s", spoiled).isFalse();
            assertThat(spoiled).as("runs that the server spoiled").isEmpty();
        }
    }

    @Test
    void theReportStatesLittlesLaw() {
        Typed result = Typed.run("run", "-n", "50", "-c", "2", "--no-results");
        assertThat(result.out() + result.err()).contains("sessions in use ").contains("(Little's law)");
    }

    /** Ten stops in two seconds, each far within what loop lag may be in a closed loop; and as long as the run lives. */
    @Test
    void aRunThatIsStoppedForNinetyOfTwoHundredMillisecondsIsInvalid(@TempDir Path folder) throws Exception {
        assumeThat(Files.exists(Path.of("/bin/sh"))).isTrue();
        try (Spawned run = Spawned.start(folder, "run", "-c", "20", "-d", "2s", "--warmup", "0s", "--no-results")) {
            String stops = "n=0; while [ $n -lt 600 ] && kill -STOP " + run.pid()
                    + " 2>/dev/null; do sleep 0.09; kill -CONT " + run.pid()
                    + "; sleep 0.11; n=$((n + 1)); done; kill -CONT " + run.pid() + " 2>/dev/null; true";
            Process stopping = new ProcessBuilder("/bin/sh", "-c", stops).start();
            try {
                assertThat(run.awaitExit()).as("%s", run.output()).isEqualTo(97);
                assertThat(run.output()).contains("INVALID");
            } finally {
                stopping.destroy();
            }
        }
    }
}
