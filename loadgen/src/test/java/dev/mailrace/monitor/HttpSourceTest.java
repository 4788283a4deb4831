package dev.mailrace.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class HttpSourceTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final HttpServer server;
    private final CountDownLatch asked = new CountDownLatch(1);
    private volatile String page = "";
    private volatile int status = 200;

    HttpSourceTest() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/metrics", exchange -> {
            byte[] bytes = page.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        server.createContext("/never", exchange -> asked.countDown());
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private HttpSource source(String path, String series) {
        String address = "http://127.0.0.1:" + server.getAddress().getPort() + path;
        return new HttpSource(URI.create(address), SeriesSelector.of(series));
    }

    @Test
    void matchingSeriesAreAddedUp() throws Exception {
        page = "q{a=\"1\"} 2\nq{a=\"2\"} 3\nq{a=\"3\",b=\"x\"} 100\n";
        assertThat(source("/metrics", "q{b=\"\"}").read()).containsOnly(Map.entry("", 5.0));
    }

    @Test
    void countersBecomeRatesAndBeginAgainAtZero() throws IOException {
        HttpSource source = source("/metrics", "rate(n)");
        assertThat(source.values(Map.of(Map.of("a", "1"), 100.0), 0)).isEmpty();
        assertThat(source.values(Map.of(Map.of("a", "1"), 130.0, Map.of("a", "2"), 900.0), 2 * SECOND))
                .as("one that is new has not grown")
                .containsEntry("", 15.0);
        assertThat(source.values(Map.of(Map.of("a", "1"), 20.0, Map.of("a", "2"), 910.0), 3 * SECOND))
                .as("one that is lower was restarted")
                .containsEntry("", 30.0);
    }

    @Test
    void aStatusAndAConnectionSayWhy() throws Exception {
        status = 503;
        assertThatThrownBy(source("/metrics", "q")::read).hasMessage("HTTP status 503");
        HttpSource gone = source("/metrics", "q");
        server.stop(0);
        assertThatThrownBy(gone::read)
                .hasMessage("no connection to 127.0.0.1:" + server.getAddress().getPort());
    }

    @Test
    void aPageThatIsTooLargeIsAFailure() {
        page = "x".repeat(LimitedBody.BYTES_MAX + 1);
        assertThatThrownBy(source("/metrics", "q")::read).hasMessageContaining("larger than 16 MiB");
    }

    @Test
    void whoeverNeverAnswersIsGivenUp() throws Exception {
        HttpSource source = source("/never", "q");
        CompletableFuture<String> read = CompletableFuture.supplyAsync(() -> {
            try {
                return source.read().toString();
            } catch (IOException | InterruptedException e) {
                return MonitorFailure.reason(e);
            }
        });
        assertThat(asked.await(30, TimeUnit.SECONDS)).isTrue();
        source.abort();
        assertThat(read.get(30, TimeUnit.SECONDS)).isEqualTo("it was given up");
    }
}
