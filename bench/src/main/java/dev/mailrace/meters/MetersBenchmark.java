package dev.mailrace.meters;

import dev.mailrace.metrics.Collector;
import dev.mailrace.metrics.Interval;
import dev.mailrace.metrics.Recorder;
import dev.mailrace.metrics.RunObserver;
import dev.mailrace.metrics.Stage;
import dev.mailrace.metrics.Timing;
import dev.mailrace.session.Outcome;
import dev.mailrace.session.Phase;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.netty.util.concurrent.ImmediateEventExecutor;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * A second of 50,000 messages in eight phases, given to the meters. The rival is Micrometer's own timer with the same
 * buckets, which takes one value at a time.
 */
@State(Scope.Thread)
public class MetersBenchmark {
    private static final int MESSAGES = 50_000;
    private static final Phase[] PHASES = {
        Phase.CONNECT, Phase.BANNER, Phase.EHLO, Phase.MAIL, Phase.RCPT, Phase.DATA, Phase.CONTENT, Phase.TRANSACTION
    };

    private final Meters meters = new Meters();
    private final PrometheusMeterRegistry rival = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private Interval second;
    private Timer[] timers;

    /** Times from 20 µs to 20 ms, all magnitudes alike. */
    @Setup
    public void record() throws InterruptedException {
        Recorder recorder = new Recorder(ImmediateEventExecutor.INSTANCE);
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < MESSAGES; i++) {
            recorder.arrived(Stage.MEASURE);
            recorder.slip(nanos(random));
            recorder.loopLag(nanos(random));
            for (Phase phase : PHASES) {
                recorder.time(Stage.MEASURE, Timing.SERVICE, phase, nanos(random));
            }
            recorder.time(Stage.MEASURE, Timing.RESPONSE, Phase.TRANSACTION, nanos(random));
            recorder.delivered(Stage.MEASURE, 4_096, 1);
            recorder.ended(Stage.MEASURE, Outcome.ACCEPTED);
        }
        Held held = new Held();
        new Collector(List.of(recorder), List.of(held)).collect(Instant.EPOCH, 0, 1_000_000_000, Stage.MEASURE);
        second = Objects.requireNonNull(held.interval);
        Duration[] bounds = TimeHistogram.BOUNDS_SECONDS.stream()
                .map(seconds -> Duration.ofNanos(Math.round(seconds * 1e9)))
                .toArray(Duration[]::new);
        timers = Arrays.stream(PHASES)
                .map(phase -> Timer.builder("mailrace.phase.duration")
                        .tag("phase", phase.label())
                        .serviceLevelObjectives(bounds)
                        .register(rival))
                .toArray(Timer[]::new);
    }

    /** Holds the only interval: what is borrowed is lent again with the next, and there is none. */
    private static final class Held implements RunObserver {
        private @Nullable Interval interval;

        @Override
        public void interval(Interval shown) {
            interval = shown;
        }
    }

    private static long nanos(SplittableRandom random) {
        return (long) Math.exp(Math.log(20_000) + random.nextDouble() * Math.log(1_000));
    }

    @Benchmark
    public void second() {
        meters.interval(second);
    }

    @Benchmark
    public void secondByTimers() {
        for (int i = 0; i < PHASES.length; i++) {
            Histogram times = second.measured().histogram(Timing.SERVICE, PHASES[i]);
            if (times == null) {
                continue;
            }
            for (HistogramIterationValue value : times.recordedValues()) {
                for (long n = value.getCountAtValueIteratedTo(); n > 0; n--) {
                    timers[i].record(value.getValueIteratedTo(), TimeUnit.NANOSECONDS);
                }
            }
        }
    }
}
