package dev.mailrace.meters;

import com.sun.management.OperatingSystemMXBean;
import dev.mailrace.fault.Refusal;
import dev.mailrace.metrics.Interval;
import dev.mailrace.metrics.RunInfo;
import dev.mailrace.metrics.RunObserver;
import dev.mailrace.metrics.RunResult;
import dev.mailrace.metrics.Stage;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.config.MeterFilterReply;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.micrometer.registry.otlp.OtlpConfig;
import io.micrometer.registry.otlp.OtlpMeterRegistry;
import io.prometheus.metrics.exporter.httpserver.HTTPServer;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The meters of this process, for Prometheus to scrape and pushed by OTLP, over all runs that it makes.
 *
 * <p>Owned by the thread that makes the runs. Fed from intervals, once a second, away from the hot path: a second of 50,000
 * messages in eight phases takes 4 ms of the collector's thread on two cores that others keep busy (JDK 17,
 * {@code MetersBenchmark}), where Micrometer's own timers, a value at a time, take 150 ms.
 */
public final class Meters implements RunObserver, AutoCloseable {
    private static final Duration PUSH_EVERY = Duration.ofSeconds(5);
    private static final double NANOS_PER_SECOND = 1e9;

    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    /** Micrometer counts processor time in nanoseconds, and names a gauge a count; Prometheus' conventions know neither. */
    private static final MeterFilter PROCESSOR_NAMES = new MeterFilter() {
        @Override
        public Meter.Id map(Meter.Id id) {
            return id.getName().equals("system.cpu.count") ? id.withName("system.cpus") : id;
        }

        @Override
        public MeterFilterReply accept(Meter.Id id) {
            return id.getName().equals("process.cpu.time") ? MeterFilterReply.DENY : MeterFilterReply.NEUTRAL;
        }
    };

    private final CompositeMeterRegistry registry = new CompositeMeterRegistry();
    private final RunMeters meters = new RunMeters(registry);
    private final JvmGcMetrics collections = new JvmGcMetrics();
    private @Nullable HTTPServer server;
    private @Nullable OtlpPush push;
    private boolean started;
    private boolean measuring;

    /**
     * Answers scrapes at {@code /metrics}.
     *
     * @return where it listens: the port is another where 0 was asked for
     * @throws IOException when it cannot listen there
     */
    public InetSocketAddress serve(InetSocketAddress address) throws IOException {
        PrometheusMeterRegistry prometheus = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        prometheus.getPrometheusRegistry().register(new PrometheusTimes(meters.times()));
        HTTPServer listening = HTTPServer.builder()
                .inetAddress(address.getAddress())
                .port(address.getPort())
                .registry(prometheus.getPrometheusRegistry())
                .buildAndStart();
        server = listening;
        registry.add(prometheus);
        return new InetSocketAddress(address.getAddress(), listening.getPort());
    }

    /**
     * Refuses headers of the environment that no request can carry; they are secrets, and not shown.
     *
     * @throws Refusal in one line with the variable
     */
    public static void checkHeaders() {
        Map<String, String> headers;
        try {
            headers = new Otlp(URI.create("http://127.0.0.1/"), "").headers();
        } catch (RuntimeException e) { // Which quotes them, so it is no cause either.
            throw new Refusal("otlp", "OTEL_EXPORTER_OTLP_HEADERS: no headers", "name=value, with commas between");
        }
        headers.forEach((name, value) -> {
            if (!name.matches("[!#$%&'*+.^_`|~0-9A-Za-z-]+") || !value.matches("[\\x20-\\x7e\\t]*")) {
                throw new Refusal(
                        "otlp",
                        "OTEL_EXPORTER_OTLP_HEADERS: a header with a line end, or with what is not ASCII",
                        "name=value, with commas between");
            }
        });
    }

    /** Pushes to {@code receiver} every 5 s, and when closed. */
    public void push(URI receiver, String version) {
        OtlpPush sender = new OtlpPush(receiver, meters.times());
        push = sender;
        registry.add(OtlpMeterRegistry.builder(new Otlp(receiver, version))
                .metricsSender(sender)
                .build());
    }

    /** Standard variables such as {@code OTEL_EXPORTER_OTLP_HEADERS} add to it. */
    private record Otlp(URI receiver, String version) implements OtlpConfig {
        @Override
        public @Nullable String get(String key) {
            return null; // All else is as usual.
        }

        @Override
        public String url() {
            return receiver.toString();
        }

        @Override
        public Duration step() {
            return PUSH_EVERY;
        }

        @Override
        public TimeUnit baseTimeUnit() {
            return TimeUnit.SECONDS;
        }

        @Override
        public int batchSize() {
            return Integer.MAX_VALUE; // One push, one request: our histograms are added to each.
        }

        @Override
        public Map<String, String> resourceAttributes() {
            Map<String, String> attributes = new TreeMap<>(Map.of("service.version", version));
            attributes.putAll(OtlpConfig.super.resourceAttributes());
            attributes.put("service.name", "mailrace");
            return attributes;
        }
    }

    @Override
    public void started(RunInfo info) {
        if (!started) {
            started = true;
            bindJvm();
        }
        measuring = false;
        meters.started(info);
        meters.now(0, 0);
    }

    /** The JVM's own, once meters are exported. */
    private void bindJvm() {
        registry.config().meterFilter(PROCESSOR_NAMES);
        FunctionCounter.builder("process.cpu", SYSTEM, system -> system.getProcessCpuTime() / NANOS_PER_SECOND)
                .description("Processor time of this process, user and system.")
                .baseUnit("seconds")
                .register(registry);
        for (MeterBinder jvm :
                List.of(new JvmMemoryMetrics(), collections, new JvmThreadMetrics(), new ProcessorMetrics())) {
            jvm.bindTo(registry);
        }
    }

    @Override
    public void interval(Interval interval) {
        measuring |= interval.stage() == Stage.MEASURE;
        meters.add(Stage.WARMUP, interval.warmup());
        meters.add(Stage.MEASURE, interval.measured());
        meters.add(interval.sessions());
        meters.addSlip(measuring ? Stage.MEASURE : Stage.WARMUP, interval.slip());
        meters.addLoopLag(interval.stage(), interval.loopLag());
        meters.monitors(interval.beside().values());
        meters.now(interval.connections(), interval.backlog());
    }

    @Override
    public void ended(RunResult result) {
        meters.ended(result);
        meters.now(0, 0);
    }

    /** Pushes what is there now a last time, and ends. A second call does nothing. */
    @Override
    public void close() {
        registry.close();
        collections.close();
        if (server != null) {
            server.close();
        }
    }

    /** Why the last push failed; null when it did not, or there was none. */
    public @Nullable String pushFailure() {
        return push == null ? null : push.failure();
    }
}
