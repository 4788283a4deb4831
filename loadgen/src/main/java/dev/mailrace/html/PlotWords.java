package dev.mailrace.html;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mailrace.report.Headline;
import dev.mailrace.words.Human;
import java.util.Locale;
import java.util.function.DoubleFunction;

/** What plots over time show, in a sentence for those who do not see them: the lowest and the highest value, and when. */
final class PlotWords {
    private final JsonNode timeline;

    PlotWords(JsonNode timeline) {
        this.timeline = timeline;
    }

    /** Of latencies by percentile. */
    static String percentiles(JsonNode run) {
        Headline.Whole whole = Headline.whole(run);
        if (whole == null) {
            return "";
        }
        JsonNode times = whole.statistics();
        return whole.phase().label() + " (" + whole.timing().name().toLowerCase(Locale.ROOT) + "): p50 "
                + Human.micros(times.path("p50_us")) + ", p90 " + Human.micros(times.path("p90_us")) + ", p99 "
                + Human.micros(times.path("p99_us")) + ", max " + Human.micros(times.path("max_us"));
    }

    String throughput() {
        return range("accepted", timeline.path("per_second").path("accepted"), PlotWords::rate);
    }

    /** Of the times under that tag. */
    String times(String tag) {
        return range("p99", timeline.path("times").path(tag).path("p99"), Human::micros);
    }

    String lateness() {
        return range("slip p99", timeline.path("times").path(Timeline.SLIP).path("p99"), Human::micros);
    }

    String connections() {
        return range("connections open", timeline.path("connections"), PlotWords::count) + "; "
                + range("backlog", timeline.path("backlog"), PlotWords::count);
    }

    String inServer() {
        return range("in the server", timeline.path("in_server"), PlotWords::count);
    }

    String delivered() {
        return range("delivered", timeline.path("delivered_per_second"), PlotWords::rate);
    }

    /** What ended otherwise than accepted, by name. */
    String causes() {
        return "by code: "
                + String.join(
                        ", ",
                        timeline.path("causes_per_second").properties().stream()
                                .map(cause -> cause.getKey() + " at most " + rate(highest(cause.getValue())))
                                .toList());
    }

    private static String rate(double value) {
        return Human.rate(value) + "/s";
    }

    private static String count(double value) {
        return Human.count(Math.round(value));
    }

    private static double highest(JsonNode values) {
        double highest = 0;
        for (JsonNode value : values) {
            highest = Math.max(highest, value.asDouble());
        }
        return highest;
    }

    private String range(String name, JsonNode values, DoubleFunction<String> words) {
        int lowest = -1;
        int highest = -1;
        for (int i = 0; i < values.size(); i++) {
            if (values.get(i).isNumber()) {
                lowest = lowest < 0
                                || values.get(i).asDouble() < values.get(lowest).asDouble()
                        ? i
                        : lowest;
                highest = highest < 0
                                || values.get(i).asDouble()
                                        > values.get(highest).asDouble()
                        ? i
                        : highest;
            }
        }
        if (lowest < 0) {
            return name + ": no values";
        }
        return name + " from " + words.apply(values.get(lowest).asDouble()) + " (at " + at(lowest) + ") to "
                + words.apply(values.get(highest).asDouble()) + " (at " + at(highest) + ")";
    }

    private String at(int slot) {
        return String.format(
                Locale.ROOT, "%.1f s", timeline.path("seconds").path(slot).asDouble());
    }
}
