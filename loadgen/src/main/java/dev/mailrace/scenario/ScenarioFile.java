package dev.mailrace.scenario;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.commons.text.similarity.LevenshteinDistance;

/**
 * A scenario in YAML: keys with values, and under {@code sessions} the kinds of session, each with keys of its own. Immutable.
 *
 * <p>Keys are the long names of options. Strict: each mistake is one line with file, line and column.
 */
public final class ScenarioFile {
    private static final String SESSIONS = "sessions";
    private static final long BYTES_MAX = 1 << 20;

    /**
     * A key's value.
     *
     * @param texts one, or those of a list
     * @param isList whether they stood in a list
     * @param place {@code file:line:column} of the value
     */
    public record Value(List<String> texts, boolean isList, String place) {
        public Value {
            texts = List.copyOf(texts);
        }
    }

    /**
     * Keys that belong together: the scenario's own, or those of one kind.
     *
     * @param place where it begins
     */
    public record Section(Map<String, Value> values, String place) {}

    private final Section common;
    private final List<Section> kinds;

    private ScenarioFile(Section common, List<Section> kinds) {
        this.common = common;
        this.kinds = List.copyOf(kinds);
    }

    /** What holds for all kinds of session. */
    public Section common() {
        return common;
    }

    /** None: there is one kind, which {@link #common} describes. */
    public List<Section> kinds() {
        return kinds;
    }

    /**
     * Reads a file.
     *
     * @param keys that may stand in it
     * @param kindKeys those of them, and others, that may stand in a kind of session
     * @param listKeys those whose value may be a list
     * @throws IllegalArgumentException in one line with file, line, column, and what was expected
     */
    public static ScenarioFile read(Path file, Set<String> keys, Set<String> kindKeys, Set<String> listKeys) {
        try {
            if (Files.size(file) > BYTES_MAX) {
                throw new IllegalArgumentException(file + ": more than 1 MiB (expected: a scenario)");
            }
            try (JsonParser parser = new YAMLFactory().createParser(Files.readString(file))) {
                return new Reader(file, parser, keys, kindKeys, listKeys).read();
            }
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException("scenario: " + file + " (expected: a file that exists)", e);
        } catch (JsonProcessingException e) {
            JsonLocation at = e.getLocation();
            throw new IllegalArgumentException(
                    file + (at == null ? "" : ":" + at.getLineNr() + ":" + at.getColumnNr()) + ": no YAML: "
                            + e.getOriginalMessage().lines().findFirst().orElse("")
                            + " (expected: lines such as 'rate: 500/s')",
                    e);
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "scenario: " + file + " cannot be read: " + e.getMessage() + " (expected: a text file in UTF-8)",
                    e);
        }
    }

    /** One reading. */
    private static final class Reader {
        private final Path file;
        private final JsonParser parser;
        private final Set<String> keys;
        private final Set<String> kindKeys;
        private final Set<String> listKeys;
        private final List<Section> kinds = new ArrayList<>();

        Reader(Path file, JsonParser parser, Set<String> keys, Set<String> kindKeys, Set<String> listKeys) {
            this.file = file;
            this.parser = parser;
            this.keys = keys;
            this.kindKeys = kindKeys;
            this.listKeys = listKeys;
        }

        ScenarioFile read() throws IOException {
            JsonToken first = parser.nextToken();
            if (first != JsonToken.START_OBJECT) {
                throw wrong(
                        first == null ? file + ":1:1" : here(),
                        first == null ? "nothing" : "not a map",
                        "keys with values, such as 'rate: 500/s'");
            }
            Section common = section(keys, true);
            if (parser.nextToken() != null) {
                throw wrong(here(), "a second document", "one");
            }
            return new ScenarioFile(common, kinds);
        }

        /** The keys up to the end of the map that has just begun. */
        private Section section(Set<String> known, boolean isWhole) throws IOException {
            String place = here();
            Map<String, Value> values = new LinkedHashMap<>();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String key = parser.currentName();
                String at = here();
                JsonToken token = parser.nextToken();
                if (isWhole && key.equals(SESSIONS)) {
                    if (!kinds.isEmpty()) {
                        throw wrong(at, SESSIONS + " a second time", "each key once");
                    }
                    sessions(token);
                    continue;
                }
                if (!known.contains(key)) {
                    throw unknown(at, key, known, isWhole);
                }
                if (values.put(key, value(key, token)) != null) {
                    throw wrong(at, key + " a second time", "each key once");
                }
            }
            return new Section(values, place);
        }

        private void sessions(JsonToken token) throws IOException {
            if (token != JsonToken.START_ARRAY) {
                throw wrong(here(), SESSIONS + ": no list", "a list of kinds, each with a name and a weight");
            }
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                if (parser.currentToken() != JsonToken.START_OBJECT) {
                    throw wrong(
                            here(), SESSIONS + ": " + parser.getText(), "keys with values, such as 'name: inbound'");
                }
                kinds.add(section(kindKeys, false));
            }
            if (kinds.isEmpty()) {
                throw wrong(here(), SESSIONS + ": empty", "one kind at least");
            }
        }

        private Value value(String key, JsonToken token) throws IOException {
            String place = here();
            if (token == JsonToken.START_ARRAY) {
                if (!listKeys.contains(key)) {
                    throw wrong(place, key + ": a list", "one value");
                }
                List<String> texts = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    texts.add(scalar(key, parser.currentToken()));
                }
                if (texts.isEmpty()) {
                    throw wrong(place, key + ": an empty list", "one value at least");
                }
                return new Value(texts, true, place);
            }
            return new Value(List.of(scalar(key, token)), false, place);
        }

        private String scalar(String key, JsonToken token) throws IOException {
            if (token == JsonToken.VALUE_NULL || !token.isScalarValue()) {
                throw wrong(
                        here(),
                        key
                                + (token == JsonToken.VALUE_NULL
                                        ? ": nothing"
                                        : token == JsonToken.START_OBJECT ? ": a map" : ": a list"),
                        "a value");
            }
            return parser.getText();
        }

        private String here() {
            JsonLocation at = parser.currentTokenLocation();
            return file + ":" + at.getLineNr() + ":" + at.getColumnNr();
        }

        private IllegalArgumentException unknown(String at, String key, Set<String> known, boolean isWhole) {
            if (!isWhole && keys.contains(key)) {
                return wrong(at, key + " in a kind of session", "only at the top: it holds for the whole run");
            }
            String nearest = nearest(key, known);
            return wrong(
                    at,
                    "unknown key '" + key + "'",
                    nearest.isEmpty()
                            ? "the long name of an option of 'mailrace run', such as rate, or " + SESSIONS
                            : "perhaps '" + nearest + "'");
        }

        private static String nearest(String key, Set<String> known) {
            LevenshteinDistance distance = LevenshteinDistance.getDefaultInstance();
            String meant = key.replace('_', '-');
            String nearest = known.stream()
                    .sorted()
                    .min(Comparator.comparing(candidate -> distance.apply(meant, candidate)))
                    .orElse("");
            return distance.apply(meant, nearest) > Math.max(1, key.length() / 3) ? "" : nearest;
        }

        private static IllegalArgumentException wrong(String place, String what, String expected) {
            return new IllegalArgumentException(place + ": " + what + " (expected: " + expected + ")");
        }
    }
}
