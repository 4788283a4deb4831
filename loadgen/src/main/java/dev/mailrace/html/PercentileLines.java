package dev.mailrace.html;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mailrace.metrics.KindTally;
import dev.mailrace.metrics.LowerBounds;
import dev.mailrace.metrics.RunResult;
import dev.mailrace.metrics.Timing;
import dev.mailrace.runfile.Percentiles;
import dev.mailrace.runfile.PhaseTimes;
import dev.mailrace.session.Phase;
import java.util.Locale;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * Latency by percentile as HdrHistogram draws it: over 1 / (1 - p), to 99.999 %, where so many values are. A line for each
 * phase and clock, all over the same points.
 */
final class PercentileLines {
    private static final int DECADES = 5;
    private static final int POINTS_PER_DECADE = 12;

    private PercentileLines() {}

    /** The points: what one value in so many exceeds. */
    static ArrayNode points() {
        ArrayNode points = JsonNodeFactory.instance.arrayNode();
        for (int i = 0; i <= DECADES * POINTS_PER_DECADE; i++) {
            points.add(Numbers.shortened(point(i), 6));
        }
        return points;
    }

    private static double point(int i) {
        return Math.pow(10, (double) i / POINTS_PER_DECADE);
    }

    /** By tag, times in microseconds; what only the warm-up saw stands there too. */
    static ObjectNode of(RunResult result) {
        ObjectNode lines = JsonNodeFactory.instance.objectNode();
        for (PhaseTimes seen : PhaseTimes.of(result)) {
            for (Timing timing : Timing.values()) {
                Histogram times = seen.tally().histogram(timing, seen.phase());
                if (times != null) {
                    add(lines.putArray(timing.tag(seen.phase())), times);
                }
            }
        }
        return lines;
    }

    /** Of each session class, by its number, the same. */
    static ArrayNode ofKinds(RunResult result) {
        ArrayNode kinds = JsonNodeFactory.instance.arrayNode();
        for (int number = 0; number < result.info().kinds().size(); number++) {
            ObjectNode lines = kinds.addObject();
            KindTally kind = result.measuredOf(number);
            for (Phase phase : Phase.values()) {
                Histogram times = kind.service(phase);
                if (times != null) {
                    add(lines.putArray(Timing.SERVICE.tag(phase)), times);
                }
            }
            Histogram response = kind.response();
            if (response != null) {
                add(lines.putArray(Timing.RESPONSE.tag(Phase.TRANSACTION)), response);
            }
        }
        return kinds;
    }

    /** By tag: from which point on its line shows lower bounds. Tags without any are not there. */
    static ObjectNode boundsFrom(JsonNode document) {
        ObjectNode from = JsonNodeFactory.instance.objectNode();
        for (Map.Entry<String, JsonNode> phase : document.path("phases").properties()) {
            for (Timing timing : Timing.values()) {
                JsonNode statistics = phase.getValue().path(timing.name().toLowerCase(Locale.ROOT));
                LowerBounds bounds = Percentiles.bounds(statistics);
                if (bounds.any()) {
                    double oneIn = (double) bounds.values() / bounds.count();
                    from.put(phase.getKey() + suffix(timing), Numbers.shortened(oneIn, 6));
                }
            }
        }
        return from;
    }

    /** As {@link Timing#tag} has it behind the phase. */
    private static String suffix(Timing timing) {
        return timing.tag(Phase.QUIT).substring(Phase.QUIT.label().length());
    }

    private static double percentile(double oneIn) {
        return 100 - 100 / oneIn;
    }

    private static void add(ArrayNode line, Histogram times) {
        for (int i = 0; i <= DECADES * POINTS_PER_DECADE; i++) {
            double oneIn = point(i);
            if (i > 0 && oneIn > times.getTotalCount()) {
                line.addNull(); // So rare a value was not had.
            } else {
                line.add(Numbers.micros(times.getValueAtPercentile(percentile(oneIn))));
            }
        }
    }
}
