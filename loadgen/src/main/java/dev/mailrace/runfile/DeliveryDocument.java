package dev.mailrace.runfile;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mailrace.metrics.DeliveryCounts;
import dev.mailrace.metrics.DeliveryCounts.Count;
import dev.mailrace.metrics.TallyBuilder;
import java.util.Map;

/** The books of deliveries as a JSON tree, written and read. */
final class DeliveryDocument {
    private static final String REMARKS = "remarks";

    private DeliveryDocument() {}

    /** What is zero is left out: of an interval. */
    static ObjectNode of(DeliveryCounts counts) {
        return written(counts, false);
    }

    /** All of them. */
    static ObjectNode whole(DeliveryCounts counts) {
        return written(counts, true);
    }

    private static ObjectNode written(DeliveryCounts counts, boolean zeroes) {
        ObjectNode node = RunDocument.bare();
        for (Count count : Count.values()) {
            if (zeroes || counts.count(count) != 0) {
                node.put(count.label(), counts.count(count));
            }
        }
        if (!counts.remarks().isEmpty()) {
            ObjectNode remarks = node.putObject(REMARKS);
            counts.remarks().forEach(remarks::put);
        }
        return node;
    }

    /**
     * Adds what {@code node} says to {@code tally}.
     *
     * @param where it stands, for the message
     * @throws IllegalArgumentException when it is no such tree
     */
    static void read(String where, JsonNode node, TallyBuilder tally) {
        for (Count count : Count.values()) {
            tally.delivery(count, node.path(count.label()).asLong());
        }
        for (Map.Entry<String, JsonNode> remark : node.path(REMARKS).properties()) {
            String key = remark.getKey();
            int colon = key.indexOf(": ");
            if (colon < 0) {
                throw JsonFile.refused(where, "remarks: " + JsonFile.printable(key), "a count, a colon and a remark");
            }
            for (Count count : Count.values()) {
                if (count.label().equals(key.substring(0, colon))) {
                    tally.deliveryRemark(
                            count, key.substring(colon + 2), remark.getValue().asLong());
                }
            }
        }
    }
}
