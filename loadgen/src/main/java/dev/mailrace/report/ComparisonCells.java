package dev.mailrace.report;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mailrace.analysis.Compared;
import dev.mailrace.analysis.Comparison;
import dev.mailrace.analysis.Metric;
import dev.mailrace.analysis.Shift;
import dev.mailrace.analysis.Verdict;
import dev.mailrace.words.Human;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What stands in the cells of a comparison's tables, on screens and in Markdown. */
public final class ComparisonCells {
    /** From nothing to something is any number of per cent. */
    private static final int PERCENT_MAX = 10_000;

    private static final String NO_INTERVAL = " [unknown]";
    private static final String EXACT = "exact";

    private ComparisonCells() {}

    /** How many values each side has, as {@code 7/7}. */
    static String sizes(Compared row) {
        return row.base().size() + "/" + row.fresh().size();
    }

    /** A value in the metric's unit; empty for none. */
    static String value(Metric metric, double value) {
        if (Double.isNaN(value)) {
            return "";
        }
        if (metric.scale() == Metric.Scale.EXACT) {
            return String.format(Locale.ROOT, "%,.0f %s", value, metric.unit());
        }
        return switch (metric.unit()) {
            case Metric.MICROSECONDS -> Human.duration(Math.round(value * 1e3));
            case Metric.PER_SECOND -> Human.rate(value);
            case Metric.SHARE -> Human.share(value);
            default -> digits(value) + " " + metric.unit();
        };
    }

    /** Of a benchmark, whose unit may be far too large for it. */
    private static String digits(double value) {
        return value > 0 && value < 1 ? String.format(Locale.ROOT, "%.3g", value) : Human.rate(value);
    }

    /**
     * As {@code +21.3 % [+12.1, +30.2]}, or {@code +0.12 pt [+0.05, +0.20]}, with the ends of the 90 % interval; empty where
     * nothing can be said.
     */
    static String change(Compared row) {
        Shift change = row.change();
        if (change == null) {
            return "";
        }
        if (row.metric().scale() == Metric.Scale.EXACT) {
            return exact(row.freshMedian() - row.baseMedian());
        }
        boolean ratio = row.metric().scale() == Metric.Scale.RATIO;
        return shown(change.estimate(), ratio)
                + (change.bounded()
                        ? " [" + digits(change.low(), ratio) + ", " + digits(change.high(), ratio) + "]"
                        : NO_INTERVAL);
    }

    /** The same of a row of a comparison's document. */
    static String change(JsonNode row) {
        String interval = interval(row);
        String estimate = estimate(row);
        return estimate.isEmpty() || row.path("scale").asText().equals(EXACT)
                ? estimate
                : estimate + (interval.isEmpty() ? NO_INTERVAL : " " + interval);
    }

    /** The change of a row of a comparison's document, as {@code +21.3 %}; empty where nothing can be said. */
    public static String estimate(JsonNode row) {
        JsonNode estimate = row.path("estimate");
        if (row.path("scale").asText().equals(EXACT)) {
            return estimate.isNumber()
                    ? exact(row.path("new_median").asDouble()
                            - row.path("base_median").asDouble())
                    : "";
        }
        return estimate.isNumber() ? shown(estimate.asDouble(), isRatio(row)) : "";
    }

    /** Its 90 % interval, as {@code [+12.1, +30.2]}; empty where it is not known. */
    public static String interval(JsonNode row) {
        JsonNode low = row.path("low");
        JsonNode high = row.path("high");
        return low.isNumber() && high.isNumber() && !row.path("scale").asText().equals(EXACT)
                ? "[" + digits(low.asDouble(), isRatio(row)) + ", " + digits(high.asDouble(), isRatio(row)) + "]"
                : "";
    }

    private static boolean isRatio(JsonNode row) {
        return row.path("scale").asText().equals("ratio");
    }

    private static String exact(double difference) {
        return String.format(Locale.ROOT, "%+,.0f", Math.rint(difference)).replace('-', '−');
    }

    private static String shown(double change, boolean ratio) {
        return digits(change, ratio) + (ratio ? " %" : " pt");
    }

    /** A ratio as what it is above or below 1, in per cent; a difference of shares in points. */
    private static String digits(double change, boolean ratio) {
        double above = 100 * (ratio ? change - 1 : change);
        if (Double.isInfinite(above) || Math.abs(above) > PERCENT_MAX) {
            return above < 0 ? "−∞" : Double.isInfinite(above) ? "∞" : ">" + PERCENT_MAX;
        }
        double size = Math.abs(above);
        String digits =
                String.format(Locale.ROOT, !ratio || size < 9.995 ? "%.2f" : size < 99.95 ? "%.1f" : "%,.0f", size);
        boolean zero = digits.equals("0.00");
        return (zero ? "" : above < 0 ? "−" : "+") + digits;
    }

    static String verdict(@Nullable Verdict verdict) {
        return verdict == null ? "" : verdict.label();
    }

    /** As {@code BASE: 7 runs}. */
    static String counted(Comparison comparison, int size) {
        String noun = comparison.sides().unit().equals("run") ? "run" : "file";
        return size + " " + noun + (size == 1 ? "" : "s");
    }
}
