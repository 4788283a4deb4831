package dev.mailrace.html;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.mailrace.metrics.RunEvent;
import dev.mailrace.words.Human;
import java.util.List;
import java.util.Map;

/** What was seen beside a run, as tables; nothing where nothing was. */
final class SideTables {
    private static final List<String> FIGURES = List.of("last", "min", "mean", "max");

    private static final Map<String, String> FOUND_BY = Map.of(
            RunEvent.FoundBy.OPTION.label(), "--event",
            RunEvent.FoundBy.FILE.label(), "--events-from",
            RunEvent.FoundBy.RUN.label(), "Mailrace");

    private SideTables() {}

    static void write(Html html, String prefix, JsonNode run) {
        if (!run.path("events").isEmpty()) {
            html.section("Events");
            events(html, prefix, run);
        }
        if (!run.path("monitors").isEmpty()) {
            html.section("Monitors");
            monitors(html, prefix, run);
        }
    }

    private static void events(Html html, String prefix, JsonNode run) {
        Tables table =
                Tables.open(html, prefix + "events", "Events", List.of("mark", "from", "to", "event", "found by"));
        int number = 0;
        for (JsonNode event : run.path("events")) {
            table.row(Integer.toString(++number))
                    .number(seconds(event.path("at_s")), event.path("at_s").asText())
                    .number(
                            seconds(event.path("until_s")),
                            event.path("until_s").asText(""))
                    .said(event.path("text").asText())
                    .text(FOUND_BY.getOrDefault(event.path("found_by").asText(), ""))
                    .endRow();
        }
        table.close();
        long more = run.path("events_left_out").asLong();
        if (more > 0) {
            html.element("p", Human.counted(more, "more event") + " are not shown.");
        }
    }

    private static String seconds(JsonNode seconds) {
        return seconds.isNumber() ? Human.rate(seconds.asDouble()) + " s" : "";
    }

    private static void monitors(Html html, String prefix, JsonNode run) {
        Tables table = Tables.open(
                html,
                prefix + "monitors",
                "Monitors in the measured stage",
                List.of("monitor", "last", "min", "mean", "max", "values", "missing", "source"));
        for (JsonNode monitor : run.path("monitors")) {
            table.row(monitor.path("name").asText());
            for (String figure : FIGURES) {
                JsonNode value = monitor.path(figure);
                table.number(
                        value.isNumber()
                                ? Human.value(
                                        value.asDouble(), monitor.path("unit").asText(""))
                                : "",
                        value.asText(""));
            }
            table.count(monitor.path("samples"))
                    .count(monitor.path("gaps"))
                    .text(monitor.path("source").asText())
                    .endRow();
        }
        table.close();
    }

    /** Times and texts as the page's script takes them. */
    static ArrayNode events(JsonNode run) {
        ArrayNode all = JsonNodeFactory.instance.arrayNode();
        for (JsonNode event : run.path("events")) {
            double at = event.path("at_s").asDouble();
            all.addObject()
                    .put("at", at)
                    .put("until", event.path("until_s").asDouble(at))
                    .put("text", event.path("text").asText())
                    .put("kind", event.path("kind").asText())
                    .put("found", event.path("found_by").asText().equals(RunEvent.FoundBy.RUN.label()));
        }
        return all;
    }
}
