package dev.mailrace.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A disk that is full, or gone, in the middle of a run: said at once and at the end, and what is on it can be read. */
@Timeout(180)
class LostDiskTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path folder;

    LostDiskTest(@TempDir Path folder) {
        this.folder = folder;
    }

    /** Three pages of memory take the head of a run and some seconds of it. */
    @Test
    void aDiskThatFillsEndsTheRunWhereThatIsAskedAndKeepsWhatFitted() throws Exception {
        assumeThat(mayMount()).as("root, and a mount namespace").isTrue();
        Path disk = Files.createDirectory(folder.resolve("disk"));
        Path kept = folder.resolve("kept");
        Path json = folder.resolve("run.json");
        String script = "mount -t tmpfs -o size=12k none \"$0\" || exit 9; \"$@\"; code=$?; cp -r \"$0/run\" '" + kept
                + "'; exit $code";
        try (Spawned run = Spawned.startBehind(
                List.of("unshare", "-m", "sh", "-c", script, disk.toString()),
                List.of(),
                folder,
                ("run -c 2 -R 50/s -d 10m --warmup 0s --on-output-loss end --results " + disk + "/run -o json=" + json)
                        .split(" ", -1))) {
            assertThat(run.awaitExit()).as(run.output()).isEqualTo(5);
            String lost = "mailrace: output lost: " + disk.resolve("run/intervals.hlog") + ": no space left on device";
            assertThat(run.output())
                    .contains(lost + " (the run ends)\n")
                    .endsWith(": no space left on device")
                    .contains("\n" + lost + "\n")
                    .contains("An output was lost: the run ended with it.")
                    .contains("balanced")
                    .contains("results: " + disk.resolve("run") + " (incomplete: see what was lost)");
        }
        JsonNode whole = JSON.readTree(json.toFile());
        assertThat(whole.at("/ending").asText()).isEqualTo("output_lost");
        assertThat(whole.at("/exit_code").asInt()).isEqualTo(5);
        Typed report = Typed.run(
                "report",
                kept.toString(),
                "-o",
                "html=" + folder.resolve("x.html"),
                "-o",
                "csv=" + folder.resolve("y"));
        assertThat(report.exit()).as(report.err()).isIn(0, 130);
        assertThat(report.out()).contains("The run was killed.").contains("balanced");
        assertThat(folder.resolve("y")).content().hasLineCount(Math.max(2, intervals(kept) + 1));
    }

    private static boolean mayMount() throws IOException, InterruptedException {
        try {
            return new ProcessBuilder("unshare", "-m", "true").start().waitFor() == 0;
        } catch (IOException e) {
            return false; // No such program.
        }
    }

    private static int intervals(Path run) throws IOException {
        String log = Files.readString(run.resolve("intervals.hlog"));
        return (int) log.substring(0, log.lastIndexOf('\n') + 1)
                .lines()
                .filter(line -> line.startsWith("#[interval "))
                .count();
    }

    @Test
    void aFolderThatIsRemovedIsSaidAtOnceAndHasNoResultsLine() throws Exception {
        Path results = folder.resolve("run");
        Path json = folder.resolve("x.json");
        Path pipe = pipe();
        Thread remover = new Thread(() -> whenAnIntervalIsIn(pipe, () -> remove(results)));
        remover.start();
        Typed run = Typed.run(("run -c 2 -R 50/s -d 10m --warmup 0s --on-output-loss end --results " + results
                        + " -o hlog=" + pipe + " -o json=" + json)
                .split(" ", -1));
        remover.join();
        assertThat(run.exit()).as(run.err()).isEqualTo(5);
        assertThat(run.err())
                .contains("output lost: " + results.resolve("intervals.hlog")
                        + ": it was removed while it was written (the run ends)")
                .contains("output lost: " + results.resolve("run.json") + ": no such file");
        assertThat(run.out()).contains("balanced").doesNotContain("results:");
        assertThat(results).doesNotExist();
        assertThat(JSON.readTree(json.toFile()).at("/ending").asText()).isEqualTo("output_lost");
    }

    @Test
    void theRunContinuesWhereNothingElseIsAsked() throws Exception {
        Path pipe = pipe();
        Path results = folder.resolve("run");
        Thread reader = new Thread(() -> whenAnIntervalIsIn(pipe, null));
        reader.start();
        Typed run = Typed.run(
                ("run -c 2 -R 50/s -d 4s --warmup 0s --results " + results + " -o hlog=" + pipe).split(" ", -1));
        reader.join();
        assertThat(run.err())
                .contains("output lost: " + pipe + ": broken pipe (the run continues without it)\n")
                .endsWith("output lost: " + pipe + ": broken pipe\n");
        assertThat(run.exit()).isIn(5, 97);
        assertThat(run.out()).contains("results: " + results + " (report: ");
        assertThat(JSON.readTree(results.resolve("run.json").toFile())
                        .at("/ending")
                        .asText())
                .isEqualTo("completed");
    }

    @Test
    void aCommandOfSeveralRunsEndsToo() throws Exception {
        Path results = folder.resolve("all");
        Thread remover = new Thread(() -> {
            await(results.resolve("PLAIN/run.json"));
            remove(results);
        });
        remover.start();
        Typed auth = Typed.run(
                ("auth --mechanisms PLAIN,LOGIN -c 2 -d 10m --warmup 0s --on-output-loss end --results " + results)
                        .split(" ", -1));
        remover.join();
        assertThat(auth.exit()).as(auth.err()).isEqualTo(5);
        assertThat(auth.err()).contains("/PLAIN/intervals.hlog: it was removed while it was written (the run ends)");
        assertThat(auth.out())
                .contains("ended by a lost output")
                .doesNotContain("LOGIN")
                .doesNotContain("results:");
    }

    @Test
    void anotherWordIsRefused() {
        Typed typed = Typed.run("run", "--on-output-loss", "stop");
        assertThat(typed.complaint())
                .contains("--on-output-loss")
                .contains("END")
                .contains("CONTINUE");
        assertThat(typed.exit()).isEqualTo(2);
    }

    private Path pipe() throws IOException, InterruptedException {
        Path pipe = folder.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        return pipe;
    }

    /** @param then is done before the rest is read; null: the reader leaves */
    private static void whenAnIntervalIsIn(Path pipe, @Nullable Runnable then) {
        try (BufferedReader reader = Files.newBufferedReader(pipe)) {
            String line = reader.readLine();
            while (line != null && !line.startsWith("#[interval ")) {
                line = reader.readLine();
            }
            if (then == null) {
                return;
            }
            then.run();
            while (line != null) {
                line = reader.readLine();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void await(Path file) {
        CountDownLatch never = new CountDownLatch(1);
        try {
            for (int look = 0; look < 6_000 && !Files.exists(file); look++) {
                assertThat(never.await(10, TimeUnit.MILLISECONDS)).isFalse();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void remove(Path results) {
        try (Stream<Path> files = Files.walk(results)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
