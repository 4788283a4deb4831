package dev.mailrace.meters;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.mailrace.fault.Errno;
import dev.mailrace.fault.SystemWords;
import io.micrometer.core.ipc.http.HttpUrlConnectionSender;
import io.micrometer.registry.otlp.OtlpHttpMetricsSender;
import io.micrometer.registry.otlp.OtlpMetricsSender;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.AggregationTemporality;
import io.opentelemetry.proto.metrics.v1.Histogram;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Sends Micrometer's meters by OTLP over HTTP with our histograms among them, and remembers whether that went well.
 *
 * <p>Called on the thread that pushes, and at the end on the one that closes the meters. A receiver that is away or
 * refuses does no harm: the counts only grow, so the next push holds all of them.
 */
final class OtlpPush implements OtlpMetricsSender {
    private static final Duration CONNECT_MAX = Duration.ofSeconds(2);
    private static final Pattern STATUS = Pattern.compile("\\b[1-5]\\d\\d\\b"); // RFC 9110 §15
    private static final Duration REPLY_MAX = Duration.ofSeconds(5);

    private final URI receiver;
    private final List<TimeFamily> families;
    private final long startNanos = unixNanos();
    private final OtlpMetricsSender http =
            new OtlpHttpMetricsSender(new HttpUrlConnectionSender(CONNECT_MAX, REPLY_MAX));
    private volatile @Nullable String failure;

    OtlpPush(URI receiver, List<TimeFamily> families) {
        this.receiver = receiver;
        this.families = List.copyOf(families);
    }

    /** Why the latest push failed; null when it did not. */
    @Nullable
    String failure() {
        return failure;
    }

    /** What the receiver answered, by its number alone; else what the system says of the connection. */
    private static String words(Exception refusal) {
        Matcher status = STATUS.matcher(String.valueOf(refusal.getMessage()));
        return Errno.of(refusal) == null && status.find() ? "HTTP status " + status.group() : SystemWords.of(refusal);
    }

    @Override
    public void send(Request request) {
        try {
            http.send(Request.builder(withTimes(request.getMetricsData()))
                    .address(receiver.toString())
                    .headers(request.getHeaders())
                    .compressionMode(request.getCompressionMode())
                    .build());
            failure = null;
        } catch (Exception e) { // The interface throws no less.
            failure = words(e);
        }
    }

    private byte[] withTimes(byte[] meters) throws InvalidProtocolBufferException {
        ExportMetricsServiceRequest.Builder all = ExportMetricsServiceRequest.parseFrom(meters).toBuilder();
        all.getResourceMetricsBuilder(0)
                .getScopeMetricsBuilder(0)
                .addAllMetrics(families.stream().map(this::metric).toList());
        return all.build().toByteArray();
    }

    private Metric metric(TimeFamily family) {
        long nowNanos = unixNanos();
        Histogram.Builder histogram = Histogram.newBuilder()
                .setAggregationTemporality(AggregationTemporality.AGGREGATION_TEMPORALITY_CUMULATIVE);
        family.forEach((values, reading) -> {
            HistogramDataPoint.Builder point = histogram
                    .addDataPointsBuilder()
                    .setStartTimeUnixNano(startNanos)
                    .setTimeUnixNano(nowNanos)
                    .setCount(reading.count())
                    .setSum(reading.sumSeconds())
                    .addAllBucketCounts(reading.counts())
                    .addAllExplicitBounds(TimeHistogram.BOUNDS_SECONDS);
            for (int i = 0; i < values.size(); i++) {
                point.addAttributes(KeyValue.newBuilder()
                        .setKey(family.labels().get(i))
                        .setValue(AnyValue.newBuilder().setStringValue(values.get(i))));
            }
        });
        return Metric.newBuilder()
                .setName(family.name())
                .setDescription(family.description())
                .setUnit("s")
                .setHistogram(histogram)
                .build();
    }

    private static long unixNanos() {
        Instant now = Instant.now();
        return TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
    }
}
