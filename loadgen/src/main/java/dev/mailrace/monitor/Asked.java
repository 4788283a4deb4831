package dev.mailrace.monitor;

import dev.mailrace.metrics.RunInfo;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A monitor in a run: asked when it is due, never twice at once, and given up after its time. What it said waits to be taken. Any
 * thread.
 */
final class Asked {
    private final MonitorSpec spec;
    private final Source source;

    // Guarded by this.
    private boolean busy;
    private boolean overdue;
    private Map<String, Double> values = Map.of(); // By series; NaN: it could not be had.
    private long asked;
    private long failed;
    private String reason = "";
    private boolean told;

    Asked(MonitorSpec spec) {
        this.spec = spec;
        source = spec.open();
    }

    /** Whether it is due in the run's interval of that number. */
    boolean isDue(long interval) {
        return interval % spec.everySeconds() == 0;
    }

    synchronized boolean isIdle() {
        return !busy;
    }

    boolean mayWait() {
        return source.mayWait();
    }

    /**
     * Asks it.
     *
     * @param where those that may wait are asked
     * @param alarms knows when their time is up
     */
    void ask(Executor where, ScheduledExecutorService alarms) {
        synchronized (this) {
            asked++;
            if (busy) {
                noted("the answer before is still awaited");
                return;
            }
            busy = true;
            overdue = false;
        }
        if (!mayWait()) {
            read();
            return;
        }
        try {
            Future<?> alarm = alarms.schedule(this::giveUp, spec.limit().toNanos(), TimeUnit.NANOSECONDS);
            where.execute(() -> {
                read();
                alarm.cancel(false);
            });
        } catch (RejectedExecutionException e) {
            synchronized (this) {
                busy = false; // The run is over.
            }
        }
    }

    private void read() {
        try {
            said(source.read());
        } catch (InterruptedException e) {
            failed("the run is over");
        } catch (IOException | RuntimeException e) {
            failed(MonitorFailure.reason(e));
        }
    }

    private synchronized void said(Map<String, Double> numbers) {
        busy = false;
        Map<String, Double> named = new HashMap<>();
        numbers.forEach((end, number) -> named.put(spec.name() + end, number));
        values = named;
    }

    private synchronized void failed(String why) {
        busy = false;
        noted(overdue ? "it took longer than " + spec.limit().toMillis() / 1e3 + " s" : why);
    }

    private synchronized void noted(String why) {
        failed++;
        reason = why;
        Map<String, Double> gaps = new HashMap<>();
        spec.series().forEach(series -> gaps.put(series.name(), Double.NaN));
        values = gaps;
    }

    private void giveUp() {
        synchronized (this) {
            if (!busy) {
                return;
            }
            overdue = true;
        }
        source.abort();
    }

    /** Adds what it said since the last time, in the order of its series. */
    synchronized void take(Map<String, Double> into) {
        for (RunInfo.Monitor series : spec.series()) {
            Double value = values.get(series.name());
            if (value != null) {
                into.put(series.name(), value);
            }
        }
        values = Map.of();
    }

    /** Of the first failure, once; null: there was none, or it was told. */
    synchronized @Nullable String warning() {
        if (failed == 0 || told) {
            return null;
        }
        told = true;
        return "monitor " + spec.name() + ": " + reason;
    }

    /** Of all of them; null: there was none. */
    synchronized @Nullable String summary() {
        return failed == 0
                ? null
                : "monitor " + spec.name() + ": " + failed + " of " + asked + " values " + (failed == 1 ? "is" : "are")
                        + " missing, the last for this: " + reason;
    }

    /** The run is over. */
    void close() {
        source.close();
    }
}
