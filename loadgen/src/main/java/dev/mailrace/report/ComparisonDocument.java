package dev.mailrace.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mailrace.analysis.Compared;
import dev.mailrace.analysis.Comparison;
import dev.mailrace.analysis.Likeness;
import dev.mailrace.analysis.Metric;
import dev.mailrace.analysis.Shift;
import dev.mailrace.runfile.Decimal;
import dev.mailrace.runfile.RunDocument;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A comparison as a JSON tree. Names are snake_case; values are in the unit that stands beside them. */
public final class ComparisonDocument {
    private static final MathContext DIGITS = new MathContext(9);

    private ComparisonDocument() {}

    public static ObjectNode of(Comparison comparison) {
        ObjectNode document = RunDocument.empty();
        document.put("kind", "comparison");
        document.put("verdict", comparison.verdict().label());
        document.put("sentence", comparison.sentence());
        document.put("unit", comparison.sides().unit());
        comparison.sides().base().forEach(document.putArray("base")::add);
        comparison.sides().fresh().forEach(document.putArray("new")::add);
        document.put("confidence", Decimal.of(1 - 2 * Shift.BOUND_ERROR));
        ArrayNode rows = document.putArray("rows");
        comparison.gates().forEach(row -> rows.add(row(row)));
        comparison.others().forEach(row -> rows.add(row(row)));
        ArrayNode outcomes = document.putArray("new_outcomes");
        for (Map.Entry<String, String> outcome : comparison.newOutcomes().entrySet()) {
            outcomes.addObject().put("outcome", outcome.getKey()).put("sample", outcome.getValue());
        }
        ArrayNode unlike = document.putArray("unlike");
        for (Likeness.Difference difference : comparison.unlike()) {
            unlike.addObject()
                    .put("key", difference.key())
                    .put("run", difference.run())
                    .put("value", difference.value())
                    .put("other", difference.other())
                    .put("other_value", difference.otherValue());
        }
        comparison.notes().forEach(document.putArray("notes")::add);
        return document;
    }

    private static ObjectNode row(Compared row) {
        ObjectNode node = RunDocument.bare();
        Metric metric = row.metric();
        node.put("metric", metric.name());
        node.put("unit", metric.unit());
        node.put("better", metric.better().name().toLowerCase(Locale.ROOT));
        node.put("scale", metric.scale().name().toLowerCase(Locale.ROOT));
        node.put("verdict", row.verdict() == null ? null : row.verdict().label());
        node.put("reason", row.reason());
        if (row.verdict() != null) {
            node.put("min_effect", number(metric.minEffect()));
        }
        node.put("n_base", row.base().size());
        node.put("n_new", row.fresh().size());
        node.put("base_median", number(row.baseMedian()));
        node.put("new_median", number(row.freshMedian()));
        Shift change = row.change();
        if (change != null) {
            node.put("estimate", number(change.estimate()));
            node.put("low", change.bounded() ? number(change.low()) : null);
            node.put("high", change.bounded() ? number(change.high()) : null);
        }
        Compared.Probabilities p = row.probabilities();
        if (p != null) {
            node.put("p", number(p.unchanged()));
            node.put("p_regressed", number(p.regressed()));
            node.put("p_improved", number(p.improved()));
        }
        addValues(node.putArray("base_values"), row.base());
        addValues(node.putArray("new_values"), row.fresh());
        return node;
    }

    private static void addValues(ArrayNode array, List<Double> values) {
        values.forEach(value -> array.add(number(value)));
    }

    /** As short as it can be; null for what is none. */
    private static @Nullable BigDecimal number(double value) {
        if (!Double.isFinite(value)) {
            return null;
        }
        BigDecimal rounded = new BigDecimal(value).round(DIGITS).stripTrailingZeros();
        return rounded.scale() < 0 ? rounded.setScale(0) : rounded;
    }
}
