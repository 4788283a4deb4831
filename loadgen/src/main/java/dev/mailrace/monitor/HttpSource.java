package dev.mailrace.monitor;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** Series of a page of metrics, as Prometheus would scrape it, added up; of counters what they grew a second since the last time. */
final class HttpSource implements Source {
    private static final int STATUS_OK = 200;

    /** One for all, made when the first asks: each has a thread of its own. */
    private static final class Client {
        static final HttpClient ONE = HttpClient.newBuilder()
                .connectTimeout(Duration.ofSeconds(5))
                .version(HttpClient.Version.HTTP_1_1)
                .build();
    }

    private final HttpRequest request;
    private final SeriesSelector selector;
    private volatile @Nullable CompletableFuture<HttpResponse<byte[]>> current; // Null between two readings.
    private volatile boolean aborted;
    private Map<Map<String, String>, Double> before = Map.of();
    private long nanosBefore;

    HttpSource(URI page, SeriesSelector selector) {
        this.request = HttpRequest.newBuilder(page)
                .header("Accept", "text/plain;version=0.0.4, */*;q=0.1")
                .GET()
                .build();
        this.selector = selector;
    }

    @Override
    public Map<String, Double> read() throws IOException, InterruptedException {
        CompletableFuture<HttpResponse<byte[]>> answer = Client.ONE.sendAsync(request, head -> new LimitedBody());
        aborted = false;
        current = answer;
        HttpResponse<byte[]> response;
        try {
            response = answer.get();
        } catch (ExecutionException | CancellationException e) {
            throw failure(e.getCause());
        } finally {
            current = null;
        }
        if (response.statusCode() != STATUS_OK) {
            throw new MonitorFailure("HTTP status " + response.statusCode());
        }
        String page = new String(response.body(), StandardCharsets.UTF_8);
        return values(MetricsText.matching(page, selector), System.nanoTime());
    }

    private IOException failure(@Nullable Throwable cause) {
        if (aborted) {
            return new MonitorFailure("it was given up");
        }
        if (cause instanceof ConnectException) { // It does not say why.
            return new MonitorFailure("no connection to " + request.uri().getAuthority());
        }
        return cause instanceof IOException failure ? failure : new IOException(cause);
    }

    /** What series come to that were read then. */
    Map<String, Double> values(Map<Map<String, String>, Double> series, long nowNanos) {
        if (!selector.isRate()) {
            return Map.of(
                    "",
                    series.values().stream().mapToDouble(Double::doubleValue).sum());
        }
        Map<String, Double> values = new HashMap<>();
        if (!before.isEmpty() && nowNanos > nanosBefore) {
            double grown = 0;
            for (Map.Entry<Map<String, String>, Double> now : series.entrySet()) {
                Double then = before.get(now.getKey());
                grown += then == null ? 0 : growth(then, now.getValue());
            }
            values.put("", 1e9 * grown / (nowNanos - nanosBefore));
        }
        before = series;
        nanosBefore = nowNanos;
        return values;
    }

    /** A counter that is lower than before has begun again at 0: its server was restarted. */
    private static double growth(double then, double now) {
        return now < then ? now : now - then;
    }

    @Override
    public void abort() {
        aborted = true;
        CompletableFuture<HttpResponse<byte[]>> answer = current;
        if (answer != null) {
            answer.cancel(true);
        }
    }
}
