package dev.mailrace.meters;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A receiver of OTLP over HTTP that keeps what it was sent, as OpenTelemetry's own classes read it. */
public final class OtlpReceiver implements AutoCloseable {
    private final HttpServer server;
    private final int status;
    private final List<ExportMetricsServiceRequest> requests = Collections.synchronizedList(new ArrayList<>());

    /** @param status with which it answers */
    public OtlpReceiver(int status) throws IOException {
        this.status = status;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/v1/metrics", this::receive);
        server.start();
    }

    private void receive(HttpExchange exchange) throws IOException {
        try (exchange) {
            requests.add(ExportMetricsServiceRequest.parseFrom(exchange.getRequestBody()));
            exchange.sendResponseHeaders(status, -1);
        }
    }

    /** Without the path that is usual. */
    public URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    public URI metrics() {
        return address().resolve("/v1/metrics");
    }

    public List<ExportMetricsServiceRequest> requests() {
        return List.copyOf(requests);
    }

    /** The last request's metrics by name. */
    private Map<String, Metric> last() {
        ExportMetricsServiceRequest last = requests.get(requests.size() - 1);
        return last.getResourceMetrics(0).getScopeMetrics(0).getMetricsList().stream()
                .collect(Collectors.toMap(Metric::getName, metric -> metric));
    }

    /** The last values of sums and gauges, by name and attributes: {@code mailrace.arrivals{stage=measure}}. */
    public Map<String, Double> numbers() {
        Map<String, Double> numbers = new TreeMap<>();
        last().forEach((name, metric) -> {
            List<NumberDataPoint> points = metric.hasSum()
                    ? metric.getSum().getDataPointsList()
                    : metric.getGauge().getDataPointsList();
            points.forEach(point -> numbers.put(name + attributes(point.getAttributesList()), point.getAsDouble()));
        });
        return numbers;
    }

    /** The last histograms, likewise. */
    public Map<String, HistogramDataPoint> histograms() {
        Map<String, HistogramDataPoint> histograms = new TreeMap<>();
        last().forEach((name, metric) -> metric.getHistogram()
                .getDataPointsList()
                .forEach(point -> histograms.put(name + attributes(point.getAttributesList()), point)));
        return histograms;
    }

    /** What the last request says of its sender. */
    public Map<String, String> resource() {
        return requests.get(requests.size() - 1).getResourceMetrics(0).getResource().getAttributesList().stream()
                .collect(Collectors.toMap(
                        KeyValue::getKey, each -> each.getValue().getStringValue()));
    }

    private static String attributes(List<KeyValue> attributes) {
        Stream<String> sorted = attributes.stream()
                .map(each -> each.getKey() + "=" + each.getValue().getStringValue())
                .sorted();
        return attributes.isEmpty() ? "" : sorted.collect(Collectors.joining(",", "{", "}"));
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
