package dev.mailrace.html;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mailrace.report.CapacityConclusion;
import dev.mailrace.report.Conclusion.Tone;
import dev.mailrace.words.Human;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;

/** A search for a capacity: the answer, the curves, the steps in their order, and how thresholds were kept. */
final class CapacityPage {
    private CapacityPage() {}

    /** Writes it and returns what its plots draw. */
    static ObjectNode write(Html html, JsonNode document) {
        SeriesHead.write(html, CapacityConclusion.of(document));
        CapacityCurve curve = new CapacityCurve(document);
        JsonNode first = document.path("steps").path(0).path("run");
        StringJoiner asked = new StringJoiner("; ");
        first.path("verdicts").forEach(verdict -> asked.add(verdict.path("slo").asText()));
        html.element("p", "Thresholds: " + (asked.length() == 0 ? "none" : asked), "class", "plan");
        Html body = new Html();
        if (!curve.isEmpty()) {
            body.section("Latency and throughput over load");
            plot(body, "curve", "Latency over load", curve.latencyWords());
            String plateau = curve.plateauWords();
            plot(
                    body,
                    "plateau",
                    "Accepted over " + (curve.isOfRates() ? "what was asked for" : "sessions")
                            + (plateau.isEmpty() ? "" : ": " + plateau),
                    curve.throughputWords());
            body.element(
                    "p",
                    "Solid upright line: the capacity; dashed upright line: the knee. Level dashed lines: thresholds. "
                            + "Keyboard: Tab, arrows, + and −, 0.",
                    "class",
                    "hint script");
        }
        body.section("Steps, in order");
        steps(body, document);
        compliance(body, document);
        body.element("p", "First step: " + first.path("plan").asText(), "class", "plan");
        body.section("Runs");
        Html runs = new Html();
        runs(runs, document);
        html.contents(body).raw(body.toString()).raw(runs.toString());
        return curve.data();
    }

    /** A place that a script fills, and what a reader who cannot see it hears. */
    private static void plot(Html html, String name, String caption, String words) {
        html.open("figure", "class", "plot script", "data-plot", name, "tabindex", "0", "aria-label", words)
                .element("figcaption", caption)
                .close("figure");
    }

    private static void steps(Html html, JsonNode document) {
        Tables table = Tables.cards(
                html,
                "steps",
                "Steps of the search, then those of the compliance table",
                List.of("step", CapacityConclusion.unit(document), "accepted/s", "p50", "p99", "finding", "why"));
        int number = 0;
        for (JsonNode step : document.path("steps")) {
            step(table, ++number + (step.path("confirming").asBoolean() ? ", confirming" : ""), step);
        }
        for (JsonNode row : ownRuns(document)) {
            step(table, Human.share(row.path("share").asDouble()) + " of the capacity", row);
        }
        table.close();
    }

    /** Of the compliance table: at the capacity itself it shows the run that confirmed it, which is a step of the search. */
    private static List<JsonNode> ownRuns(JsonNode document) {
        List<JsonNode> own = new ArrayList<>();
        for (JsonNode row : document.path("compliance")) {
            if (row.path("share").asDouble() != 1) {
                own.add(row);
            }
        }
        return own;
    }

    private static void step(Tables table, String heading, JsonNode step) {
        JsonNode run = step.path("run");
        table.row(heading)
                .number(
                        CapacityConclusion.load(step.path("load")),
                        step.path("load").asText())
                .rate(run.path("totals").path("accepted_per_second"));
        RunTables.whole(table, run);
        String finding = step.path("finding").asText();
        table.toned(finding, tone(finding)).text(joined(step.path("reasons"))).endRow();
    }

    private static Tone tone(String finding) {
        return switch (finding) {
            case "held" -> Tone.GOOD;
            case "generator" -> Tone.DOUBT;
            default -> Tone.BAD;
        };
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
        html.section("Compliance below, at and above the capacity");
        Tables table = Tables.cards(
                html,
                "compliance",
                "Thresholds at shares of the capacity",
                List.of("share of the capacity", CapacityConclusion.unit(document), "threshold", "value", "kept"));
        for (JsonNode row : document.path("compliance")) {
            for (JsonNode verdict : row.path("run").path("verdicts")) {
                table.row(Human.share(row.path("share").asDouble()))
                        .number(
                                CapacityConclusion.load(row.path("load")),
                                row.path("load").asText())
                        .text(verdict.path("slo").asText());
                RunTables.verdict(table, verdict, RunTables.isValid(row.path("run")));
                table.endRow();
            }
        }
        table.close();
    }

    private static void runs(Html html, JsonNode document) {
        String unit = CapacityConclusion.unit(document);
        int number = 0;
        for (JsonNode step : document.path("steps")) {
            number++;
            RunPage.details(
                    html,
                    "step-" + number + "-",
                    "Step " + number + ", " + CapacityConclusion.load(step.path("load")) + " " + unit,
                    step.path("run"));
        }
        for (JsonNode row : ownRuns(document)) {
            number++;
            RunPage.details(
                    html,
                    "step-" + number + "-",
                    Human.share(row.path("share").asDouble()) + " of the capacity, "
                            + CapacityConclusion.load(row.path("load")) + " " + unit,
                    row.path("run"));
        }
    }
}
