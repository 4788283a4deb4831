package dev.mailrace.html;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mailrace.analysis.Quantity;
import dev.mailrace.analysis.Slo;
import dev.mailrace.report.CapacityConclusion;
import dev.mailrace.report.Headline;
import dev.mailrace.words.Human;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/** What the plots of a search show over its loads: latency with the thresholds, and what was accepted of what was asked. */
final class CapacityCurve {
    /** The percentiles of the whole that the curve has anyway. */
    private static final Set<String> DRAWN = Set.of("p50", "p99");

    private final JsonNode document;

    /** The last run of each load, by load: those of the data sheet too. */
    private final List<JsonNode> byLoad;

    CapacityCurve(JsonNode document) {
        this.document = document;
        TreeMap<Double, JsonNode> all = new TreeMap<>();
        document.path("compliance").forEach(step -> all.put(step.path("load").asDouble(), step));
        document.path("steps").forEach(step -> all.put(step.path("load").asDouble(), step));
        byLoad = List.copyOf(all.values());
    }

    boolean isEmpty() {
        return byLoad.isEmpty();
    }

    /** Whether what was asked for and what was accepted are of one kind. */
    boolean isOfRates() {
        return !document.path("by").asText().equals("connections");
    }

    /** What the plots' script draws. */
    ObjectNode data() {
        ObjectNode curve = JsonNodeFactory.instance.objectNode();
        curve.put("unit", CapacityConclusion.unit(document));
        curve.put("rates", isOfRates());
        curve.set("held", document.path("answer").get("held"));
        curve.set("knee", document.get("knee"));
        if (CapacityConclusion.levelsOff(document, byLoad)) {
            curve.put("plateau", CapacityConclusion.mostAccepted(byLoad));
        }
        ArrayNode loads = curve.putArray("loads");
        ArrayNode p50 = curve.putArray("p50");
        ArrayNode p99 = curve.putArray("p99");
        ArrayNode accepted = curve.putArray("accepted");
        ArrayNode findings = curve.putArray("findings");
        for (JsonNode step : byLoad) {
            Headline.Whole whole = Headline.whole(step.path("run"));
            loads.add(step.path("load"));
            p50.add(whole == null ? null : whole.statistics().get("p50_us"));
            p99.add(whole == null ? null : whole.statistics().get("p99_us"));
            accepted.add(step.path("run").path("totals").get("accepted_per_second"));
            findings.add(step.path("finding").asText());
        }
        curve.set("thresholds", thresholds());
        return curve;
    }

    /** Those on times: each a line at its limit, and the values that were held against it, where they are not drawn anyway. */
    private ArrayNode thresholds() {
        ArrayNode thresholds = JsonNodeFactory.instance.arrayNode();
        JsonNode first =
                byLoad.isEmpty() ? document.path("none") : byLoad.get(0).path("run");
        int number = 0;
        for (JsonNode verdict : first.path("verdicts")) {
            int which = number++;
            String text = verdict.path("slo").asText();
            if (!verdict.path("unit").asText().equals(Slo.Unit.MICROS.label())) {
                continue;
            }
            Slo slo = slo(text, first);
            ObjectNode node = thresholds.addObject().put("slo", text).put("limit", slo.limit());
            if (!isDrawn(slo, first)) {
                ArrayNode values = node.putArray("values");
                byLoad.forEach(step ->
                        values.add(step.path("run").path("verdicts").path(which).get("value")));
            }
        }
        return thresholds;
    }

    private static Slo slo(String text, JsonNode run) {
        List<String> monitors = new ArrayList<>();
        run.path("monitors")
                .forEach(monitor -> monitors.add(monitor.path("name").asText()));
        return Slo.parse(text, monitors);
    }

    private static boolean isDrawn(Slo slo, JsonNode run) {
        Headline.Whole whole = Headline.whole(run);
        return whole != null
                && slo.quantity() instanceof Quantity.Time time
                && DRAWN.contains(time.statistic().name())
                && time.phase() == whole.phase()
                && (time.timing() == null || time.timing() == whole.timing());
    }

    /** What a reader who cannot see the curve hears. */
    String latencyWords() {
        List<String> words = new ArrayList<>();
        for (JsonNode step : byLoad) {
            Headline.Whole whole = Headline.whole(step.path("run"));
            if (whole != null) {
                words.add(Human.micros(whole.statistics().path("p99_us")) + " at "
                        + CapacityConclusion.load(step.path("load"))
                        + (step.path("finding").asText().equals("held") ? "" : " (did not hold)"));
            }
        }
        return "Latency over load, p99 by " + CapacityConclusion.unit(document) + ": " + String.join(", ", words) + ".";
    }

    /** The same of what was accepted. */
    String throughputWords() {
        List<String> words = new ArrayList<>();
        byLoad.forEach(step -> words.add(Human.rate(step.path("run")
                        .path("totals")
                        .path("accepted_per_second")
                        .asDouble())
                + " at " + CapacityConclusion.load(step.path("load"))));
        String plateau = plateauWords();
        return "Accepted a second over load in " + CapacityConclusion.unit(document) + ": " + String.join(", ", words)
                + (plateau.isEmpty() ? "." : ": " + plateau + ".");
    }

    /** As {@code accepted levels off at 200/s}; empty where loads are no rates. */
    String plateauWords() {
        return CapacityConclusion.plateau(document, byLoad);
    }
}
