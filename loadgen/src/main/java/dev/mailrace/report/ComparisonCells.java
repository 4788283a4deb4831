package dev.mailrace.report;

import dev.mailrace.analysis.Compared;
import dev.mailrace.analysis.Comparison;
import dev.mailrace.analysis.Metric;
import dev.mailrace.analysis.Shift;
import dev.mailrace.analysis.Verdict;
import dev.mailrace.words.Human;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What stands in the cells of a comparison's tables, on screens and in Markdown. */
final class ComparisonCells {
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

    /** As {@code 1.213 [1.121, 1.302]}, or {@code +0.12 pt [0.05, 0.20]}; empty where nothing can be said. */
    static String change(Compared row) {
        Shift change = row.change();
        if (change == null) {
            return "";
        }
        return switch (row.metric().scale()) {
            case RATIO -> ratio(change.estimate()) + " [" + ratio(change.low()) + ", " + ratio(change.high()) + "]";
            case DIFFERENCE ->
                points("%+.2f", change.estimate()) + " pt [" + points("%.2f", change.low()) + ", "
                        + points("%.2f", change.high()) + "]";
            case EXACT ->
                String.format(Locale.ROOT, "%+,.0f", Math.rint(row.freshMedian()) - Math.rint(row.baseMedian()));
        };
    }

    private static String ratio(double ratio) {
        if (Double.isInfinite(ratio)) {
            return "∞";
        }
        return ratio >= 1_000 ? ">1000" : String.format(Locale.ROOT, ratio < 9.9995 ? "%.3f" : "%.1f", ratio);
    }

    private static String points(String format, double share) {
        if (Double.isInfinite(share)) {
            return share < 0 ? "-∞" : "∞";
        }
        String digits = String.format(Locale.ROOT, format, 100 * share);
        return digits.matches("[-+]0\\.0+") ? digits.substring(1) : digits;
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
