package dev.mailrace.html;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mailrace.report.ComparisonCells;
import dev.mailrace.report.ComparisonConclusion;
import dev.mailrace.report.Conclusion;
import java.util.ArrayList;
import java.util.List;

/** A comparison: the verdict, the judged metrics drawn, and all numbers. */
final class ComparisonPage {
    private ComparisonPage() {}

    /** Writes it and returns its title. */
    static String write(Html html, JsonNode document) {
        Conclusion conclusion = ComparisonConclusion.of(document);
        SeriesHead.write(html, conclusion);
        Html body = new Html();
        List<JsonNode> judged = new ArrayList<>();
        List<JsonNode> others = new ArrayList<>();
        document.path("rows").forEach(row -> (row.path("verdict").isNull() ? others : judged).add(row));
        body.section("Judged metrics");
        table(body, "metrics", "Judged metrics: medians of runs", judged);
        ComparedMetric.legend(body);
        judged.forEach(row -> ComparedMetric.write(body, row));
        if (!others.isEmpty()) {
            body.section("Other metrics");
            table(body, "others", "Other metrics: medians of runs, not judged", others);
        }
        body.section("Runs");
        side(body, "Base", document.path("base"));
        side(body, "New", document.path("new"));
        document.path("notes").forEach(note -> body.element("p", Conclusion.capital(note.asText()), "class", "plan"));
        lists(body, document);
        html.contents(body).raw(body.toString());
        return conclusion.heading();
    }

    private static void side(Html html, String name, JsonNode runs) {
        StringBuilder names = new StringBuilder(name + ", " + runs.size() + " of them: ");
        for (int i = 0; i < runs.size(); i++) {
            names.append(i == 0 ? "" : ", ").append(runs.get(i).asText());
        }
        html.element("p", names.toString(), "class", "plan");
    }

    private static void table(Html html, String id, String caption, List<JsonNode> rows) {
        Tables table = Tables.cards(
                html,
                id,
                caption,
                List.of("metric", "change", "90 % interval", "verdict", "base", "new", "runs", "why"));
        for (JsonNode row : rows) {
            String unit = row.path("unit").asText();
            String verdict =
                    row.path("verdict").isNull() ? "" : row.path("verdict").asText("");
            String interval = ComparisonCells.interval(row);
            String change = ComparisonCells.estimate(row);
            table.row(row.path("metric").asText())
                    .number(change, row.path("estimate").asText(""))
                    .number(
                            change.isEmpty() || !interval.isEmpty() ? interval : "unknown",
                            row.path("low").asText(""))
                    .toned(verdict, ComparisonConclusion.tone(verdict))
                    .number(
                            ComparedMetric.value(row.path("base_median"), unit),
                            row.path("base_median").asText())
                    .number(
                            ComparedMetric.value(row.path("new_median"), unit),
                            row.path("new_median").asText())
                    .number(
                            row.path("n_base").asText() + "/"
                                    + row.path("n_new").asText(),
                            row.path("n_base").asText())
                    .text(row.path("reason").asText())
                    .endRow();
        }
        table.close();
    }

    private static void lists(Html html, JsonNode document) {
        if (!document.path("new_outcomes").isEmpty()) {
            html.section("Outcomes in new runs only");
            Tables table =
                    Tables.open(html, "new-outcomes", "Outcomes in new runs only", List.of("outcome", "first reply"));
            document.path("new_outcomes")
                    .forEach(outcome -> table.row(outcome.path("outcome").asText())
                            .said(outcome.path("sample").asText())
                            .endRow());
            table.close();
        }
        if (!document.path("unlike").isEmpty()) {
            html.section("Differences between the runs");
            Tables table = Tables.open(
                    html,
                    "unlike",
                    "Differences between the runs",
                    List.of("key", "run", "value", "other", "its value"));
            document.path("unlike")
                    .forEach(difference -> table.row(difference.path("key").asText())
                            .text(difference.path("run").asText())
                            .text(difference.path("value").asText())
                            .text(difference.path("other").asText())
                            .text(difference.path("other_value").asText())
                            .endRow());
            table.close();
        }
    }
}
