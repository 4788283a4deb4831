package dev.mailrace.scenario;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.mailrace.files.UserFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A scenario in YAML: keys with values, and under {@code sessions} the session classes, each with keys of its own. Immutable.
 *
 * <p>Keys are the long names of options. Strict: each mistake is one line with file, line and column.
 */
public final class ScenarioFile {
    private static final long BYTES_MAX = 1 << 20;

    /**
     * A text in the file.
     *
     * @param place {@code file:line:column}
     */
    public record Text(String text, String place) {}

    /**
     * A key's value.
     *
     * @param texts one, or those of a list
     * @param isList whether they stood in a list
     * @param place {@code file:line:column} of the value
     */
    public record Value(List<Text> texts, boolean isList, String place) {
        public Value {
            texts = List.copyOf(texts);
        }

        public String first() {
            return texts.get(0).text();
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

    ScenarioFile(Section common, List<Section> kinds) {
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
     * @throws IllegalArgumentException in one line with file, line, column, and what was expected
     */
    public static ScenarioFile read(Path file, ScenarioKeys keys) {
        return of(file, text(file), keys);
    }

    /**
     * Reads a text.
     *
     * @param file what messages call it
     */
    public static ScenarioFile of(Path file, String text, ScenarioKeys keys) {
        try {
            return new ScenarioReader(file, text, keys).read();
        } catch (JsonProcessingException e) {
            throw BrokenYaml.refusal(file, text, e);
        } catch (IOException e) {
            throw new IllegalStateException("a text that cannot be read", e);
        }
    }

    private static String text(Path file) {
        return new UserFile("scenario", file, BYTES_MAX, "a scenario: YAML in UTF-8").text();
    }
}
