package dev.mailrace.html;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mailrace.analysis.Comparison;
import dev.mailrace.analysis.Metric;
import dev.mailrace.analysis.Verdict;
import dev.mailrace.report.ComparisonDocument;
import dev.mailrace.words.Human;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What is different in a run from another one, on its page. */
public final class DifferenceTable {
    private static final String DIFFERENCES = "differences";

    private DifferenceTable() {}

    /** Puts comparisons where {@link #write} looks for them: in the document that a page is made of. */
    public static void put(ObjectNode document, List<Comparison> comparisons) {
        ArrayNode all = document.putArray(DIFFERENCES);
        comparisons.forEach(comparison -> all.add(ComparisonDocument.of(comparison)));
    }

    /** Nothing where the run was compared with none. */
    static void write(Html html, JsonNode document) {
        int number = 0;
        for (JsonNode comparison : document.path(DIFFERENCES)) {
            if (number == 0) {
                html.section("Differences");
            }
            number++;
            String base = names(comparison.path("base"));
            String fresh = names(comparison.path("new"));
            html.element("p", comparison.path("sentence").asText(), "class", "summary");
            for (JsonNode unlike : comparison.path("unlike")) {
                html.element(
                        "p",
                        "Not alike: " + unlike.path("key").asText() + ": "
                                + unlike.path("value").asText() + " in "
                                + unlike.path("run").asText() + ", "
                                + unlike.path("other_value").asText() + " in "
                                + unlike.path("other").asText(),
                        "class",
                        "bad");
            }
            comparison.path("notes").forEach(note -> html.element("p", "Note: " + note.asText(), "class", "plan"));
            String id = DIFFERENCES + (number == 1 ? "" : "-" + number);
            tables(html, id, "From " + base + " to " + fresh, comparison.path("rows"));
            for (JsonNode outcome : comparison.path("new_outcomes")) {
                html.element(
                        "p",
                        "Only in " + fresh + ": " + outcome.path("outcome").asText() + " "
                                + outcome.path("sample").asText(),
                        "class",
                        "plan");
            }
        }
    }

    private static String names(JsonNode side) {
        return side.size() == 1
                ? side.path(0).asText()
                : side.size() + " runs (" + side.path(0).asText() + " …)";
    }

    /** What a run is about first, and the rest folded away: a page begins with what matters. */
    private static void tables(Html html, String id, String caption, JsonNode rows) {
        List<JsonNode> first = new ArrayList<>();
        List<JsonNode> rest = new ArrayList<>();
        Set<String> judged = new HashSet<>();
        for (JsonNode row : rows) {
            if (row.path("verdict").isTextual()) {
                judged.add(times(row));
            }
        }
        for (JsonNode row : rows) {
            boolean matters =
                    judged.contains(times(row)) || row.path("metric").asText().equals(Metric.ACCEPTED);
            (matters ? first : rest).add(row);
        }
        table(html, id, caption, first);
        if (!rest.isEmpty()) {
            html.open("details").element("summary", "Other phases");
            table(html, id + "-more", caption + ": other phases", rest);
            html.close("details");
        }
    }

    /** As {@code (transaction, response)}: of which times it is; empty where of none. */
    private static String times(JsonNode row) {
        String metric = row.path("metric").asText();
        return metric.substring(Math.max(0, metric.indexOf('(')));
    }

    private static void table(Html html, String id, String caption, List<JsonNode> rows) {
        boolean bounded = rows.stream().anyMatch(row -> row.path("low").isNumber());
        List<String> columns = new ArrayList<>(List.of("metric", "before", "after", "change"));
        if (bounded) {
            columns.add("90 % interval");
        }
        columns.add("verdict");
        Tables table = Tables.open(html, id, caption, columns);
        for (JsonNode row : rows) {
            String unit = row.path("unit").asText();
            table.row(row.path("metric").asText());
            value(table, row.path("base_median"), unit);
            value(table, row.path("new_median"), unit);
            String scale = row.path("scale").asText();
            table.number(
                    change(row.path("estimate"), scale), row.path("estimate").asText(""));
            if (bounded) {
                table.number(interval(row, scale), "");
            }
            verdict(table, row.path("verdict").asText(""));
            table.endRow();
        }
        table.close();
    }

    private static String interval(JsonNode row, String scale) {
        return row.path("low").isNumber() && row.path("high").isNumber()
                ? change(row.path("low"), scale) + " … " + change(row.path("high"), scale)
                : "";
    }

    private static void verdict(Tables table, String verdict) {
        if (verdict.equals(Verdict.REGRESSED.label()) || verdict.equals(Verdict.IMPROVED.label())) {
            table.mark(verdict, verdict.equals(Verdict.IMPROVED.label()));
        } else {
            table.text(verdict.equals("null") ? "" : verdict);
        }
    }

    private static void value(Tables table, JsonNode value, String unit) {
        if (!value.isNumber()) {
            table.number("", "");
            return;
        }
        table.number(
                switch (unit) {
                    case Metric.MICROSECONDS -> Human.micros(value);
                    case Metric.PER_SECOND -> Human.rate(value.asDouble());
                    case Metric.SHARE -> Human.share(value.asDouble());
                    default -> Human.rate(value.asDouble()) + " " + unit;
                },
                value.asText());
    }

    /** In percent of what was before; of shares, in points. */
    private static String change(JsonNode change, String scale) {
        if (!change.isNumber()) {
            return "";
        }
        boolean ratio = scale.equals(Metric.Scale.RATIO.name().toLowerCase(Locale.ROOT));
        double percent = 100 * (ratio ? change.asDouble() - 1 : change.asDouble());
        return String.format(Locale.ROOT, "%+.1f %s", percent == 0 ? 0.0 : percent, ratio ? "%" : "points")
                .replace('-', '−');
    }
}
