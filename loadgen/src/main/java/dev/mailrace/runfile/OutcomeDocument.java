package dev.mailrace.runfile;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.mailrace.metrics.OutcomeCounts;
import dev.mailrace.session.Outcome;
import dev.mailrace.session.Phase;
import java.util.function.ObjLongConsumer;

/** Outcomes and their counts as a JSON array, written and read. */
final class OutcomeDocument {
    private OutcomeDocument() {}

    static ArrayNode of(OutcomeCounts counts) {
        ArrayNode outcomes = RunDocument.bare().arrayNode();
        for (OutcomeCounts.Entry entry : counts.entries()) {
            Outcome outcome = entry.outcome();
            Phase phase = outcome.phase();
            outcomes.addObject()
                    .put("phase", phase == null ? null : phase.label())
                    .put("kind", outcome.kind().label())
                    .put("code", outcome.code())
                    .put("enhanced", outcome.enhanced())
                    .put("reason", outcome.reason().label())
                    .put("count", entry.count())
                    .put("sample", outcome.sample());
        }
        return outcomes;
    }

    /**
     * Hands each on.
     *
     * @param where the array stands, for the message
     * @throws IllegalArgumentException when a phase, a kind or a reason is none that this version knows
     */
    static void read(String where, JsonNode outcomes, ObjLongConsumer<Outcome> taker) {
        for (JsonNode node : outcomes) {
            Outcome outcome = new Outcome(
                    JsonFile.constant(where, node, "kind", Outcome.Kind.values()),
                    node.path("phase").isTextual() ? JsonFile.constant(where, node, "phase", Phase.values()) : null,
                    node.path("code").asInt(),
                    JsonFile.text(node, "enhanced"),
                    node.path("reason").asText("").isEmpty()
                            ? Outcome.Reason.NONE
                            : JsonFile.constant(where, node, "reason", Outcome.Reason.values()),
                    JsonFile.text(node, "sample"));
            taker.accept(outcome, node.path("count").asLong());
        }
    }
}
