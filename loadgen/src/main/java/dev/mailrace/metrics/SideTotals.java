package dev.mailrace.metrics;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Sums up what is seen beside a run: values of monitors in the measured stage, events of all stages, with those that the
 * intervals show by themselves. Owned by one thread.
 */
public final class SideTotals {
    /** Of the user's: a pipe may bring any number. */
    static final int EVENTS_GIVEN_MAX = 1_000;

    private final Map<String, MonitorFigures> monitors = new LinkedHashMap<>();
    private final List<RunEvent> given = new ArrayList<>();
    private final EventFinder finder = new EventFinder();
    private long leftOut;

    /** Counts the interval, which is borrowed. */
    public void add(Interval interval) {
        addValues(interval);
        for (RunEvent event : interval.beside().events()) {
            if (given.size() < EVENTS_GIVEN_MAX) {
                given.add(event);
            } else {
                leftOut++;
            }
        }
        finder.add(interval);
    }

    /** Counts the values of the interval alone. */
    public void addValues(Interval interval) {
        if (interval.stage() == Stage.MEASURE) {
            interval.beside()
                    .values()
                    .forEach((name, value) -> monitors.put(
                            name,
                            monitors.getOrDefault(name, MonitorFigures.NONE).with(value)));
        }
    }

    /** What monitors came to by now. */
    public Map<String, MonitorFigures> monitors() {
        return monitors;
    }

    /** What all came to by now. */
    public SideResult result() {
        List<RunEvent> events = new ArrayList<>(given);
        events.addAll(finder.events());
        events.sort(Comparator.comparingLong(RunEvent::startNanos).thenComparing(RunEvent::text));
        return new SideResult(monitors, events, leftOut + finder.leftOut());
    }
}
