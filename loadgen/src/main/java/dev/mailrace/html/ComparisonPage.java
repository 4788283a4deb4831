package dev.mailrace.html;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mailrace.words.Human;
import java.util.List;
import java.util.Locale;

/** A comparison: the verdict, each judged metric's runs as paired dots with the change's interval, and all numbers. */
final class ComparisonPage {
    private static final int WIDTH = 860;
    private static final int LABEL = 220;
    private static final int DOTS = 320;
    private static final int CHANGE = LABEL + DOTS + 40;
    private static final int PAIR = 14;
    private static final String RATIO = "ratio";

    private ComparisonPage() {}

    static void write(Html html, JsonNode document) {
        String verdict = document.path("verdict").asText();
        boolean worse = verdict.equals("regressed") || verdict.equals("suspect");
        html.element("h1", document.path("sentence").asText(), "class", worse ? "verdict bad" : "verdict");
        side(html, "Base", document.path("base"));
        side(html, "New", document.path("new"));
        document.path("notes").forEach(note -> html.element("p", note.asText(), "class", "plan"));
        for (JsonNode row : document.path("rows")) {
            if (!row.path("verdict").isNull()) {
                dots(html, row);
            }
        }
        html.element("h2", "All metrics");
        table(html, document);
        lists(html, document);
    }

    private static void side(Html html, String name, JsonNode runs) {
        StringBuilder names = new StringBuilder(name + ", " + runs.size() + " of them: ");
        for (int i = 0; i < runs.size(); i++) {
            names.append(i == 0 ? "" : ", ").append(runs.get(i).asText());
        }
        html.element("p", names.toString(), "class", "plan");
    }

    /** Left, a row a pair: both values and what lies between them. Right, the change with its interval. */
    private static void dots(Html html, JsonNode row) {
        int pairs =
                Math.max(row.path("base_values").size(), row.path("new_values").size());
        double lowest = Double.POSITIVE_INFINITY;
        double highest = Double.NEGATIVE_INFINITY;
        for (String side : List.of("base_values", "new_values")) {
            for (JsonNode value : row.path(side)) {
                lowest = Math.min(lowest, value.asDouble());
                highest = Math.max(highest, value.asDouble());
            }
        }
        if (pairs == 0 || lowest > highest) {
            return;
        }
        String unit = row.path("unit").asText();
        double width = Math.max(1e-12, highest - lowest);
        int height = Math.max(60, (pairs + 2) * PAIR);
        html.open("figure", "class", "pairs")
                .element(
                        "figcaption",
                        row.path("metric").asText() + ": " + row.path("verdict").asText());
        Svg svg = Svg.open(html, row.path("metric").asText(), WIDTH, height + 20);
        svg.text("base", 0, 14, "label")
                .dot(40, 10, "side-base", "base")
                .text("new", 60, 14, "label")
                .dot(92, 10, "side-new", "new")
                .text("median " + value(row.path("base_median"), unit), 0, 34, "value")
                .text("→ " + value(row.path("new_median"), unit), 0, 50, "value");
        for (int i = 0; i < pairs; i++) {
            double y = (i + 1) * PAIR;
            JsonNode base = row.path("base_values").path(i);
            JsonNode fresh = row.path("new_values").path(i);
            double baseX = LABEL + (base.asDouble() - lowest) / width * DOTS;
            double freshX = LABEL + (fresh.asDouble() - lowest) / width * DOTS;
            if (base.isNumber() && fresh.isNumber()) {
                svg.line(baseX, y, freshX, y, "pair");
            }
            if (base.isNumber()) {
                svg.dot(baseX, y, "side-base", "base " + (i + 1) + ": " + value(base, unit));
            }
            if (fresh.isNumber()) {
                svg.dot(freshX, y, "side-new", "new " + (i + 1) + ": " + value(fresh, unit));
            }
        }
        svg.line(LABEL, height, LABEL + (double) DOTS, height, "axis")
                .text(number(lowest, unit), LABEL, height + 14, "tick")
                .text(number(highest, unit), LABEL + DOTS - 40.0, height + 14, "tick");
        change(svg, row, height);
        svg.close();
        html.close("figure");
        html.element("p", row.path("reason").asText(), "class", "plan");
    }

    /** The estimate and its interval, over the band of changes that do not matter. */
    private static void change(Svg svg, JsonNode row, int height) {
        if (!row.path("estimate").isNumber()) {
            return;
        }
        String scaled = row.path("scale").asText();
        double still = scaled.equals(RATIO) ? 1 : 0;
        double estimate = row.path("estimate").asDouble();
        boolean bounded = row.path("low").isNumber() && row.path("high").isNumber();
        double low = bounded ? row.path("low").asDouble() : estimate;
        double high = bounded ? row.path("high").asDouble() : estimate;
        double effect = row.path("min_effect").asDouble();
        double reach = 1.15
                * Math.max(
                        effect,
                        Math.max(Math.abs(low - still), Math.max(Math.abs(high - still), Math.abs(estimate - still))));
        double middle = CHANGE + (WIDTH - CHANGE) / 2.0;
        double scale = (WIDTH - CHANGE) / 2.0 / Math.max(1e-12, reach);
        double y = height / 2.0;
        svg.box(middle - effect * scale, 12, 2 * effect * scale, height - 16.0, "band", "below the minimum effect")
                .line(middle, 12, middle, height - 4.0, "axis")
                .line(middle + (low - still) * scale, y, middle + (high - still) * scale, y, "interval")
                .dot(middle + (estimate - still) * scale, y, "side-new", "change: " + change(estimate, scaled))
                .text(
                        change(estimate, scaled)
                                + (bounded
                                        ? " [" + change(low, scaled) + ", " + change(high, scaled) + "]"
                                        : ", interval unknown"),
                        CHANGE,
                        height + 14.0,
                        "tick");
    }

    private static String change(double value, String scaled) {
        return switch (scaled) {
            case RATIO -> String.format(Locale.ROOT, "×%.3f", value);
            case "difference" -> String.format(Locale.ROOT, "%+.2f pt", 100 * value); // Of shares.
            default -> String.format(Locale.ROOT, "%+,.0f", value);
        };
    }

    private static String value(JsonNode value, String unit) {
        return value.isNumber() ? number(value.asDouble(), unit) : "none";
    }

    private static String number(double value, String unit) {
        return switch (unit) {
            case "us" -> Human.micros(value);
            case "share" -> Human.share(value);
            case "/s" -> Human.rate(value) + "/s";
            default -> Human.rate(value) + " " + unit;
        };
    }

    private static void table(Html html, JsonNode document) {
        Tables table = Tables.open(
                html,
                "metrics",
                "Metrics",
                List.of("metric", "n", "base", "new", "change", "low", "high", "verdict", "why"));
        for (JsonNode row : document.path("rows")) {
            String unit = row.path("unit").asText();
            String scaled = row.path("scale").asText();
            String verdict = row.path("verdict").asText("");
            table.row(row.path("metric").asText())
                    .text(row.path("n_base").asText() + "/" + row.path("n_new").asText())
                    .number(
                            value(row.path("base_median"), unit),
                            row.path("base_median").asText())
                    .number(
                            value(row.path("new_median"), unit),
                            row.path("new_median").asText());
            for (String bound : List.of("estimate", "low", "high")) {
                JsonNode value = row.path(bound);
                table.number(value.isNumber() ? change(value.asDouble(), scaled) : "", value.asText(""));
            }
            String shown = row.path("verdict").isNull() ? "" : verdict;
            table.mark(shown, !shown.equals("regressed") && !shown.equals("suspect"))
                    .text(row.path("reason").asText())
                    .endRow();
        }
        table.close();
    }

    private static void lists(Html html, JsonNode document) {
        if (!document.path("new_outcomes").isEmpty()) {
            Tables table =
                    Tables.open(html, "new-outcomes", "Outcomes in new runs only", List.of("outcome", "first reply"));
            document.path("new_outcomes")
                    .forEach(outcome -> table.row(outcome.path("outcome").asText())
                            .said(outcome.path("sample").asText())
                            .endRow());
            table.close();
        }
        if (!document.path("unlike").isEmpty()) {
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
