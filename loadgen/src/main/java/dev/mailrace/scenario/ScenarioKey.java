package dev.mailrace.scenario;

import java.util.List;

/**
 * A key that may stand in a scenario file. Immutable.
 *
 * @param name in the file
 * @param type of its value
 * @param isList whether several values may stand behind it, as a list
 * @param form what is expected, for people
 * @param words the only values there are; empty: any
 * @param description for people
 */
public record ScenarioKey(String name, Type type, boolean isList, String form, List<String> words, String description) {
    /** What a value is. */
    public enum Type {
        FLAG,
        INTEGER,
        LONG,
        NUMBER,
        TEXT
    }

    public ScenarioKey {
        words = List.copyOf(words);
    }

    /**
     * Whether a number may stand behind the key.
     *
     * @param digits as they stand in the file
     */
    boolean takesNumber(String digits) {
        try {
            switch (type) {
                case FLAG -> {
                    return false;
                }
                case INTEGER -> Integer.parseInt(digits);
                case LONG -> Long.parseLong(digits);
                case NUMBER -> Double.parseDouble(digits);
                case TEXT -> {
                    return takesText(digits);
                }
            }
            return true;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    /** Whether a text may stand behind the key; what looks like an option would be taken for one. */
    boolean takesText(String text) {
        return type == Type.TEXT
                && !text.matches("--.*|-[a-zA-Z]")
                && (words.isEmpty() || words.stream().anyMatch(text::equalsIgnoreCase));
    }
}
