package dev.mailrace.report;

import dev.mailrace.metrics.DeliveryCounts;
import dev.mailrace.metrics.DeliveryCounts.Count;
import dev.mailrace.metrics.RunResult;
import dev.mailrace.runfile.JsonFile;
import dev.mailrace.words.Human;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/** The books of deliveries in words; none where nobody followed them. */
final class DeliveryLines {
    private static final int REMARKS_MAX = 5;

    private DeliveryLines() {}

    /** A sentence each. */
    static List<String> of(RunResult result) {
        List<String> lines = new ArrayList<>();
        if (!result.followsDeliveries()) {
            return lines;
        }
        DeliveryCounts counts = result.measured().deliveries();
        String behind = DeliveryRate.behind(result);
        if (!behind.isEmpty()) {
            lines.add(behind);
        }
        lines.add("deliveries: " + sum(counts)
                + (result.warmup().deliveries().isEmpty()
                        ? ""
                        : ", and " + Human.count(result.warmup().deliveries().count(Count.EXPECTED))
                                + " expected in the warm-up"
                                + troubles(result.warmup().deliveries())));
        StringJoiner more = new StringJoiner(", ", "  ", "").setEmptyValue("");
        if (counts.count(Count.UNCONFIRMED) > 0) {
            more.add("of " + Human.count(counts.count(Count.UNCONFIRMED)) + " unconfirmed "
                    + Human.count(counts.count(Count.UNCONFIRMED_ARRIVED)) + " arrived");
        }
        for (Count count : List.of(
                Count.UNACCEPTED_ARRIVED,
                Count.COPIES,
                Count.STRAY,
                Count.OUT_OF_ORDER,
                Count.FOREIGN,
                Count.UNREAD,
                Count.UNTIMED)) {
            if (counts.count(count) > 0) {
                more.add(Human.count(counts.count(count)) + " " + Human.words(count.label()));
            }
        }
        if (counts.count(Count.IN_SERVER_MAX) > 0) {
            more.add("at most " + Human.count(counts.count(Count.IN_SERVER_MAX)) + " in the server");
        }
        if (more.length() > 0) {
            lines.add(more.toString());
        }
        String clock = clock(result);
        if (!clock.isEmpty()) {
            lines.add("  seen by a receiver of its own; " + clock);
        }
        int shown = 0;
        for (Map.Entry<String, Long> remark : counts.remarks().entrySet()) {
            if (shown++ < REMARKS_MAX) {
                lines.add(
                        "  " + (remark.getValue() > 1 ? Human.count(remark.getValue()) + " × " : "") + remark.getKey());
            }
        }
        if (shown > REMARKS_MAX) {
            lines.add("  and " + (shown - REMARKS_MAX) + " more, in run.json");
        }
        return lines;
    }

    /** What is known of the clock that told when messages arrived; empty: it was the run's own. */
    private static String clock(RunResult result) {
        return result.info().scenario().get(RunResult.DELIVERIES) instanceof Map<?, ?> followed
                        && followed.get("clock") instanceof String words
                ? JsonFile.printable(words)
                : "";
    }

    private static String sum(DeliveryCounts counts) {
        StringJoiner sum = new StringJoiner(" + ");
        for (Count count : Count.values()) {
            if (count.isEnd()) {
                sum.add(Human.count(counts.count(count)) + " " + Human.words(count.label()));
            }
        }
        return Human.count(counts.count(Count.EXPECTED)) + " expected = " + sum
                + (counts.inServer() == 0 ? " (balanced)" : " (OUT BY " + counts.inServer() + ", an internal error)");
    }

    private static String troubles(DeliveryCounts counts) {
        StringJoiner troubles = new StringJoiner(", ", " (", ")").setEmptyValue("");
        for (Count count : Count.values()) {
            if (count.isEnd() && count != Count.DELIVERED && counts.count(count) > 0) {
                troubles.add(Human.count(counts.count(count)) + " " + Human.words(count.label()));
            }
        }
        return troubles.toString();
    }

    /** Whether each delivery came once, whole, where it should. */
    static boolean areGood(RunResult result) {
        DeliveryCounts counts = result.measured().deliveries();
        return counts.count(Count.DELIVERED) == counts.count(Count.EXPECTED);
    }
}
