package dev.mailrace.fault;

import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a user asked for and cannot have. Immutable.
 *
 * <p>Its message is one line of bounded length that is made here alone: {@code place: name: value (expected: …)}. Whoever needs to know what it is
 * about asks for its parts; nobody reads them from the message.
 *
 * <p>What only a mistake of the program can cause is no refusal, but any other exception.
 */
public final class Refusal extends IllegalArgumentException {
    /**
     * Where a user would change something: names of options without dashes.
     *
     * @param refused the setting that is refused, or two that exclude each other; empty: it is not known
     * @param besides others that it may come of, the likeliest first
     */
    public record Settings(List<String> refused, List<String> besides) {}

    /** All that it says. */
    private record Parts(String place, String name, String value, String expected, Settings settings) {
        String text() {
            String before = (place.isEmpty() ? "" : place + ": ") + (name.isEmpty() ? "" : name + ": ");
            return before + line(value, VALUE_CHARACTERS_MAX) + " (expected: " + line(expected, EXPECTED_CHARACTERS_MAX)
                    + ")";
        }

        /** What was given may be a whole file, and may be no text. */
        private static String line(String text, int charactersMax) {
            String start = text.length() <= charactersMax ? text : text.substring(0, charactersMax) + "…";
            return CONTROLS.matcher(LINE_ENDS.matcher(start).replaceAll(" ")).replaceAll("?");
        }

        Parts at(String where) {
            return new Parts(place.isEmpty() ? where : where + ": " + place, name, value, expected, settings);
        }

        Parts with(Settings others) {
            return new Parts(place, name, value, expected, others);
        }
    }

    private static final long serialVersionUID = 1;
    private static final int VALUE_CHARACTERS_MAX = 400;
    private static final int EXPECTED_CHARACTERS_MAX = 800; // Some quote what was given, too.
    private static final Pattern LINE_ENDS = Pattern.compile("\\s*[\\r\\n]+\\s*");
    private static final Pattern CONTROLS = Pattern.compile("\\p{Cntrl}|[\\u0080-\\u009f]");

    private final transient Parts parts;

    /**
     * A refusal of a setting.
     *
     * @param name of the setting, an option without its dashes, or of a part of it; empty: none, see {@link #at}
     * @param value what was given, or what is wrong with it; never a secret
     * @param expected what would be right
     */
    public Refusal(String name, Object value, String expected) {
        this(name, value, expected, null);
    }

    /** @param cause whose message is not shown */
    public Refusal(String name, Object value, String expected, @Nullable Throwable cause) {
        this(
                new Parts(
                        "",
                        name,
                        String.valueOf(value),
                        expected,
                        new Settings(name.isEmpty() ? List.of() : List.of(name), List.of())),
                cause);
    }

    private Refusal(Parts parts, @Nullable Throwable cause) {
        super(parts.text(), cause);
        this.parts = parts;
    }

    /** Of two settings that exclude each other. */
    public static Refusal bothGiven(String one, String other) {
        Settings both = new Settings(List.of(one, other), List.of());
        return new Refusal(new Parts("", one + " and " + other, "both given", "one of them", both), null);
    }

    /**
     * What {@code made} makes of that setting's value, whose parts have names of their own.
     *
     * @throws Refusal as {@code made} does, and it names the setting
     */
    public static <T> T inSetting(String setting, Supplier<T> made) {
        try {
            return made.get();
        } catch (Refusal e) {
            throw e.name().equals(setting) ? e : e.of(setting);
        }
    }

    private Refusal of(String setting) {
        Settings own = new Settings(List.of(setting), settings().besides);
        return copied(parts.at(setting).with(own));
    }

    /** The same, which may come of these settings too, the likeliest first. */
    public Refusal orOf(String... others) {
        List<String> all =
                Stream.concat(settings().besides.stream(), Stream.of(others)).toList();
        return copied(parts.with(new Settings(settings().refused, all)));
    }

    /**
     * The same, of what stands at that place.
     *
     * @param where {@code file} or {@code file:line}; it goes before the place that is known already
     */
    public Refusal at(String where) {
        return copied(parts.at(where));
    }

    private Refusal copied(Parts others) {
        Refusal copy = new Refusal(others, getCause());
        copy.setStackTrace(getStackTrace());
        return copy;
    }

    /** {@code file:line}, a setting, or one after the other where one names the next; empty: none is known. */
    public String place() {
        return parts.place;
    }

    /** Of what is refused; empty: it has none. */
    public String name() {
        return parts.name;
    }

    /** What was given, or what is wrong with it. */
    public String value() {
        return parts.value;
    }

    /** What would be right. */
    public String expected() {
        return parts.expected;
    }

    public Settings settings() {
        return parts.settings;
    }
}
