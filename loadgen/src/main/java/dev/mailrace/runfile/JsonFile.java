package dev.mailrace.runfile;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.mailrace.fault.Refusal;
import dev.mailrace.files.UserFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** A JSON file, perhaps of another program. An error in it is reported in one line. */
public final class JsonFile {
    /** A run has some kilobytes, a day of benchmarks some megabytes. */
    private static final long BYTES_MAX = 256L << 20;

    private static final double QUANTITY_MAX = 1e100;

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS) // Numbers stay as they were written.
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private JsonFile() {}

    /**
     * Its tree.
     *
     * @param expected what it should be, for the message
     * @throws Refusal when it is not there, or no JSON
     */
    public static JsonNode read(Path file, String expected) {
        try {
            JsonNode tree = MAPPER.readTree(new UserFile("", file, BYTES_MAX, expected).bytes());
            if (tree == null || tree.isMissingNode()) {
                throw refused(file.toString(), "an empty file", expected);
            }
            return tree;
        } catch (JsonProcessingException e) {
            JsonLocation at = e.getLocation();
            String place = at == null ? "" : ":" + at.getLineNr() + ":" + at.getColumnNr();
            throw new Refusal("", "no JSON: " + firstSentence(e), expected, e).at(file + place);
        } catch (NumberFormatException e) { // Jackson lets those of BigDecimal pass.
            throw new Refusal("", "no JSON: a number of more digits than can be read", expected, e).at(file.toString());
        } catch (IOException e) { // Its first bytes look like UTF-16 or UTF-32, and are neither.
            throw new Refusal("", "no JSON: no text in UTF-8", expected, e).at(file.toString());
        }
    }

    /** Without what Jackson would advise programmers to configure. */
    private static String firstSentence(JsonProcessingException e) {
        String message = printable(e.getOriginalMessage().lines().findFirst().orElse(""));
        int end = message.indexOf(" (for ");
        return end < 0 ? message : message.substring(0, end);
    }

    /** Text of a file, safe to show: what is no printable character becomes a question mark. */
    public static String printable(String text) {
        return text.replaceAll("\\p{C}", "?");
    }

    /** A complaint in the form that all have. */
    public static Refusal refused(String where, String what, String expected) {
        return new Refusal("", what, expected).at(where);
    }

    /** The text of that name, safe to show; empty where there is none. */
    static String text(JsonNode object, String name) {
        return printable(object.path(name).asText(""));
    }

    /** Which of {@code constants} the word of that name is, in any case. */
    static <E extends Enum<E>> E constant(String where, JsonNode object, String name, E[] constants) {
        String word = text(object, name);
        for (E constant : constants) {
            if (constant.name().equalsIgnoreCase(word)) {
                return constant;
            }
        }
        throw refused(
                where,
                name + ": " + word,
                "one of "
                        + Arrays.stream(constants)
                                .map(constant -> constant.name().toLowerCase(Locale.ROOT))
                                .collect(Collectors.joining(", ")));
    }

    /** Whether it is a number that can be reckoned with: at least 0, and small enough for sums and products. */
    static boolean isQuantity(JsonNode node) {
        return node.isNumber() && node.doubleValue() >= 0 && node.doubleValue() <= QUANTITY_MAX;
    }

    /** The number of that name. */
    static double number(String file, JsonNode object, String name) {
        JsonNode node = object.path(name);
        if (!isQuantity(node)) {
            throw refused(file, name + ": " + (node.isMissingNode() ? "missing" : shortened(node)), "a number >= 0");
        }
        return node.doubleValue();
    }

    private static String shortened(JsonNode node) {
        String text = printable(node.toString());
        return text.length() <= 40 ? text : text.substring(0, 40) + "…";
    }
}
