package dev.mailrace.html;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mailrace.report.ComparisonCells;
import dev.mailrace.report.ComparisonConclusion;
import dev.mailrace.words.Human;
import java.util.List;

/** A judged metric drawn: each pair of runs as two dots, and the change with its interval over what does not matter. */
final class ComparedMetric {
    private static final int WIDTH = 360;
    private static final int MARGIN = 8;
    private static final int PAIR = 14;
    private static final int AXIS = 18;
    private static final String RATIO = "ratio";

    private final JsonNode row;
    private final String unit;
    private final int height;

    private ComparedMetric(JsonNode row) {
        this.row = row;
        unit = row.path("unit").asText();
        int pairs =
                Math.max(row.path("base_values").size(), row.path("new_values").size());
        height = Math.max(3, pairs + 1) * PAIR;
    }

    /** Writes it; nothing where neither side has a value. */
    static void write(Html html, JsonNode row) {
        if (row.path("base_values").isEmpty() && row.path("new_values").isEmpty()) {
            return;
        }
        new ComparedMetric(row).write(html);
    }

    /** What the dots and the lines of all metrics mean. */
    static void legend(Html html) {
        html.open("ul", "class", "legend");
        Svg.dotted(html, "side-base", "base: a dot a run");
        Svg.dotted(html, "side-new", "new, and the change with its 90 % interval");
        Svg.swatch(html, "band", "changes below the minimum effect");
        html.close("ul");
    }

    private void write(Html html) {
        String metric = row.path("metric").asText();
        String verdict = row.path("verdict").asText();
        html.open("figure", "class", "pairs", "aria-label", words())
                .open("figcaption")
                .text(metric + ": ")
                .element(
                        "span",
                        verdict,
                        "class",
                        ComparisonConclusion.tone(verdict).label())
                .close("figcaption");
        html.element("p", numbers(), "class", "numbers");
        html.open("div", "class", "panels");
        runs(html);
        if (row.path("estimate").isNumber()) {
            change(html);
        }
        html.close("div");
        html.element("p", row.path("reason").asText(), "class", "plan");
        html.close("figure");
    }

    private String numbers() {
        String interval = ComparisonCells.interval(row);
        String change = ComparisonCells.estimate(row);
        return value(row.path("base_median"), unit) + " → " + value(row.path("new_median"), unit)
                + (change.isEmpty() ? "" : ": " + change)
                + (change.isEmpty() ? "" : interval.isEmpty() ? ", interval unknown" : " " + interval);
    }

    /** What a reader who cannot see it hears. */
    private String words() {
        return row.path("metric").asText() + ", medians of base and new: " + numbers() + ". Verdict: "
                + row.path("verdict").asText() + ".";
    }

    /** A row a pair: both values, and what lies between them. */
    private void runs(Html html) {
        double lowest = Double.POSITIVE_INFINITY;
        double highest = Double.NEGATIVE_INFINITY;
        for (String side : List.of("base_values", "new_values")) {
            for (JsonNode value : row.path(side)) {
                lowest = Math.min(lowest, value.asDouble());
                highest = Math.max(highest, value.asDouble());
            }
        }
        double scale = (WIDTH - 2 * MARGIN) / Math.max(1e-12, highest - lowest);
        Svg svg = Svg.panel(html, "The runs of both sides", WIDTH, height + AXIS);
        for (int i = 0;
                i
                        < Math.max(
                                row.path("base_values").size(),
                                row.path("new_values").size());
                i++) {
            double y = (i + 1) * (double) PAIR - 4;
            JsonNode base = row.path("base_values").path(i);
            JsonNode fresh = row.path("new_values").path(i);
            double baseX = MARGIN + (base.asDouble() - lowest) * scale;
            double freshX = MARGIN + (fresh.asDouble() - lowest) * scale;
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
        svg.line(0, height, WIDTH, height, "axis")
                .text(number(lowest, unit), 0, height + 14.0, "tick")
                .text(number(highest, unit), WIDTH, height + 14.0, "tick end")
                .close();
    }

    /** The estimate and its interval, over the band of changes that do not matter. */
    private void change(Html html) {
        double still = row.path("scale").asText().equals(RATIO) ? 1 : 0;
        double estimate = row.path("estimate").asDouble() - still;
        boolean bounded = row.path("low").isNumber() && row.path("high").isNumber();
        double low = bounded ? row.path("low").asDouble() - still : estimate;
        double high = bounded ? row.path("high").asDouble() - still : estimate;
        double effect = row.path("min_effect").asDouble();
        double reach = 1.15 * Math.max(Math.max(effect, Math.abs(estimate)), Math.max(Math.abs(low), Math.abs(high)));
        double middle = WIDTH / 2.0;
        double scale = middle / Math.max(1e-12, reach);
        double y = height / 2.0;
        Svg svg = Svg.panel(html, "The change and its interval", WIDTH, height + AXIS);
        svg.box(middle - effect * scale, 0, 2 * effect * scale, height, "band", "below the minimum effect")
                .line(middle, 0, middle, height, "axis")
                .line(0, height, WIDTH, height, "axis")
                .line(middle + low * scale, y, middle + high * scale, y, "interval")
                .dot(middle + estimate * scale, y, "side-new", "change: " + ComparisonCells.estimate(row))
                .text("no change", middle, height + 14.0, "tick middle")
                .text(edge(-reach), 0, height + 14.0, "tick")
                .text(edge(reach), WIDTH, height + 14.0, "tick end")
                .close();
    }

    private String edge(double reach) {
        String sign = reach < 0 ? "−" : "+";
        return switch (row.path("scale").asText()) {
            case RATIO -> sign + Human.share(Math.abs(reach));
            case "difference" -> sign + Human.rate(100 * Math.abs(reach)) + " pt";
            default -> sign + Human.rate(Math.abs(reach));
        };
    }

    static String value(JsonNode value, String unit) {
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
}
