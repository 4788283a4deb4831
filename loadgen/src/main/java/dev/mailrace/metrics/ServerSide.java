package dev.mailrace.metrics;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What was seen beside the load in an interval: on the server's side, and on the user's. Immutable.
 *
 * @param values of monitors, by their names; NaN where one was due and could not be had. One that was not due is absent
 * @param events the user's that fell into it
 */
public record ServerSide(Map<String, Double> values, List<RunEvent> events) {
    public static final ServerSide NONE = new ServerSide(Map.of(), List.of());

    public ServerSide {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
        events = List.copyOf(events);
    }
}
