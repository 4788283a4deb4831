package dev.mailrace.html;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mailrace.words.Human;
import java.util.Map;

/** What each session class came to by itself, folded away below the table of all: phases, percentiles, and times. */
final class KindDetails {
    private KindDetails() {}

    static void write(Html html, ReportedRun run) {
        int number = 0;
        for (JsonNode kind : run.document().path("kinds")) {
            String name = kind.path("name").asText();
            html.open("details", "class", "kind")
                    .element(
                            "summary",
                            name + ": " + Human.count(kind.path("accepted").asLong()) + " accepted"
                                    + tail(kind.path("transaction_response")));
            phases(html, number, name, kind);
            if (!run.kinds().path(number).isEmpty()) {
                RunPage.plot(html, "kind-" + number, "Latency of " + name + " by percentile");
            }
            if (run.timeline() != null && run.timeline().path("times").has(Timeline.KIND + number)) {
                RunPage.plot(
                        html,
                        "kind-times-" + number,
                        "Response time of " + name + " over time, by the second in which it was due");
            }
            html.close("details");
            number++;
        }
    }

    private static String tail(JsonNode response) {
        return response.path("count").asLong() == 0
                ? ""
                : ", p99 " + Human.micros(response.path("p99_us")) + " (transaction, response)";
    }

    private static void phases(Html html, int number, String name, JsonNode kind) {
        if (kind.path("phases").isEmpty()) {
            return;
        }
        Tables table = Tables.open(html, "kind-phases-" + number, "Phases of " + name, RunTables.PHASE_COLUMNS);
        for (Map.Entry<String, JsonNode> phase : kind.path("phases").properties()) {
            table.row(phase.getKey()).text("service").text("measure");
            RunTables.statistics(table, phase.getValue());
            table.endRow();
        }
        JsonNode response = kind.path("transaction_response");
        if (response.path("count").asLong() > 0) {
            table.row("transaction").text("response").text("measure");
            RunTables.statistics(table, response);
            table.endRow();
        }
        table.close();
    }

    /** Names and lines as the page's script takes them. */
    static ArrayNode data(JsonNode document, ArrayNode lines) {
        ArrayNode kinds = JsonNodeFactory.instance.arrayNode();
        int number = 0;
        for (JsonNode kind : document.path("kinds")) {
            ObjectNode node = kinds.addObject().put("name", kind.path("name").asText());
            node.set("lines", lines.path(number++));
        }
        return kinds;
    }
}
