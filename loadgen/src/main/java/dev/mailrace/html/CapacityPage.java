package dev.mailrace.html;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mailrace.report.Headline;
import dev.mailrace.words.Human;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;

/** A search for a capacity: the answer, the curve with its knee, the steps in their order, and how thresholds were kept. */
final class CapacityPage {
    private static final Map<String, String> UNITS =
            Map.of("rate", "messages/s", "connections", "sessions", "auth", "logins/s");

    private CapacityPage() {}

    /** Writes it and returns what the curve's plot draws. */
    static ObjectNode write(Html html, JsonNode document) {
        html.element("h1", document.path("sentence").asText(), "class", "verdict");
        JsonNode first = document.path("steps").path(0).path("run");
        html.element("p", "First step: " + first.path("plan").asText(), "class", "plan");
        StringJoiner asked = new StringJoiner("; ");
        first.path("verdicts").forEach(verdict -> asked.add(verdict.path("slo").asText()));
        html.element("p", "Thresholds: " + asked);
        html.element(
                "p",
                "Solid line: capacity; dashed line: knee. Keyboard: Tab, arrows, + and −, 0.",
                "class",
                "hint script");
        if (!document.path("steps").isEmpty()) {
            RunPage.plot(html, "curve", "Latency over load");
        }
        compliance(html, document);
        html.element("h2", "Steps, in order");
        steps(html, document);
        int number = 0;
        for (JsonNode step : document.path("steps")) {
            number++;
            RunPage.details(
                    html,
                    "step-" + number + "-",
                    "Step " + number + ", " + load(step.path("load")) + " " + unit(document),
                    step.path("run"));
        }
        return curve(document);
    }

    private static String unit(JsonNode document) {
        String by = document.path("by").asText();
        return UNITS.getOrDefault(by, by);
    }

    private static String load(JsonNode load) {
        double value = load.asDouble();
        return value == Math.rint(value) ? Human.count((long) value) : Human.rate(value);
    }

    private static void steps(Html html, JsonNode document) {
        Tables table = Tables.open(
                html, "steps", "Steps", List.of("step", unit(document), "accepted/s", "p50", "p99", "finding", "why"));
        int number = 0;
        for (JsonNode step : document.path("steps")) {
            JsonNode run = step.path("run");
            table.row(Integer.toString(++number) + (step.path("confirming").asBoolean() ? ", confirming" : ""))
                    .number(load(step.path("load")), step.path("load").asText())
                    .rate(run.path("totals").path("accepted_per_second"));
            RunTables.whole(table, run);
            table.mark(
                            step.path("finding").asText(),
                            step.path("finding").asText().equals("held"))
                    .text(joined(step.path("reasons")))
                    .endRow();
        }
        table.close();
    }

    private static String joined(JsonNode texts) {
        List<String> all = new ArrayList<>();
        texts.forEach(text -> all.add(text.asText()));
        return String.join("; ", all);
    }

    private static void compliance(Html html, JsonNode document) {
        if (document.path("compliance").isEmpty()) {
            return;
        }
        html.element("h2", "Compliance below, at and above the capacity");
        Tables table = Tables.open(
                html,
                "compliance",
                "Compliance",
                List.of("share of the capacity", unit(document), "threshold", "value", "kept"));
        for (JsonNode row : document.path("compliance")) {
            for (JsonNode verdict : row.path("run").path("verdicts")) {
                table.row(Human.share(row.path("share").asDouble()))
                        .number(load(row.path("load")), row.path("load").asText())
                        .text(verdict.path("slo").asText());
                RunTables.verdict(table, verdict, RunTables.isValid(row.path("run")));
                table.endRow();
            }
        }
        table.close();
    }

    /** The last run of each load, by load. */
    private static ObjectNode curve(JsonNode document) {
        TreeMap<Double, JsonNode> byLoad = new TreeMap<>();
        document.path("steps").forEach(step -> byLoad.put(step.path("load").asDouble(), step));
        document.path("compliance")
                .forEach(step -> byLoad.putIfAbsent(step.path("load").asDouble(), step));
        ObjectNode curve = JsonNodeFactory.instance.objectNode();
        curve.put("unit", unit(document));
        curve.set("held", document.path("answer").get("held"));
        curve.set("knee", document.get("knee"));
        ArrayNode loads = curve.putArray("loads");
        ArrayNode p50 = curve.putArray("p50");
        ArrayNode p99 = curve.putArray("p99");
        ArrayNode findings = curve.putArray("findings");
        byLoad.forEach((load, step) -> {
            Headline.Whole whole = Headline.whole(step.path("run"));
            loads.add(load);
            p50.add(whole == null ? null : whole.statistics().get("p50_us"));
            p99.add(whole == null ? null : whole.statistics().get("p99_us"));
            findings.add(step.path("finding").asText());
        });
        return curve;
    }
}
