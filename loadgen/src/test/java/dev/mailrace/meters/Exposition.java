package dev.mailrace.meters;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** Prometheus' text format as it is read: by Prometheus' own promtool, and here a value a series. */
public record Exposition(String text) {
    private static final Duration REPLY_MAX = Duration.ofSeconds(10);

    /** What a scrape answers. */
    public static Exposition scraped(URI uri) throws IOException, InterruptedException {
        HttpResponse<String> response = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(uri).timeout(REPLY_MAX).build(),
                        HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("text/plain"));
        return new Exposition(response.body());
    }

    /** By name and labels, labels sorted by name, as the format's writer sorts them. */
    public Map<String, Double> values() {
        Map<String, Double> values = new TreeMap<>();
        text.lines().filter(line -> !line.startsWith("#")).forEach(line -> {
            int space = line.lastIndexOf(' ');
            Double before = values.put(line.substring(0, space), Double.valueOf(line.substring(space + 1)));
            assertThat(before).as("%s stands once", line).isNull();
        });
        return values;
    }

    public double value(String series) {
        assertThat(values()).containsKey(series);
        return values().getOrDefault(series, Double.NaN);
    }

    /** Names of series, without labels. */
    public Set<String> names() {
        Set<String> names = new TreeSet<>();
        values().keySet().forEach(series -> names.add(series.replaceFirst("\\{.*", "")));
        return names;
    }

    /** Prometheus' own parser and its advice on names have nothing to say. Skipped where promtool is not installed. */
    public void assertPromtoolIsContent() throws IOException, InterruptedException {
        Process promtool;
        try {
            promtool = new ProcessBuilder("promtool", "check", "metrics")
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException e) {
            Assumptions.abort("promtool is not installed");
            return;
        }
        try (OutputStream in = promtool.getOutputStream()) {
            in.write(text.getBytes(StandardCharsets.UTF_8));
        }
        String said = new String(promtool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(promtool.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(said).isEmpty();
        assertThat(promtool.exitValue()).isZero();
    }
}
