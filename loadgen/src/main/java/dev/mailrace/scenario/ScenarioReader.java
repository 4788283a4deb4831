package dev.mailrace.scenario;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import dev.mailrace.fault.Refusal;
import dev.mailrace.scenario.ScenarioFile.Section;
import dev.mailrace.scenario.ScenarioFile.Text;
import dev.mailrace.scenario.ScenarioFile.Value;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One reading of a scenario file. */
final class ScenarioReader {
    private static final String KINDS = "a list of session classes, each with a name and a weight";

    private final Path file;
    private final String text;
    private final ScenarioKeys keys;
    private final YAMLParser parser;
    private final List<Section> kinds = new ArrayList<>();
    private final Set<String> names = new HashSet<>(); // of kinds

    ScenarioReader(Path file, String text, ScenarioKeys keys) throws IOException {
        this.file = file;
        this.text = text;
        this.keys = keys;
        this.parser = new YAMLFactory().createParser(text);
    }

    ScenarioFile read() throws IOException {
        try (parser) {
            JsonToken first = parser.nextToken();
            if (first != JsonToken.START_OBJECT) {
                boolean empty = text.isBlank() || first == null || first == JsonToken.VALUE_NULL;
                throw wrong(
                        first == null ? file + ":1:1" : here(),
                        empty ? "nothing" : "no keys",
                        "keys with values, such as 'rate: 500/s'");
            }
            Section common = section(keys.run(), false);
            if (parser.nextToken() != null) {
                throw wrong(here(), "a second document", "one in a file");
            }
            return new ScenarioFile(common, kinds);
        }
    }

    /** The keys up to the end of the map that has just begun. */
    private Section section(Map<String, ScenarioKey> known, boolean inKind) throws IOException {
        String place = here();
        Map<String, Value> values = new LinkedHashMap<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            String at = here();
            JsonToken token = parser.nextToken();
            if (!inKind && name.equals(ScenarioKeys.SESSIONS)) {
                if (!kinds.isEmpty()) {
                    throw wrong(at, name + " a second time", "each key once");
                }
                sessions(token);
                continue;
            }
            ScenarioKey key = known.get(name);
            if (key == null) {
                ScenarioKeys.Stranger stranger = keys.stranger(name, inKind);
                throw wrong(at, stranger.complaint(), stranger.expected());
            }
            if (values.put(name, value(key, token)) != null) {
                throw wrong(at, name + " a second time", "each key once");
            }
        }
        return new Section(values, place);
    }

    private void sessions(JsonToken token) throws IOException {
        if (token != JsonToken.START_ARRAY) {
            throw wrong(here(), ScenarioKeys.SESSIONS + ": " + words(token), KINDS);
        }
        String place = here();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (parser.currentToken() != JsonToken.START_OBJECT) {
                throw wrong(
                        here(),
                        ScenarioKeys.SESSIONS + ": " + words(parser.currentToken()),
                        "a name, a weight, and options of its own");
            }
            kinds.add(kind());
        }
        if (kinds.isEmpty()) {
            throw wrong(place, ScenarioKeys.SESSIONS + ": an empty list", KINDS);
        }
        if (kinds.size() > Mix.KINDS_MAX) {
            throw wrong(
                    place,
                    ScenarioKeys.SESSIONS + ": " + kinds.size() + " session classes",
                    Mix.KINDS_MAX + " at most");
        }
    }

    private Section kind() throws IOException {
        Section kind = section(keys.kind(), true);
        Value name = needed(kind, ScenarioKeys.NAME, "name: inbound");
        needed(kind, ScenarioKeys.WEIGHT, "weight: 30");
        if (name.first().isBlank()) {
            throw wrong(name.place(), ScenarioKeys.NAME + ": empty", "a name such as inbound");
        }
        if (!names.add(name.first())) {
            throw wrong(
                    name.place(),
                    ScenarioKeys.NAME + ": " + name.first() + " a second time",
                    "a name of its own for each session class");
        }
        return kind;
    }

    private static Value needed(Section kind, String key, String example) {
        Value value = kind.values().get(key);
        if (value == null) {
            throw wrong(kind.place(), "a session class without a " + key, example);
        }
        return value;
    }

    private Value value(ScenarioKey key, JsonToken token) throws IOException {
        String place = here();
        if (token != JsonToken.START_ARRAY) {
            return new Value(List.of(text(key, token)), false, place);
        }
        if (!key.isList()) {
            throw wrong(place, key.name() + ": a list", key.form());
        }
        List<Text> texts = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            texts.add(text(key, parser.currentToken()));
        }
        if (texts.isEmpty()) {
            throw wrong(place, key.name() + ": an empty list", key.form());
        }
        return new Value(texts, true, place);
    }

    private Text text(ScenarioKey key, JsonToken token) throws IOException {
        String place = here();
        if (parser.isCurrentAlias() || parser.getTypeId() != null) {
            throw wrong(
                    place, key.name() + ": an alias or a tag of YAML", "the value itself; in quotes, if it begins so");
        }
        String text = parser.getText();
        boolean fits = switch (token) {
            case VALUE_TRUE, VALUE_FALSE -> key.type() == ScenarioKey.Type.FLAG;
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> key.takesNumber(text);
            case VALUE_STRING -> key.takesText(text);
            default -> false;
        };
        if (!fits) {
            throw wrong(place, key.name() + ": " + words(token), key.form());
        }
        if (text.indexOf('\n') >= 0) {
            throw wrong(place, key.name() + ": several lines", "one line");
        }
        return new Text(token.isBoolean() ? Boolean.toString(token == JsonToken.VALUE_TRUE) : text, place);
    }

    private String words(JsonToken token) throws IOException {
        return switch (token) {
            case VALUE_NULL -> "nothing";
            case START_OBJECT -> "a map";
            case START_ARRAY -> "a list";
            default -> parser.getText().lines().findFirst().orElse("''");
        };
    }

    private String here() {
        JsonLocation at = parser.currentTokenLocation();
        return file + ":" + at.getLineNr() + ":" + at.getColumnNr();
    }

    private static Refusal wrong(String place, String what, String expected) {
        return new Refusal("", what, expected).at(place);
    }
}
