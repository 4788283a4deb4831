package dev.mailrace.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.mailrace.meters.Exposition;
import dev.mailrace.meters.OtlpReceiver;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Meters of whole runs. */
class MetersRunTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern URL = Pattern.compile("^meters: (http://\\S+)$", Pattern.MULTILINE);

    @Test
    void aRunCanBeScrapedWhileItGoesOnAndPushesItsLastWhenStopped(@TempDir Path folder) throws Exception {
        try (OtlpReceiver receiver = new OtlpReceiver(200);
                Spawned run = Spawned.start(
                        folder,
                        "run",
                        "-R",
                        "200/s",
                        "-d",
                        "60s",
                        "--warmup",
                        "1s",
                        "--no-results",
                        "--prometheus",
                        "0",
                        "--otlp",
                        receiver.address().toString())) {
            Exposition[] last = {new Exposition("")};
            run.await(() -> {
                Matcher matcher = URL.matcher(run.output());
                if (matcher.find()) {
                    last[0] = scraped(URI.create(matcher.group(1)));
                }
                return last[0].values()
                                .getOrDefault("mailrace_arrivals_ended_total{kind=\"accepted\",stage=\"measure\"}", 0.0)
                        > 0;
            });
            Exposition scraped = last[0];
            scraped.assertPromtoolIsContent();
            assertThat(scraped.names())
                    .contains(
                            "mailrace_phase_duration_seconds_bucket",
                            "mailrace_slip_seconds_bucket",
                            "mailrace_loop_lag_seconds_bucket",
                            "mailrace_outcomes_total",
                            "jvm_memory_used_bytes");
            assertThat(scraped.value("mailrace_connections_open")).isPositive();
            run.signal("INT");
            assertThat(run.awaitExit()).isEqualTo(130);
            assertThat(receiver.numbers()).containsKey("mailrace.run.valid"); // It is known at the end alone.
            assertThat(run.output().lines().filter(line -> line.matches(".*(micrometer|prometheus).*")))
                    .as("libraries keep silent")
                    .isEmpty();
        }
    }

    private static Exposition scraped(URI uri) {
        try {
            return Exposition.scraped(uri);
        } catch (IOException e) {
            return new Exposition(""); // It has ended.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    @Test
    void whatIsPushedAndWrittenAtTheEndIsWhatTheRunFileSays(@TempDir Path folder) throws Exception {
        Path results = folder.resolve("run");
        Path text = folder.resolve("run.prom");
        try (OtlpReceiver receiver = new OtlpReceiver(200)) {
            Typed typed = Typed.run(
                    "run",
                    "-R",
                    "300/s",
                    "-d",
                    "2s",
                    "--warmup",
                    "1s",
                    "--results",
                    results.toString(),
                    "-o",
                    "prometheus=" + text,
                    "--otlp",
                    receiver.address().toString());
            assertThat(typed.exit()).as(typed.err()).isIn(0, 97);
            assertThat(typed.err()).isEmpty();
            JsonNode run = JSON.readTree(results.resolve("run.json").toFile());
            Map<String, Double> numbers = receiver.numbers();
            assertThat(numbers)
                    .containsEntry(
                            "mailrace.arrivals{stage=measure}",
                            run.at("/totals/arrivals").asDouble())
                    .containsEntry(
                            "mailrace.arrivals.ended{kind=accepted,stage=measure}",
                            run.at("/totals/accepted").asDouble())
                    .containsEntry(
                            "mailrace.accepted{stage=measure}",
                            run.at("/totals/body_bytes").asDouble())
                    .containsEntry(
                            "mailrace.run.valid",
                            run.at("/self/verdict").asText().equals("valid") ? 1.0 : 0.0);
            Exposition written = new Exposition(Files.readString(text));
            written.assertPromtoolIsContent();
            Map<String, HistogramDataPoint> histograms = receiver.histograms();
            int compared = 0;
            for (Map.Entry<String, JsonNode> phase : run.at("/phases").properties()) {
                for (Map.Entry<String, JsonNode> clock : phase.getValue().properties()) {
                    if (!clock.getValue().has("count")) {
                        continue;
                    }
                    compared++;
                    assertSame(phase.getKey(), clock.getKey(), clock.getValue(), histograms, written);
                }
            }
            assertThat(compared).isGreaterThan(6);
        }
    }

    private static void assertSame(
            String phase,
            String clock,
            JsonNode times,
            Map<String, HistogramDataPoint> histograms,
            Exposition written) {
        String attributes = "{clock=" + clock + ",phase=" + phase + ",stage=measure}";
        String labels = attributes.replaceAll("=(\\w+)", "=\"$1\"");
        HistogramDataPoint found = histograms.get("mailrace.phase.duration" + attributes);
        if (found == null) {
            // The run file shows what was seen in the warm-up only as well.
            found = histograms.get("mailrace.phase.duration" + attributes.replace("measure", "warmup"));
            labels = labels.replace("measure", "warmup");
        }
        HistogramDataPoint pushed = Objects.requireNonNull(found, attributes);
        long count = times.at("/count").asLong();
        assertThat(pushed.getCount()).as(attributes).isEqualTo(count);
        assertThat(written.value("mailrace_phase_duration_seconds_count" + labels))
                .isEqualTo((double) count);
        double seconds = times.at("/mean_us").asDouble() * count / 1e6;
        assertThat(pushed.getSum()).as(attributes).isCloseTo(seconds, within(0.001 * seconds + 1e-6));
    }

    @Test
    void aReceiverThatIsAwayCostsOneLineAndNothingElse() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Typed typed = Typed.undisturbed(
                "run", "-n", "50", "-c", "5", "--no-results", "-q", "--otlp", "http://127.0.0.1:" + port);
        assertThat(typed.exit()).isZero();
        assertThat(typed.out()).isEmpty();
        assertThat(typed.err())
                .startsWith("mailrace: otlp: http://127.0.0.1:" + port + "/v1/metrics did not take the last meters: ")
                .hasLineCount(1);
    }

    @Test
    void countersGoOnOverTheRunsOfACommand(@TempDir Path folder) throws Exception {
        Path json = folder.resolve("auth.json");
        try (OtlpReceiver receiver = new OtlpReceiver(200)) {
            Typed typed = Typed.run(
                    "auth",
                    "--no-results",
                    "--mechanisms",
                    "PLAIN,LOGIN",
                    "-d",
                    "500ms",
                    "--warmup",
                    "0s",
                    "-o",
                    "json=" + json,
                    "--otlp",
                    receiver.metrics().toString());
            assertThat(typed.exit()).as(typed.err()).isIn(0, 97);
            double logins = 0;
            JsonNode document = JSON.readTree(json.toFile());
            for (JsonNode mechanism : document.at("/mechanisms")) {
                logins += mechanism.at("/run/totals/accepted").asDouble();
            }
            assertThat(document.at("/mechanisms")).hasSize(2);
            assertThat(logins).as(document.toString()).isPositive();
            assertThat(receiver.numbers())
                    .containsEntry("mailrace.arrivals.ended{kind=accepted,stage=measure}", logins);
        }
    }
}
