package dev.mailrace.html;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mailrace.metrics.DeliveryCounts.Count;
import dev.mailrace.words.Human;
import java.util.List;
import java.util.Map;

/** The books of deliveries on a page. */
final class DeliveryTables {
    private static final String REMARKS = "remarks";

    private DeliveryTables() {}

    /** Writes them where deliveries were followed; {@code prefix} stands before the tables' names. */
    static void write(Html html, String prefix, JsonNode run) {
        JsonNode measured = run.path("deliveries");
        if (!measured.isObject()) {
            return;
        }
        JsonNode warmup = run.path("warmup_deliveries");
        Tables table = Tables.open(
                html, prefix + "deliveries", "Deliveries", List.of("recipients", "measured", "in the warm-up"));
        for (Count count : Count.values()) {
            boolean isEnd = count == Count.EXPECTED || count.isEnd();
            if (isEnd
                    || measured.path(count.label()).asLong()
                                    + warmup.path(count.label()).asLong()
                            != 0) {
                table.row(Human.words(count.label()), "data-delivery", count.label());
                table.count(measured.path(count.label()));
                table.count(warmup.path(count.label()));
                table.endRow();
            }
        }
        table.close();
        String clock = run.path("scenario").path("deliveries").path("clock").asText("");
        if (!clock.isEmpty()) {
            html.element("p", "Seen by a receiver of its own; " + clock + ".");
        }
        remarks(html, prefix + "delivery-remarks", measured.path(REMARKS));
        remarks(html, prefix + "warmup-delivery-remarks", warmup.path(REMARKS));
    }

    private static void remarks(Html html, String id, JsonNode remarks) {
        if (remarks.isEmpty()) {
            return;
        }
        Tables table = Tables.open(html, id, "What was wrong with deliveries", List.of("what", "count"));
        for (Map.Entry<String, JsonNode> remark : remarks.properties()) {
            table.row(remark.getKey());
            table.count(remark.getValue());
            table.endRow();
        }
        table.close();
    }
}
