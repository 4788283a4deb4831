package dev.mailrace.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
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
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A slow server is what runs are for; a machine that is busy elsewhere spoils them. The one is not taken for the other. */
@Timeout(180)
class SpoiledRunTest {
    private static final int BURNERS_A_PROCESSOR = 8;
    private static final long BURNING_NANOS_MAX = TimeUnit.SECONDS.toNanos(120);
    private static final int TRIES = 3;

    /** Threads that do nothing, as fast as they can, until they are closed. */
    private static final class Burners implements AutoCloseable {
        private final AtomicBoolean over = new AtomicBoolean();
        private final List<Thread> threads = new ArrayList<>();

        void start() {
            long end = System.nanoTime() + BURNING_NANOS_MAX;
            for (int i = 0; i < BURNERS_A_PROCESSOR * Runtime.getRuntime().availableProcessors(); i++) {
                Thread thread = new Thread(() -> burn(end), "burner-" + i);
                thread.setDaemon(true);
                thread.start();
                threads.add(thread);
            }
        }

        private void burn(long end) {
            long turns = 0;
            while (!over.get() && System.nanoTime() - end < 0) {
                turns++;
            }
            assertThat(turns).isPositive();
        }

        @Override
        public void close() {
            over.set(true);
            try {
                for (Thread thread : threads) {
                    thread.join(TimeUnit.SECONDS.toMillis(10));
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"-c 100", "-c 100 -R 2k/s"})
    void aRunOnAMachineThatIsBusyElsewhereIsInvalid(String load) throws IOException {
        assumeThat(Files.exists(Path.of("/proc/thread-self/schedstat")))
                .as("a kernel that says how long threads wait")
                .isTrue();
        try (Burners burners = new Burners()) {
            burners.start();
            Typed result = run("", load + " --warmup 1s -d 3s");
            JsonNode self = RealServers.read(result).at("/self");
            assertThat(result.exit()).as("%s", self).isEqualTo(97);
            assertThat(self.at("/verdict").asText()).isEqualTo("invalid");
            assertThat(self.at("/reasons")).as("%s", self).isNotEmpty();
            assertThat(self.at("/reasons").toString())
                    .as("the law holds on any machine")
                    .doesNotContain("Little");
        }
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
    @ValueSource(strings = {"-c 20 -R 15/s -d 3s --warmup 500ms", "-c 20 -d 3s --warmup 500ms", "-c 20 -R 60/s -d 2s"})
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
        try (Spawned run = Spawned.start(folder, "run", "-c", "20", "-d", "4s", "--warmup", "500ms", "--no-results")) {
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
