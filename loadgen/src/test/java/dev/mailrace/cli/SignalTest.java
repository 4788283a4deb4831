package dev.mailrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.mailrace.sink.CountingClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.HdrHistogram.EncodableHistogram;
import org.HdrHistogram.HistogramLogReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What happens to a run when somebody stops, freezes or kills a process. */
class SignalTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @ParameterizedTest
    @ValueSource(strings = {"INT", "TERM"})
    void aStoppedRunLeavesACompleteReport(String signal, @TempDir Path folder) throws Exception {
        Path results = folder.resolve("run");
        try (Spawned run = Spawned.start(
                folder, "run", "-R", "500/s", "-d", "60s", "--warmup", "0s", "--results", results.toString())) {
            run.await(() -> intervals(results) >= 2);
            run.signal(signal);
            assertThat(run.awaitExit()).as(run.output()).isEqualTo(130);
            assertThat(run.output()).contains("balanced").contains("results: " + results);
            JsonNode document = JSON.readTree(results.resolve("run.json").toFile());
            assertThat(document.at("/ending").asText()).isEqualTo("interrupted");
            assertThat(document.at("/totals/accepted").asLong()).isPositive();
            assertThat(document.at("/books_balanced").asBoolean()).isTrue();
        }
    }

    @Test
    void aKilledRunLeavesReadableIntervals(@TempDir Path folder) throws Exception {
        Path results = folder.resolve("run");
        try (Spawned run = Spawned.start(
                folder, "run", "-R", "500/s", "-d", "60s", "--warmup", "0s", "--results", results.toString())) {
            run.await(() -> intervals(results) >= 2);
            run.signal("KILL");
            assertThat(run.awaitExit()).isEqualTo(137);
        }
        assertThat(intervals(results)).isGreaterThanOrEqualTo(2);
        assertThat(JSON.readTree(results.resolve("run.json").toFile())
                        .at("/ending")
                        .asText())
                .isEqualTo("running");
    }

    /** Complete intervals of the transaction, as HdrHistogram's own reader sees them. */
    private static int intervals(Path results) {
        return intervals(results, "transaction");
    }

    static int intervals(Path results, String phase) {
        Path log = results.resolve("intervals.hlog");
        if (!Files.exists(log)) {
            return 0;
        }
        int found = 0;
        try (HistogramLogReader reader = new HistogramLogReader(log.toFile())) {
            for (EncodableHistogram histogram = reader.nextIntervalHistogram();
                    histogram != null;
                    histogram = reader.nextIntervalHistogram()) {
                if (phase.equals(histogram.getTag())) {
                    found++;
                }
            }
        } catch (NoSuchElementException e) {
            // The run is in the middle of a line: those before it are complete.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found;
    }

    @Test
    void aFrozenServerShowsInTheResponseTimeAndNotInTheServiceTime(@TempDir Path folder) throws Exception {
        ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
        try (Spawned sink = Spawned.start(folder, "sink", "--port", "0")) {
            int port = port(sink);
            clock.schedule(() -> signal(sink, "STOP"), 2_500, TimeUnit.MILLISECONDS);
            clock.schedule(() -> signal(sink, "CONT"), 3_550, TimeUnit.MILLISECONDS);
            Typed result = Typed.run(
                    "run",
                    "127.0.0.1:" + port,
                    "-R",
                    "200/s",
                    "-d",
                    "4s",
                    "--warmup",
                    "500ms",
                    "--no-results",
                    "-o",
                    "json=-");
            JsonNode transaction = JSON.readTree(result.out()).at("/phases/transaction");
            assertThat(transaction.at("/response/p99_us").asDouble())
                    .as(result.err())
                    .isGreaterThanOrEqualTo(900_000);
            // A tenth of the arrivals waited; ten of 800 were under way, one a session.
            assertThat(transaction.at("/service/p90_us").asDouble())
                    .as(result.err())
                    .isLessThan(transaction.at("/response/p90_us").asDouble() / 2);
            assertThat(transaction.at("/response/count").asLong()).isEqualTo(800);
        } finally {
            clock.shutdownNow();
        }
    }

    private static void signal(Spawned process, String name) {
        try {
            process.signal(name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void twoThousandSessionsAndTheSinkAgreeOnEveryMessage(@TempDir Path folder) throws Exception {
        try (Spawned sink = Spawned.start(folder, "sink", "--port", "0")) {
            Typed result = Typed.run(
                    "run",
                    "127.0.0.1:" + port(sink),
                    "-c",
                    "2000",
                    "-n",
                    "8000",
                    "--drain",
                    "60s",
                    "--no-results",
                    "-o",
                    "json=-");
            JsonNode document = JSON.readTree(result.out());
            assertThat(document.at("/totals/accepted").asLong())
                    .as(result.err())
                    .isEqualTo(8_000);
            assertThat(document.at("/totals/failed").asLong()).isZero();
            assertThat(document.at("/totals/connections_max").asLong()).isEqualTo(2_000);
            assertThat(document.at("/books_balanced").asBoolean()).isTrue();
            sink.signal("INT");
            assertThat(sink.awaitExit()).isZero();
            assertThat(sink.output()).contains("8,000 messages accepted for 8,000 recipients");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"INT", "TERM"})
    void aSinkThatIsStoppedUnderLoadPrintsAllThatItsClientsWereTold(String signal, @TempDir Path folder)
            throws Exception {
        try (Spawned sink = Spawned.start(folder, "sink", "--port", "0", "--threads", "2")) {
            List<CountingClient> clients =
                    CountingClient.start(8, new InetSocketAddress(InetAddress.getLoopbackAddress(), port(sink)));
            sink.await(
                    () -> clients.stream().mapToLong(CountingClient::accepted).sum() > 500);
            sink.signal(signal);
            long accepted = 0;
            long sent = 0;
            for (CountingClient client : clients) {
                client.awaitEnd();
                accepted += client.accepted();
                sent += client.sent();
                client.close();
            }
            assertThat(sink.awaitExit()).as(sink.output()).isZero();
            Matcher counted =
                    Pattern.compile("sink: ([0-9,]+) messages accepted").matcher(sink.output());
            assertThat(counted.find()).as(sink.output()).isTrue();
            assertThat(Long.parseLong(counted.group(1).replace(",", "")))
                    .as("all that were accepted, and some that were on their way")
                    .isBetween(accepted, sent);
        }
    }

    static int port(Spawned sink) throws InterruptedException {
        Pattern listening = Pattern.compile("listening on 127\\.0\\.0\\.1:(\\d+)");
        sink.await(() -> listening.matcher(sink.output()).find());
        Matcher matcher = listening.matcher(sink.output());
        assertThat(matcher.find()).isTrue();
        return Integer.parseInt(matcher.group(1));
    }
}
