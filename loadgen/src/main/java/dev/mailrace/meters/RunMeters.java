package dev.mailrace.meters;

import dev.mailrace.metrics.DeliveryCounts;
import dev.mailrace.metrics.OutcomeCounts;
import dev.mailrace.metrics.RunInfo;
import dev.mailrace.metrics.RunResult;
import dev.mailrace.metrics.SessionCounts;
import dev.mailrace.metrics.Stage;
import dev.mailrace.metrics.Tally;
import dev.mailrace.metrics.Timing;
import dev.mailrace.session.Outcome;
import dev.mailrace.session.Phase;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.BaseUnits;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Names of our meters, and what goes into them. Counters go on from run to run; what belongs to arrivals of the warm-up
 * and of the measured stage is told apart by the label {@code stage}.
 *
 * <p>Owned by the collector's thread; the registry's readers have their own.
 */
final class RunMeters {
    private static final String STAGE = "stage";

    /** Silences these libraries; held, because an unreferenced logger loses its level. */
    private static final List<Logger> SILENCED = Stream.of("io.micrometer", "io.prometheus", "com.google.protobuf")
            .map(Logger::getLogger)
            .toList();

    private final MeterRegistry registry;
    private final TimeFamily phases = new TimeFamily(
            "mailrace.phase.duration",
            "How long the phases of sessions took: by service time, by response time, or until they failed.",
            STAGE,
            "phase",
            "clock");
    private final TimeFamily slip =
            new TimeFamily("mailrace.slip", "How late arrivals that were due were noticed.", STAGE);
    private final TimeFamily loopLag =
            new TimeFamily("mailrace.loop.lag", "How late event loops ran their timers.", STAGE);
    private final OutcomeTags outcomes = new OutcomeTags();
    private final OutcomeTags losses = new OutcomeTags();
    private final Map<String, Double> gauges = new ConcurrentHashMap<>();
    private final Map<String, Long> deliveries = new ConcurrentHashMap<>();
    private final Map<String, Double> monitors = new ConcurrentHashMap<>();
    private @Nullable Gauge run;

    RunMeters(MeterRegistry registry) {
        SILENCED.forEach(logger -> logger.setLevel(Level.OFF));
        this.registry = registry;
    }

    List<TimeFamily> times() {
        return List.of(phases, slip, loopLag);
    }

    /** A run begins: counters that are not there yet begin at 0, so that rates see their first step. */
    void started(RunInfo info) {
        if (run != null) {
            registry.remove(run);
        }
        run = Gauge.builder("mailrace.run.info", () -> 1)
                .description("The current run, or the last one.")
                .tags("run_id", info.runId(), "version", info.version())
                .register(registry);
        gauge("mailrace.connections.requested", "Connections that the run requests.", null, info.connections());
        add(Stage.WARMUP, new Tally());
        add(Stage.MEASURE, new Tally());
        add(new SessionCounts());
    }

    /** What belongs to arrivals of that stage. */
    void add(Stage stage, Tally tally) {
        Tags tags = Tags.of(STAGE, stage.label());
        count("mailrace.arrivals", "Messages, or sessions without one, that were due.", tags, tally.arrivals());
        for (Outcome.Kind kind : Outcome.Kind.values()) {
            count(
                    "mailrace.arrivals.ended",
                    "Arrivals by the kind of their outcome.",
                    tags.and("kind", kind.label()),
                    tally.count(kind));
        }
        for (OutcomeCounts.Entry entry : tally.outcomes().entries()) {
            count(
                    "mailrace.outcomes",
                    "Arrivals by their outcome: where they ended, with what reply, or why without one.",
                    tags.and(outcomes.of(entry.outcome())),
                    entry.count());
        }
        Counter.builder("mailrace.accepted")
                .description("Bytes of accepted messages, before dot-stuffing.")
                .baseUnit(BaseUnits.BYTES)
                .tags(tags)
                .register(registry)
                .increment((double) tally.bodyBytes());
        deliveries(stage, tally.deliveries());
        for (Phase phase : Phase.values()) {
            for (Timing timing : Timing.values()) {
                phases.add(
                        tally.histogram(timing, phase),
                        stage.label(),
                        phase.label(),
                        timing.name().toLowerCase(Locale.ROOT));
            }
        }
    }

    /** Gauges, for what was delivered may turn out to be a duplicate. */
    private void deliveries(Stage stage, DeliveryCounts counts) {
        if (counts.isEmpty()) {
            return;
        }
        for (DeliveryCounts.Count count : DeliveryCounts.Count.values()) {
            String key = stage.label() + " " + count.label();
            deliveries.merge(key, counts.count(count), Long::sum);
            Gauge.builder("mailrace.deliveries", deliveries, all -> all.getOrDefault(key, 0L))
                    .description("Recipients of accepted messages by what became of them.")
                    .tags(STAGE, stage.label(), "count", count.label())
                    .strongReference(true)
                    .register(registry);
        }
    }

    /** What became of connections, over all stages. */
    void add(SessionCounts sessions) {
        count("mailrace.sessions.attempted", "Connections attempted.", Tags.empty(), sessions.attemptedCount());
        count(
                "mailrace.sessions.established",
                "Sessions after EHLO and, where requested, AUTH.",
                Tags.empty(),
                sessions.establishedCount());
        for (OutcomeCounts.Entry entry : sessions.losses().entries()) {
            count(
                    "mailrace.sessions.lost",
                    "Sessions that did not end with QUIT, by cause.",
                    losses.of(entry.outcome()),
                    entry.count());
        }
    }

    /** Lateness of arrivals; what starts after the measured stage belongs to it. */
    void addSlip(Stage stage, Histogram nanos) {
        slip.add(nanos, stage.label());
    }

    void addLoopLag(Stage stage, Histogram nanos) {
        loopLag.add(nanos, stage.label());
    }

    /** What is so at this moment. */
    void now(int connections, int backlog) {
        gauge("mailrace.connections.open", "Connections that are open.", null, connections);
        gauge("mailrace.backlog", "Arrivals that are due and not started.", null, backlog);
    }

    /** What monitors said, by their names: NaN where one should have and could not. One that was not asked keeps its value. */
    void monitors(Map<String, Double> values) {
        values.forEach((name, value) -> {
            if (monitors.put(name, value) == null) {
                Gauge.builder("mailrace.monitor", monitors, all -> all.getOrDefault(name, Double.NaN))
                        .description("Values of monitors, beside the load.")
                        .tags("name", name)
                        .strongReference(true)
                        .register(registry);
            }
        });
    }

    /** What is known of a run only at its end. */
    void ended(RunResult result) {
        gauge(
                "mailrace.connections.max",
                "The most connections that were open at once.",
                null,
                result.connectionsMax());
        gauge(
                "mailrace.run.rate",
                "Accepted per second in the last run's measured stage.",
                null,
                result.acceptedPerSecond());
        gauge("mailrace.run.measured", "Length of the last run's measured stage.", "seconds", result.measuredSeconds());
        gauge(
                "mailrace.run.valid",
                "1 if the last run is valid, 0 if the generator or its machine spoiled it.",
                null,
                result.self().valid() ? 1 : 0);
    }

    private void count(String name, String description, Tags tags, long count) {
        Counter.builder(name)
                .description(description)
                .tags(tags)
                .register(registry)
                .increment((double) count);
    }

    private void gauge(String name, String description, @Nullable String unit, double value) {
        if (gauges.put(name, value) == null) {
            Gauge.builder(name, gauges, values -> values.getOrDefault(name, 0.0))
                    .description(description)
                    .baseUnit(unit)
                    .strongReference(true)
                    .register(registry);
        }
    }
}
