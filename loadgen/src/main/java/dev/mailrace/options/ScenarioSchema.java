package dev.mailrace.options;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mailrace.scenario.Mix;
import dev.mailrace.scenario.ScenarioKey;
import dev.mailrace.scenario.ScenarioKeys;
import dev.mailrace.scenario.SessionKind;
import java.util.LinkedHashMap;
import java.util.Map;

/** The JSON Schema (2020-12) of scenario files, as the options make it. */
public final class ScenarioSchema {
    private static final ObjectMapper JSON = new ObjectMapper();

    private ScenarioSchema() {}

    /** As text, with its last line end. */
    public static String json(ScenarioKeys keys) {
        DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
        DefaultPrettyPrinter printer =
                new DefaultPrettyPrinter().withObjectIndenter(indenter).withArrayIndenter(indenter);
        try {
            return JSON.writer(printer).writeValueAsString(tree(keys)) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a schema that cannot be written", e);
        }
    }

    private static ObjectNode tree(ScenarioKeys keys) {
        ObjectNode schema = JSON.createObjectNode();
        schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        schema.put("title", "Mailrace scenario");
        schema.put("description", "What 'mailrace run -s' reads: options by their long names, and session classes.");
        schema.put("type", "object");
        ObjectNode properties = schema.putObject("properties");
        keys.run().keySet().forEach(name -> properties.set(name, reference(name)));
        ObjectNode sessions = properties.putObject(ScenarioKeys.SESSIONS);
        sessions.put(
                "description",
                "Session classes, each with a weight and with options that differ from those at the top.");
        sessions.put("type", "array");
        sessions.put("minItems", 1);
        sessions.put("maxItems", Mix.KINDS_MAX);
        ObjectNode kind = sessions.putObject("items");
        kind.put("type", "object");
        ObjectNode ownProperties = kind.putObject("properties");
        keys.kind().keySet().forEach(name -> ownProperties.set(name, reference(name)));
        kind.putArray("required").add(ScenarioKeys.NAME).add(ScenarioKeys.WEIGHT);
        kind.put("additionalProperties", false);
        schema.put("additionalProperties", false);
        ObjectNode definitions = schema.putObject("$defs");
        Map<String, ScenarioKey> all = new LinkedHashMap<>(keys.run());
        all.putAll(keys.kind());
        all.forEach((name, key) -> definitions.set(name, definition(key)));
        return schema;
    }

    private static ObjectNode reference(String name) {
        return JSON.createObjectNode().put("$ref", "#/$defs/" + name);
    }

    private static ObjectNode definition(ScenarioKey key) {
        ObjectNode definition = JSON.createObjectNode();
        definition.put("description", key.description());
        if (!key.isList()) {
            return definition.setAll(single(key));
        }
        ArrayNode either = definition.putArray("anyOf");
        either.add(single(key));
        either.addObject().put("type", "array").put("minItems", 1).set("items", single(key));
        return definition;
    }

    private static ObjectNode single(ScenarioKey key) {
        ObjectNode value = JSON.createObjectNode();
        switch (key.type()) {
            case FLAG -> value.put("type", "boolean");
            case INTEGER ->
                value.put("type", "integer").put("minimum", Integer.MIN_VALUE).put("maximum", Integer.MAX_VALUE);
            case LONG -> value.put("type", "integer");
            case NUMBER ->
                value.put("type", "number").put("exclusiveMinimum", 0).put("maximum", SessionKind.WEIGHT_MAX);
            case TEXT -> {
                if (key.words().isEmpty()) {
                    value.putArray("type").add("string").add("number");
                } else {
                    words(key, value.putArray("enum"));
                }
            }
        }
        return value;
    }

    /** Words that look like numbers are numbers in YAML. */
    private static void words(ScenarioKey key, ArrayNode words) {
        for (String word : key.words()) {
            words.add(word);
            if (word.matches("[0-9]+")) {
                words.add(Long.parseLong(word));
            }
        }
    }
}
