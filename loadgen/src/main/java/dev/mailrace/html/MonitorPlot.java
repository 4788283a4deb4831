package dev.mailrace.html;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A plot of what monitors gave: those of one name and unit share it.
 *
 * @param name of the figure
 * @param unit of its values; empty where it is not known
 * @param series the monitors' names
 */
record MonitorPlot(String name, String unit, List<String> series) {
    /** Those that a run's document asks for. */
    static List<MonitorPlot> of(JsonNode run) {
        Map<String, List<String>> groups = new LinkedHashMap<>();
        for (JsonNode monitor : run.path("monitors")) {
            String unit = monitor.path("unit").asText("");
            String series = monitor.path("name").asText();
            int dot = series.indexOf('.');
            String base = dot < 0 ? series : series.substring(0, dot);
            groups.computeIfAbsent(unit + " " + base, fresh -> new ArrayList<>())
                    .add(series);
        }
        List<MonitorPlot> plots = new ArrayList<>();
        groups.forEach((group, series) ->
                plots.add(new MonitorPlot("monitor-" + plots.size(), group.substring(0, group.indexOf(' ')), series)));
        return plots;
    }

    String caption() {
        return (series.size() == 1 ? series.get(0) : series.get(0).replaceFirst("\\..*", "")) + " over time";
    }

    /** As the page's script takes them. */
    static ArrayNode data(JsonNode run) {
        ArrayNode all = JsonNodeFactory.instance.arrayNode();
        for (MonitorPlot plot : of(run)) {
            ObjectNode node = all.addObject().put("name", plot.name).put("unit", plot.unit);
            plot.series.forEach(node.putArray("series")::add);
        }
        return all;
    }
}
