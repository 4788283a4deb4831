package dev.mailrace.metrics;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What was seen beside a run, and what happened in it.
 *
 * @param monitors by their names; one that never gave a value nor should have is absent
 * @param events in the order of their starts
 * @param eventsLeftOut how many more there were
 */
public record SideResult(Map<String, MonitorFigures> monitors, List<RunEvent> events, long eventsLeftOut) {
    public static final SideResult NONE = new SideResult(Map.of(), List.of(), 0);

    public SideResult {
        monitors = Collections.unmodifiableMap(new LinkedHashMap<>(monitors));
        events = List.copyOf(events);
    }

    /** What the monitor of that name came to. */
    public MonitorFigures of(String monitor) {
        return monitors.getOrDefault(monitor, MonitorFigures.NONE);
    }
}
