package dev.mailrace.html;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/**
 * A run as a page shows it.
 *
 * @param name for people, where there are several
 * @param document what {@code run.json} holds
 * @param lines {@link PercentileLines}
 * @param kinds {@link PercentileLines#ofKinds}
 * @param timeline {@link Timeline#data}; null where its seconds are not at hand
 */
public record ReportedRun(
        String name,
        JsonNode document,
        ObjectNode lines,
        ArrayNode kinds,
        @Nullable ObjectNode timeline) {}
