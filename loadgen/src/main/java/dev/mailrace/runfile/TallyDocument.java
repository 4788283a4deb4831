package dev.mailrace.runfile;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mailrace.metrics.KindTally;
import dev.mailrace.metrics.Tally;
import dev.mailrace.metrics.TallyBuilder;
import dev.mailrace.session.Outcome;
import java.util.Map;

/** A tally's counts as a JSON tree, written and read; what is zero is left out, and histograms stand elsewhere. */
final class TallyDocument {
    private static final int KINDS_MAX = 1_000; // Of a scenario, some fifty.

    private TallyDocument() {}

    static ObjectNode of(Tally tally) {
        ObjectNode node = RunDocument.bare();
        put(node, "arrivals", tally.arrivals());
        put(node, "body_bytes", tally.bodyBytes());
        put(node, "recipients_accepted", tally.recipientsAccepted());
        put(node, "recipients_refused", tally.recipientsRefused());
        put(node, "retries", tally.retries());
        put(node, "moved", tally.moved());
        put(node, "accepted_in_stage", tally.acceptedInStage());
        if (tally.outcomes().total() > 0) {
            node.set("outcomes", OutcomeDocument.of(tally.outcomes()));
        }
        if (tally.recipients().total() > 0) {
            node.set("recipient_outcomes", OutcomeDocument.of(tally.recipients()));
        }
        ObjectNode byTries = RunDocument.bare();
        for (int tries = 1; tries <= tally.triesMax(); tries++) {
            put(byTries, Integer.toString(tries), tally.acceptedByTries(tries));
        }
        if (!byTries.isEmpty()) {
            node.set("accepted_by_tries", byTries);
        }
        if (!tally.deliveries().isEmpty()) {
            node.set("deliveries", DeliveryDocument.of(tally.deliveries()));
        }
        ArrayNode kinds = node.arrayNode();
        for (KindTally kind : tally.kinds()) {
            ObjectNode counts = kinds.addObject();
            put(counts, "arrivals", kind.arrivals());
            for (Outcome.Kind ending : Outcome.Kind.values()) {
                put(counts, ending.label(), kind.count(ending));
            }
        }
        if (!kinds.isEmpty()) {
            node.set("kinds", kinds);
        }
        return node;
    }

    private static void put(ObjectNode node, String name, long count) {
        if (count != 0) {
            node.put(name, count);
        }
    }

    /**
     * Adds what {@code node} says to {@code tally}.
     *
     * @param where it stands, for the message
     * @throws IllegalArgumentException when it is no such tree
     */
    static void read(String where, JsonNode node, TallyBuilder tally) {
        tally.arrivals(node.path("arrivals").asLong());
        tally.bodyBytes(node.path("body_bytes").asLong());
        tally.recipients(
                node.path("recipients_accepted").asLong(),
                node.path("recipients_refused").asLong());
        tally.retries(node.path("retries").asLong());
        tally.moved(node.path("moved").asLong());
        tally.acceptedInStage(node.path("accepted_in_stage").asLong());
        OutcomeDocument.read(where, node.path("outcomes"), tally::outcome);
        OutcomeDocument.read(where, node.path("recipient_outcomes"), tally::recipientOutcome);
        for (Map.Entry<String, JsonNode> tries : node.path("accepted_by_tries").properties()) {
            if (!tries.getKey().matches("[1-9][0-9]{0,8}")) {
                throw JsonFile.refused(
                        where, "accepted_by_tries: " + JsonFile.printable(tries.getKey()), "a number of tries, from 1");
            }
            tally.acceptedByTries(
                    Integer.parseInt(tries.getKey()), tries.getValue().asLong());
        }
        DeliveryDocument.read(where, node.path("deliveries"), tally);
        int number = 0;
        for (JsonNode kind : kinds(where, node)) {
            tally.kindArrivals(number, kind.path("arrivals").asLong());
            for (Outcome.Kind ending : Outcome.Kind.values()) {
                tally.kind(number, ending, kind.path(ending.label()).asLong());
            }
            number++;
        }
    }

    /** Earlier versions divided all that was accepted by the stage's length. */
    static void allWithinStage(Tally total) {
        TallyBuilder accepted = new TallyBuilder();
        accepted.acceptedInStage(total.count(Outcome.Kind.ACCEPTED) - total.acceptedInStage());
        total.add(accepted.build());
    }

    /**
     * What {@code node} says of each kind of session.
     *
     * @param where it stands, for the message
     * @throws IllegalArgumentException when there are more than a run can have: the times of each take memory
     */
    static JsonNode kinds(String where, JsonNode node) {
        JsonNode kinds = node.path("kinds");
        if (kinds.size() > KINDS_MAX) {
            throw JsonFile.refused(where, kinds.size() + " kinds of session", "at most " + KINDS_MAX);
        }
        return kinds;
    }
}
