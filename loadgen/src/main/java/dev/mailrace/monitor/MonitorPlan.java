package dev.mailrace.monitor;

import dev.mailrace.fault.Refusal;
import dev.mailrace.metrics.RunEvent;
import dev.mailrace.metrics.RunInfo;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is to be seen beside each run of a command, checked. Immutable.
 *
 * @param events known before
 * @param eventsFrom a file or a named pipe whose lines become events; null: none
 */
public record MonitorPlan(
        List<MonitorSpec> monitors,
        List<RunEvent> events,
        @Nullable Path eventsFrom) {
    public static final MonitorPlan NONE = new MonitorPlan(List.of(), List.of(), null);

    private static final int MONITORS_MAX = 32;
    private static final int EVENTS_MAX = 100;

    public MonitorPlan {
        monitors = List.copyOf(monitors);
        events = List.copyOf(events);
        if (monitors.size() > MONITORS_MAX) {
            throw new Refusal(MonitorSpec.OPTION, monitors.size() + " monitors", "at most " + MONITORS_MAX);
        }
        if (events.size() > EVENTS_MAX) {
            throw new Refusal("event", events.size() + " events", "at most " + EVENTS_MAX);
        }
        Set<String> names = new HashSet<>();
        for (MonitorSpec monitor : monitors) {
            if (!names.add(monitor.name())) {
                throw new Refusal(MonitorSpec.OPTION, "'" + monitor.name() + "' twice", "a name for each");
            }
        }
        if (eventsFrom != null) {
            EventFile.check(eventsFrom);
        }
    }

    /** The values that each interval may have. */
    public List<RunInfo.Monitor> series() {
        return monitors.stream().flatMap(monitor -> monitor.series().stream()).toList();
    }

    boolean isEmpty() {
        return monitors.isEmpty() && events.isEmpty() && eventsFrom == null;
    }
}
