package dev.mailrace.runfile;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mailrace.metrics.Condition;
import dev.mailrace.metrics.Interval;
import dev.mailrace.metrics.MonitorFigures;
import dev.mailrace.metrics.RunEvent;
import dev.mailrace.metrics.RunInfo;
import dev.mailrace.metrics.RunResult;
import dev.mailrace.metrics.ServerSide;
import dev.mailrace.metrics.SideResult;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What was seen beside a load as JSON trees, written and read: of a run, and of an interval. */
final class SideDocument {
    private static final String MONITORS = "monitors";
    private static final String EVENTS = "events";
    private static final String LEFT_OUT = "events_left_out";
    private static final String CONDITION = "condition";

    /** So many may a file hold; a run has a tenth of it. */
    private static final int MONITORS_MAX = 1_000;

    private static final int EVENTS_MAX = 10_000;

    private SideDocument() {}

    /** What is known of monitors before a run. */
    static void add(RunInfo info, ObjectNode run) {
        ArrayNode monitors = run.arrayNode();
        info.monitors().forEach(monitor -> monitors.add(described(monitor)));
        if (!monitors.isEmpty()) {
            run.set(MONITORS, monitors);
        }
    }

    private static ObjectNode described(RunInfo.Monitor monitor) {
        ObjectNode node = RunDocument.bare().put("name", monitor.name()).put("source", monitor.source());
        return monitor.unit().isEmpty() ? node : node.put("unit", monitor.unit());
    }

    /** What all came to. */
    static void add(RunResult result, ObjectNode run) {
        ArrayNode monitors = run.arrayNode();
        for (RunInfo.Monitor monitor : result.info().monitors()) {
            MonitorFigures figures = result.beside().of(monitor.name());
            monitors.add(described(monitor)
                    .put("samples", figures.samples())
                    .put("gaps", figures.gaps())
                    .put("min", number(figures.min()))
                    .put("mean", number(figures.mean()))
                    .put("max", number(figures.max()))
                    .put("last", number(figures.last())));
        }
        if (!monitors.isEmpty()) {
            run.set(MONITORS, monitors);
        }
        ArrayNode events = run.arrayNode();
        result.beside().events().forEach(event -> events.add(node(event)));
        if (!events.isEmpty()) {
            run.set(EVENTS, events);
        }
        if (result.beside().eventsLeftOut() > 0) {
            run.put(LEFT_OUT, result.beside().eventsLeftOut());
        }
    }

    private static @Nullable BigDecimal number(double value) {
        return Double.isNaN(value) ? null : Decimal.ofAnySize(value);
    }

    private static ObjectNode node(RunEvent event) {
        ObjectNode node = RunDocument.bare().put("at_s", Decimal.seconds(event.startNanos() / 1e9));
        if (event.endNanos() > event.startNanos()) {
            node.put("until_s", Decimal.seconds(event.endNanos() / 1e9));
        }
        return node.put("text", event.text())
                .put("found_by", event.foundBy().label())
                .put("kind", event.kind().label());
    }

    /** Of an interval; nothing where there is nothing. */
    static void add(Interval interval, ObjectNode line) {
        line.put(CONDITION, interval.condition().label());
        if (!interval.beside().values().isEmpty()) {
            ObjectNode values = line.putObject(MONITORS);
            interval.beside().values().forEach((name, value) -> values.put(name, number(value)));
        }
        if (!interval.beside().events().isEmpty()) {
            ArrayNode events = line.putArray(EVENTS);
            interval.beside().events().forEach(event -> events.add(node(event)));
        }
    }

    static List<RunInfo.Monitor> monitors(JsonNode run) {
        List<RunInfo.Monitor> monitors = new ArrayList<>();
        for (JsonNode monitor : limited(run.path(MONITORS), MONITORS_MAX)) {
            monitors.add(new RunInfo.Monitor(
                    JsonFile.text(monitor, "name"), JsonFile.text(monitor, "source"), JsonFile.text(monitor, "unit")));
        }
        return monitors;
    }

    private static JsonNode limited(JsonNode list, int max) {
        if (list.size() > max) {
            throw JsonFile.refused(PastRun.RUN_FILE, list.size() + " monitors or events", "at most " + max);
        }
        return list;
    }

    /** What an interval's line says. */
    static ServerSide of(JsonNode line) {
        Map<String, Double> values = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> value :
                limited(line.path(MONITORS), MONITORS_MAX).properties()) {
            values.put(JsonFile.printable(value.getKey()), value(value.getValue()));
        }
        return values.isEmpty() && !line.has(EVENTS) ? ServerSide.NONE : new ServerSide(values, events(line));
    }

    private static double value(JsonNode value) {
        return value.isNumber() && Double.isFinite(value.doubleValue()) ? value.doubleValue() : Double.NaN;
    }

    private static List<RunEvent> events(JsonNode node) {
        List<RunEvent> events = new ArrayList<>();
        for (JsonNode event : limited(node.path(EVENTS), EVENTS_MAX)) {
            long startNanos = RunRestorer.nanos(event.path("at_s"));
            String text = JsonFile.text(event, "text");
            events.add(new RunEvent(
                    startNanos,
                    Math.max(startNanos, RunRestorer.nanos(event.path("until_s"))),
                    text.length() <= RunEvent.TEXT_CHARACTERS_MAX
                            ? text
                            : text.substring(0, RunEvent.TEXT_CHARACTERS_MAX),
                    foundBy(event.path("found_by").asText()),
                    kind(event)));
        }
        return events;
    }

    private static RunEvent.FoundBy foundBy(String label) {
        for (RunEvent.FoundBy foundBy : RunEvent.FoundBy.values()) {
            if (foundBy.label().equals(label)) {
                return foundBy;
            }
        }
        return RunEvent.FoundBy.FILE;
    }

    /** Of an earlier version's event, which does not say it: by its text. */
    private static RunEvent.Kind kind(JsonNode event) {
        String label = event.path("kind").asText();
        for (RunEvent.Kind kind : RunEvent.Kind.values()) {
            if (kind.label().equals(label)) {
                return kind;
            }
        }
        if (foundBy(event.path("found_by").asText()) != RunEvent.FoundBy.RUN) {
            return RunEvent.Kind.TOLD;
        }
        String text = event.path("text").asText();
        return text.startsWith("nothing was answered")
                ? RunEvent.Kind.SILENCE
                : text.contains("lost their connections")
                        ? RunEvent.Kind.LOST_CONNECTIONS
                        : text.startsWith("the backlog") ? RunEvent.Kind.BACKLOG : RunEvent.Kind.GENERATOR;
    }

    /**
     * How the generator was in an interval.
     *
     * @param otherwise where the line does not say, as those of earlier versions
     */
    static Condition condition(JsonNode line, Condition otherwise) {
        for (Condition condition : Condition.values()) {
            if (condition.label().equals(line.path(CONDITION).asText())) {
                return condition;
            }
        }
        return otherwise;
    }

    /** What the document of a finished run says all came to. */
    static SideResult result(JsonNode run) {
        Map<String, MonitorFigures> figures = new LinkedHashMap<>();
        for (JsonNode monitor : limited(run.path(MONITORS), MONITORS_MAX)) {
            figures.put(
                    JsonFile.text(monitor, "name"),
                    new MonitorFigures(
                            monitor.path("samples").asLong(),
                            monitor.path("gaps").asLong(),
                            value(monitor.path("min")),
                            value(monitor.path("mean")),
                            value(monitor.path("max")),
                            value(monitor.path("last"))));
        }
        return new SideResult(figures, events(run), run.path(LEFT_OUT).asLong());
    }
}
