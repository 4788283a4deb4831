package dev.mailrace.html;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mailrace.metrics.Interval;
import dev.mailrace.metrics.Tally;
import dev.mailrace.metrics.Timing;
import dev.mailrace.session.Outcome;
import dev.mailrace.session.Phase;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;

/**
 * A run over time, in at most {@value #SLOTS_MAX} slots: where it goes on for longer, two neighbours become one, again and
 * again, so that its length need not be known. Owned by one thread.
 */
final class Timeline {
    static final int SLOTS_MAX = 600;

    static final String SLIP = "slip";
    static final String LOOP_LAG = "loop_lag";

    /** Before the number of a session class: its response times. */
    static final String KIND = "kind_";

    /** Rows of a heat map for each factor of ten. */
    private static final int ROWS_PER_DECADE = 8;

    /** Endings that a plot shows by name. */
    private static final int CAUSES_SHOWN_MAX = 8;

    private static final int MONITOR_DIGITS = 6;
    private static final double[] PERCENTILES = {50, 99, 100};
    private static final String[] PERCENTILE_NAMES = {"p50", "p99", "max"};

    private final List<Slot> slots = new ArrayList<>();
    private final OpenSlot last = new OpenSlot();
    private final Histogram some = Tally.histogram(); // of one slot
    private int width = 1; // Intervals a slot.

    void add(Interval interval) {
        last.add(interval);
        addResponses(interval, interval.warmup());
        addResponses(interval, interval.measured());
        addKinds(interval, interval.warmup());
        addKinds(interval, interval.measured());
        if (last.intervals() == width) {
            slots.add(last.close());
            if (slots.size() == SLOTS_MAX) {
                halve();
            }
        }
    }

    /**
     * Adds response times to the slots in which their arrivals were due: a server that stands still looks bad when it does, not when it
     * goes on. When in its interval an arrival ended is not known, so that it may be half a second away.
     */
    private void addResponses(Interval interval, Tally tally) {
        for (Phase phase : Phase.values()) {
            Histogram times = tally.histogram(Timing.RESPONSE, phase);
            if (times != null && times.getTotalCount() > 0) {
                addResponses(Timing.RESPONSE.tag(phase), times, (interval.startNanos() + interval.endNanos()) / 2);
            }
        }
    }

    /** Of session classes, under their numbers. */
    private void addKinds(Interval interval, Tally tally) {
        for (int number = 0; number < tally.kinds().size(); number++) {
            Histogram times = tally.kinds().get(number).response();
            if (times != null) {
                addResponses(KIND + number, times, (interval.startNanos() + interval.endNanos()) / 2);
            }
        }
    }

    private void addResponses(String tag, Histogram times, long middleNanos) {
        int slot = slots.size(); // The open one; slower ones were due earlier.
        some.reset();
        for (HistogramIterationValue value : times.recordedValues()) {
            int due = slotOf(middleNanos - value.getValueIteratedTo(), slot);
            if (due != slot) {
                addSome(tag, slot);
                slot = due;
            }
            some.recordValueWithCount(value.getValueIteratedTo(), value.getCountAtValueIteratedTo());
        }
        addSome(tag, slot);
    }

    private void addSome(String tag, int slot) {
        if (some.getTotalCount() > 0 && slot == slots.size()) {
            last.add(tag, some);
        } else if (some.getTotalCount() > 0) {
            slots.get(slot).add(tag, some);
        }
        some.reset();
    }

    /** The slot that holds that moment, at most {@code highest}. */
    private int slotOf(long nanos, int highest) {
        int slot = highest;
        while (slot > 0
                && nanos
                        < (slot == slots.size()
                                ? last.startNanos()
                                : slots.get(slot).startNanos())) {
            slot--;
        }
        return slot;
    }

    private void halve() {
        List<Slot> halves = new ArrayList<>();
        for (int i = 0; i < slots.size(); i += 2) {
            Slot first = slots.get(i);
            first.add(slots.get(i + 1)); // Their number is even.
            halves.add(first);
        }
        slots.clear();
        slots.addAll(halves);
        width *= 2;
    }

    /** Whether there was no interval. */
    boolean isEmpty() {
        return slots.isEmpty() && last.intervals() == 0;
    }

    /**
     * As the plots take it, once: a value a slot in each array; times in microseconds, null where nothing was timed.
     *
     * @param whole the tag of what the heat map shows
     */
    ObjectNode data(String whole) {
        if (last.intervals() > 0) {
            slots.add(last.close());
        }
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        ArrayNode seconds = data.putArray("seconds");
        ArrayNode connections = data.putArray("connections");
        ArrayNode backlog = data.putArray("backlog");
        ArrayNode due = data.putArray("due_per_second");
        ArrayNode oldest = data.putArray("oldest_us");
        ObjectNode perSecond = data.putObject("per_second");
        for (Slot slot : slots) {
            due.add(Numbers.shortened(slot.duePerSecond(), 4));
            if (slot.oldestNanos() > 0) {
                oldest.add(Numbers.micros(slot.oldestNanos()));
            } else {
                oldest.addNull();
            }
            seconds.add(Numbers.shortened(slot.middleSeconds(), 6));
            connections.add(slot.connections());
            backlog.add(slot.backlog());
        }
        for (Outcome.Kind kind : Outcome.Kind.values()) {
            if (kind == Outcome.Kind.ACCEPTED || slots.stream().anyMatch(slot -> slot.perSecond(kind) > 0)) {
                ArrayNode rates = perSecond.putArray(kind.label());
                slots.forEach(slot -> rates.add(Numbers.shortened(slot.perSecond(kind), 4)));
            }
        }
        if (last.followsDeliveries()) {
            ArrayNode inServer = data.putArray("in_server");
            ArrayNode delivered = data.putArray("delivered_per_second");
            for (Slot slot : slots) {
                inServer.add(slot.inServer());
                delivered.add(Numbers.shortened(slot.deliveredPerSecond(), 4));
            }
        }
        addCauses(data.putObject("causes_per_second"));
        addMonitors(data.putObject("monitors"));
        addTimes(data.putObject("times"));
        addHeat(data.putObject("heat"), whole);
        return data;
    }

    /** Endings but acceptance, the most frequent by their names, the others together. */
    private void addCauses(ObjectNode causes) {
        Map<String, Long> counts = new TreeMap<>();
        slots.forEach(slot -> slot.causes().forEach((cause, count) -> counts.merge(cause, count, Long::sum)));
        List<String> names = counts.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .map(Map.Entry::getKey)
                .filter(name -> !name.equals(Slot.OTHERS))
                .toList();
        List<String> shown = names.subList(0, Math.min(CAUSES_SHOWN_MAX, names.size()));
        for (String name : shown) {
            ArrayNode rates = causes.putArray(name);
            slots.forEach(slot -> rates.add(Numbers.shortened(slot.perSecond(name), 4)));
        }
        if (counts.size() > shown.size()) {
            ArrayNode rates = causes.putArray(Slot.OTHERS);
            for (Slot slot : slots) {
                double others = counts.keySet().stream()
                        .filter(name -> !shown.contains(name))
                        .mapToDouble(slot::perSecond)
                        .sum();
                rates.add(Numbers.shortened(others, 4));
            }
        }
    }

    private void addMonitors(ObjectNode monitors) {
        Set<String> names = new LinkedHashSet<>();
        slots.forEach(slot -> slot.monitors().forEach(names::add));
        for (String name : names) {
            ArrayNode values = monitors.putArray(name);
            for (Slot slot : slots) {
                Double mean = slot.mean(name);
                if (mean == null) {
                    values.add(false); // Not due: no gap in a line.
                } else if (mean.isNaN()) {
                    values.addNull();
                } else {
                    values.add(Numbers.shortened(mean, MONITOR_DIGITS));
                }
            }
        }
    }

    private void addTimes(ObjectNode all) {
        Map<String, ObjectNode> tracks = new TreeMap<>();
        for (Slot slot : slots) {
            slot.tags().forEach(tag -> tracks.computeIfAbsent(tag, all::putObject));
        }
        tracks.forEach((tag, track) -> {
            for (String name : PERCENTILE_NAMES) {
                track.putArray(name);
            }
            for (Slot slot : slots) {
                Histogram times = slot.times(tag);
                for (int i = 0; i < PERCENTILES.length; i++) {
                    ArrayNode values = track.withArray(PERCENTILE_NAMES[i]);
                    if (times.getTotalCount() == 0) {
                        values.addNull();
                    } else {
                        values.add(Numbers.micros(times.getValueAtPercentile(PERCENTILES[i])));
                    }
                }
            }
        });
    }

    /** Of each slot the first row that holds something, and the counts from there on. */
    private void addHeat(ObjectNode heat, String whole) {
        heat.put("tag", whole);
        heat.put("rows_per_decade", ROWS_PER_DECADE);
        ArrayNode columns = heat.putArray("columns");
        for (Slot slot : slots) {
            TreeMap<Integer, Long> rows = new TreeMap<>();
            for (HistogramIterationValue value : slot.times(whole).recordedValues()) {
                double micros = Math.max(1, value.getValueIteratedTo() / 1e3);
                rows.merge(
                        (int) Math.floor(Math.log10(micros) * ROWS_PER_DECADE),
                        value.getCountAddedInThisIterationStep(),
                        Long::sum);
            }
            ArrayNode column = columns.addArray();
            if (!rows.isEmpty()) {
                column.add(rows.firstKey());
                for (int row = rows.firstKey(); row <= rows.lastKey(); row++) {
                    column.add(rows.getOrDefault(row, 0L));
                }
            }
        }
    }
}
