package dev.mailrace.html;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mailrace.words.Human;
import java.util.Map;

/** Names and values of a tree as rows of a table: what lies within an object has the object's name before its own. */
final class Nested {
    private Nested() {}

    static void rows(Tables table, String name, JsonNode value) {
        if (value.isObject() && !value.isEmpty()) {
            for (Map.Entry<String, JsonNode> field : value.properties()) {
                rows(table, name + ": " + Human.words(field.getKey()), field.getValue());
            }
            return;
        }
        boolean ofObjects = value.isArray() && !value.isEmpty() && value.get(0).isObject();
        for (int i = 0; ofObjects && i < value.size(); i++) {
            rows(table, name + " " + (i + 1), value.get(i));
        }
        if (!ofObjects) {
            table.row(name).text(text(value)).endRow();
        }
    }

    private static String text(JsonNode value) {
        if (value.isNull() || (value.isContainerNode() && value.isEmpty())) {
            return "";
        }
        return value.isValueNode() ? value.asText() : value.toString();
    }
}
