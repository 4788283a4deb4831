package dev.mailrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.mailrace.net.Transport;
import dev.mailrace.sink.SinkServer;
import dev.mailrace.sink.SinkSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.HdrHistogram.EncodableHistogram;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A run that processes of its own make. */
@Timeout(120)
class ProcessesTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void twoProcessesMakeOneRun(@TempDir Path folder) throws Exception {
        Path results = folder.resolve("run");
        try (SinkServer sink = sink();
                Spawned run = Spawned.start(folder, arguments(sink, results, "-n", "400", "-R", "400/s"))) {
            assertThat(run.awaitExit()).as(run.output()).isIn(0, 97);
            JsonNode document = JSON.readTree(results.resolve("run.json").toFile());
            assertThat(document.at("/totals/accepted").asLong()).isEqualTo(400);
            assertThat(document.at("/books_balanced").asBoolean()).isTrue();
            assertThat(sink.stop().totals().messages()).isEqualTo(400);
            Histogram merged = transactions(results);
            Histogram raw = transactions(results.resolve("agents/1"));
            raw.add(transactions(results.resolve("agents/2")));
            assertThat(raw.getTotalCount()).isEqualTo(400);
            for (double percentile : List.of(0.0, 50.0, 90.0, 99.0, 99.9, 100.0)) {
                assertThat(merged.getValueAtPercentile(percentile)).isEqualTo(raw.getValueAtPercentile(percentile));
            }
        }
    }

    private static String[] arguments(SinkServer sink, Path results, String... more) {
        String[] first = {
            "run",
            "127.0.0.1:" + sink.address().getPort(),
            "--processes",
            "2",
            "-c",
            "8",
            "--results",
            results.toString()
        };
        String[] all = Arrays.copyOf(first, first.length + more.length);
        System.arraycopy(more, 0, all, first.length, more.length);
        return all;
    }

    private static Histogram transactions(Path folder) throws IOException {
        Histogram sum = new Histogram(3);
        try (HistogramLogReader reader =
                new HistogramLogReader(folder.resolve("intervals.hlog").toFile())) {
            for (EncodableHistogram each = reader.nextIntervalHistogram();
                    each != null;
                    each = reader.nextIntervalHistogram()) {
                if ("transaction".equals(each.getTag())) {
                    sum.add((Histogram) each);
                }
            }
        }
        return sum;
    }

    @Test
    void anAgentThatJoinsMakesTheRun(@TempDir Path folder) throws Exception {
        Path mail = Files.writeString(folder.resolve("a.eml"), "Subject: one\r\n\r\nhello\r\n");
        SinkServer sink = SinkServer.start(SinkSettings.defaults().withTransport(Transport.best()));
        String target = "127.0.0.1:" + sink.address().getPort();
        try (sink;
                Spawned run = Spawned.start(
                        folder,
                        "run",
                        target,
                        "--agents",
                        "1",
                        "--listen",
                        "127.0.0.1:0",
                        "-n",
                        "50",
                        "-c",
                        "2",
                        "--no-results",
                        "-F",
                        mail.toString())) {
            Pattern waits = Pattern.compile("waiting for 1 agent at (127\\.0\\.0\\.1:[0-9]+)");
            run.await(() -> waits.matcher(run.output()).find());
            Matcher at = waits.matcher(run.output());
            assertThat(at.find()).isTrue();
            Path own = Files.createDirectory(folder.resolve("elsewhere"));
            try (Spawned agent = Spawned.start(own, "agent", "--join", at.group(1), "--results", "kept")) {
                assertThat(run.awaitExit()).as(run.output()).isIn(0, 97);
                assertThat(agent.awaitExit()).as(agent.output()).isZero();
            }
            assertThat(run.output()).contains("50 due = 50 accepted");
            assertThat(sink.stop().totals().messages()).isEqualTo(50);
            try (Stream<Path> runs = Files.list(own.resolve("kept"))) {
                assertThat(runs.map(each -> each.resolve("1/intervals.hlog")))
                        .as("by run and agent")
                        .singleElement()
                        .satisfies(log -> assertThat(log).isNotEmptyFile());
            }
        }
    }

    private static SinkServer sink() {
        return SinkServer.start(SinkSettings.defaults().withTransport(Transport.best()));
    }

    /** A run of two processes for a minute. */
    private static Spawned begun(Path folder, SinkServer sink, Path results) throws IOException {
        return Spawned.start(folder, arguments(sink, results, "-d", "60s", "-R", "100/s"));
    }

    @Test
    void whenItIsKilledItsProcessesEnd(@TempDir Path folder) throws Exception {
        Path results = folder.resolve("run");
        try (SinkServer sink = sink();
                Spawned run = begun(folder, sink, results)) {
            run.await(() -> SignalTest.intervals(results, "mail") >= 1);
            List<ProcessHandle> agents = run.children();
            assertThat(agents).hasSize(2);
            run.signal("KILL");
            assertThat(run.awaitExit()).isEqualTo(137);
            agents.forEach(agent -> agent.onExit().join());
            assertThat(JSON.readTree(results.resolve("agents/1/run.json").toFile())
                            .at("/ending")
                            .asText())
                    .as("they keep what they measured")
                    .isEqualTo("interrupted");
        }
    }

    @Test
    void aSignalEndsItAndItsProcessesWithAReport(@TempDir Path folder) throws Exception {
        Path results = folder.resolve("run");
        try (SinkServer sink = sink();
                Spawned run = begun(folder, sink, results)) {
            run.await(() -> SignalTest.intervals(results, "mail") >= 1);
            List<ProcessHandle> agents = run.children();
            run.signal("TERM");
            assertThat(run.awaitExit()).as(run.output()).isEqualTo(130);
            assertThat(agents).noneMatch(ProcessHandle::isAlive);
            JsonNode document = JSON.readTree(results.resolve("run.json").toFile());
            assertThat(document.at("/ending").asText()).isEqualTo("interrupted");
            assertThat(document.at("/books_balanced").asBoolean()).isTrue();
            assertThat(document.at("/totals/accepted").asLong()
                            + document.at("/warmup_totals/accepted").asLong())
                    .as("nothing measured is lost")
                    .isEqualTo(sink.stop().totals().messages());
        }
    }

    @Test
    void oneOfItsProcessesThatIsEndedEndsItsPartAndTheRun(@TempDir Path folder) throws Exception {
        Path results = folder.resolve("run");
        try (SinkServer sink = sink();
                Spawned run = begun(folder, sink, results)) {
            run.await(() -> SignalTest.intervals(results, "mail") >= 1);
            run.children().get(0).destroy(); // SIGTERM
            assertThat(run.awaitExit()).as(run.output()).isEqualTo(97);
            assertThat(run.output())
                    .contains("balanced")
                    .containsPattern("agent [12] .*(was lost|ended its part early)");
            assertThat(run.children()).isEmpty();
        }
    }

    @Test
    void aProcessThatStandsStillIsLost(@TempDir Path folder) throws Exception {
        Path results = folder.resolve("run");
        try (SinkServer sink = sink();
                Spawned run = begun(folder, sink, results)) {
            run.await(() -> SignalTest.intervals(results, "mail") >= 1);
            ProcessHandle stopped = run.children().get(0);
            Spawned.signal(stopped, "STOP");
            run.await(() -> run.output().contains(" was lost"));
            Spawned.signal(stopped, "CONT");
            assertThat(run.awaitExit()).as(run.output()).isEqualTo(97);
            assertThat(stopped.isAlive()).isFalse();
        }
    }

    @Test
    void aRunThatLosesAProcessSaysSo(@TempDir Path folder) throws Exception {
        Path results = folder.resolve("run");
        try (SinkServer sink = sink();
                Spawned run = begun(folder, sink, results)) {
            run.await(() -> SignalTest.intervals(results, "mail") >= 1);
            run.children().get(0).destroyForcibly();
            assertThat(run.awaitExit()).as(run.output()).isEqualTo(97);
            assertThat(run.output())
                    .containsPattern("agent [12] .* was lost, with 1/2 of the load: its\\s+process ended with 137");
            assertThat(run.output()).contains("balanced");
            assertThat(run.children()).isEmpty();
        }
    }

    @Test
    void aRunOfOneProcessLoadsNothingOfPekko(@TempDir Path folder) throws Exception {
        try (Spawned run = Spawned.startWith(
                List.of("-Xlog:class+load"), folder, "run", "-c", "1", "-n", "1", "--no-results", "-q")) {
            assertThat(run.awaitExit()).as("as asked, or too busy a machine").isIn(0, 97);
            assertThat(run.output())
                    .contains("dev.mailrace.engine.Engine ")
                    .doesNotContain("org.apache.pekko")
                    .doesNotContain(" scala.")
                    .doesNotContain("dev.mailrace.cluster.Node");
        }
    }

    @Test
    void whatCannotBeSharedIsRefused() {
        assertThat(Main.execute("run", "--processes", "0")).isEqualTo(2);
        assertThat(Main.execute("run", "--processes", "65")).isEqualTo(2);
        assertThat(Main.execute("run", "--processes", "2", "--deliveries", "lmtp://127.0.0.1:0"))
                .isEqualTo(2);
        assertThat(Main.execute("run", "127.0.0.1:1", "--processes", "2", "--agents", "2"))
                .isEqualTo(2);
        assertThat(Main.execute("run", "--agents", "2"))
                .as("of the embedded sink")
                .isEqualTo(2);
        assertThat(Main.execute("run", "127.0.0.1:1", "--tls-ca", "ca.pem")).isEqualTo(2);
        assertThat(Main.execute("run", "127.0.0.1:1", "--agents", "1", "--listen", "192.0.2.1:0"))
                .isEqualTo(2);
        assertThat(Main.execute("agent", "--join", "127.0.0.1")).isEqualTo(2);
        assertThat(Main.execute("agent", "--join", "127.0.0.1:1", "--tls-key", "key.pem"))
                .isEqualTo(2);
        assertThat(Main.execute("agent", "--join", "127.0.0.1:1", "--listen", "192.0.2.1:0"))
                .isEqualTo(2);
    }
}
