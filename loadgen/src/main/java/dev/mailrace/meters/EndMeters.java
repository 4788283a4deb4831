package dev.mailrace.meters;

import dev.mailrace.metrics.RunResult;
import dev.mailrace.metrics.Stage;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.Map;

/** A run's end state in Prometheus' text format: the names of a scrape, without what is only so while a run goes on. */
public final class EndMeters {
    private EndMeters() {}

    /** Writes to {@code out}, which is borrowed. */
    public static void write(RunResult result, OutputStream out) throws IOException {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        RunMeters meters = new RunMeters(registry);
        registry.getPrometheusRegistry().register(new PrometheusTimes(meters.times()));
        meters.started(result.info());
        meters.add(Stage.WARMUP, result.warmup());
        meters.add(Stage.MEASURE, result.measured());
        meters.add(result.sessions());
        meters.addSlip(Stage.MEASURE, result.slip());
        Map<String, Double> last = new LinkedHashMap<>();
        result.beside().monitors().forEach((name, figures) -> last.put(name, figures.last()));
        meters.monitors(last);
        meters.ended(result);
        registry.scrape(out);
        registry.close();
    }
}
