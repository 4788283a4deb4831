package dev.mailrace.html;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.mailrace.analysis.Quantity;
import dev.mailrace.analysis.Slo;
import dev.mailrace.fault.Refusal;
import dev.mailrace.metrics.Timing;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Thresholds of times as lines that plots of times can draw. */
final class ThresholdLines {
    private static final double PERCENT = 100;

    private ThresholdLines() {}

    /** Of each threshold that a percentile of some times must keep: which times, which percentile, and how long. */
    static ArrayNode of(JsonNode run) {
        ArrayNode lines = JsonNodeFactory.instance.arrayNode();
        for (JsonNode verdict : run.path("verdicts")) {
            Slo slo = parsed(verdict.path("slo").asText());
            if (slo != null
                    && slo.quantity() instanceof Quantity.Time time
                    && time.statistic().percentile() > 0) {
                Timing timing = time.timing() == null ? kept(run, time) : time.timing();
                lines.addObject()
                        .put("tag", timing.tag(time.phase()))
                        .put("statistic", time.statistic().name())
                        .put(
                                "one_in",
                                PERCENT
                                        / Math.max(
                                                0.001,
                                                PERCENT - time.statistic().percentile()))
                        .put("us", slo.limit())
                        .put("text", slo.text())
                        .put("kept", verdict.path("passed").asBoolean());
            }
        }
        return lines;
    }

    /** Response times where the phase has them. */
    private static Timing kept(JsonNode run, Quantity.Time time) {
        String response = Timing.RESPONSE.name().toLowerCase(Locale.ROOT);
        return run.path("phases").path(time.phase().label()).has(response) ? Timing.RESPONSE : Timing.SERVICE;
    }

    /** Null for one that this version cannot read. */
    private static @Nullable Slo parsed(String text) {
        try {
            return Slo.parse(text);
        } catch (Refusal e) {
            return null;
        }
    }
}
