package dev.mailrace.monitor;

import dev.mailrace.fault.SystemWords;
import dev.mailrace.metrics.RunEvent;
import dev.mailrace.metrics.ServerSide;
import dev.mailrace.metrics.SideWatch;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Asks the monitors of a run once a second, or as seldom as each should be, and takes events from where they come.
 *
 * <p>They are asked in the middle of an interval, by the end of the one before: so each has one value of each, and is shown where it
 * was measured. The first time is when the load begins. A monitor that fails is a gap, and told once.
 */
public final class Monitors implements SideWatch, AutoCloseable {
    private static final long MIDDLE_MILLIS = 500;
    private static final long LOOK_MILLIS = 100;
    private static final int AT_ONCE_MAX = 8;
    private static final int EVENTS_AN_INTERVAL_MAX = 100;
    private static final long END_SECONDS_MAX = 2;

    private final MonitorPlan plan;
    private final Consumer<String> warnings;
    private final List<Asked> asked;
    private final ScheduledExecutorService times = Executors.newSingleThreadScheduledExecutor(Monitors::thread);
    private final ExecutorService pool;
    private final @Nullable EventFile events; // Null: none are read.

    // Owned by the collector's thread.
    private long interval;
    private long seenNanos; // By the plan: events before were shown.
    private @Nullable Future<?> next;

    // Guarded by this.
    private final List<Told> told = new ArrayList<>();
    private long toldTooOften;
    private @Nullable String eventsFault;

    /** A line that came, and when, by this machine's clock. */
    private record Told(String text, long nanos) {}

    private Monitors(MonitorPlan plan, Consumer<String> warnings) {
        this.plan = plan;
        this.warnings = warnings;
        asked = plan.monitors().stream().map(Asked::new).toList();
        long waiting = asked.stream().filter(Asked::mayWait).count();
        pool = Executors.newFixedThreadPool((int) Math.max(1, Math.min(AT_ONCE_MAX, waiting)), Monitors::thread);
        events = plan.eventsFrom() == null ? null : new EventFile(plan.eventsFrom());
    }

    /**
     * For one run.
     *
     * @param warnings takes a line each, on the collector's thread
     */
    public static Monitors of(MonitorPlan plan, Consumer<String> warnings) {
        return new Monitors(plan, warnings);
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "mailrace-monitor");
        thread.setDaemon(true);
        return thread;
    }

    @Override
    public void begin() {
        times.execute(() -> asked.forEach(each -> each.ask(pool, times)));
        if (events != null && withEvents(EventFile::begin)) { // Now: what comes from now on counts.
            times.scheduleWithFixedDelay(this::lookForEvents, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
        }
        askInTheMiddle(0);
    }

    /** All were asked at the start: in the first interval those are asked again that are due each second, and have answered. */
    private void askInTheMiddle(long number) {
        try {
            next = times.schedule(
                    () -> asked.stream()
                            .filter(each -> number == 0 ? each.isDue(1) && each.isIdle() : each.isDue(number))
                            .forEach(each -> each.ask(pool, times)),
                    MIDDLE_MILLIS,
                    TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            next = null; // It is closed.
        }
    }

    private void lookForEvents() {
        boolean went = withEvents(file -> {
            for (String line : file.lines()) {
                came(line);
            }
        });
        if (!went) {
            throw new CancellationException(); // Ends the looking.
        }
    }

    private interface EventWork {
        void at(EventFile file) throws IOException;
    }

    /** Whether it went well. */
    private boolean withEvents(EventWork work) {
        try {
            if (events != null) {
                work.at(events);
            }
            return true;
        } catch (IOException e) {
            synchronized (this) {
                eventsFault = eventsFault == null ? SystemWords.named(e) : eventsFault;
            }
            return false;
        }
    }

    private synchronized void came(String line) {
        if (told.size() < EVENTS_AN_INTERVAL_MAX) {
            told.add(new Told(line, System.nanoTime()));
        } else {
            toldTooOften++;
        }
    }

    @Override
    public ServerSide seen(long startNanos, long endNanos) {
        if (next != null) {
            next.cancel(false); // The interval was shorter than half a second.
        }
        Map<String, Double> values = new LinkedHashMap<>();
        asked.forEach(each -> each.take(values));
        for (Asked each : asked) {
            String warning = each.warning();
            if (warning != null) {
                warnings.accept(warning);
            }
        }
        List<RunEvent> seen = new ArrayList<>();
        for (RunEvent event : plan.events()) {
            if (event.startNanos() >= seenNanos && event.startNanos() < endNanos) {
                seen.add(event);
            }
        }
        seenNanos = endNanos;
        addTold(seen, endNanos);
        askInTheMiddle(++interval);
        return new ServerSide(values, seen);
    }

    private synchronized void addTold(List<RunEvent> seen, long endNanos) {
        long now = System.nanoTime();
        for (Told each : told) {
            long nanos = Math.max(0, endNanos - (now - each.nanos));
            seen.add(RunEvent.at(nanos, each.text, RunEvent.FoundBy.FILE));
        }
        told.clear();
    }

    /** Ends all that is asked, and says what was missing. */
    @Override
    public void close() {
        times.shutdownNow();
        asked.forEach(Asked::close);
        pool.shutdownNow();
        try {
            if (times.awaitTermination(END_SECONDS_MAX, TimeUnit.SECONDS) && events != null) {
                events.close();
            }
            boolean ended = pool.awaitTermination(END_SECONDS_MAX, TimeUnit.SECONDS);
            if (!ended) {
                return; // A file system that does not answer: its thread is left behind.
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            warnings.accept("events: " + SystemWords.named(e));
        } finally {
            tellWhatIsMissing();
        }
    }

    private void tellWhatIsMissing() {
        for (Asked each : asked) {
            String summary = each.summary();
            if (summary != null) {
                warnings.accept(summary);
            }
        }
        for (RunEvent event : plan.events()) {
            if (event.startNanos() >= seenNanos) {
                warnings.accept("event '" + event.text() + "': the run ended before");
            }
        }
        synchronized (this) {
            if (eventsFault != null) {
                warnings.accept("events-from: " + eventsFault);
            }
            if (toldTooOften > 0) {
                warnings.accept("events-from: " + toldTooOften
                        + (toldTooOften == 1 ? " line was" : " lines were") + " left out (more than "
                        + EVENTS_AN_INTERVAL_MAX + " a second)");
            }
        }
    }
}
