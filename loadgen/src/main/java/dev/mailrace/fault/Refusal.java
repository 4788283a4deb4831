package dev.mailrace.fault;

import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a user asked for and cannot have. Immutable.
 *
 * <p>Its message is one line that is made here alone: {@code place: name: value (expected: …)}. Whoever needs to know what it is
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

    private static final long serialVersionUID = 1;
    private static final Settings NONE = new Settings(List.of(), List.of());

    private final String place;
    private final String name;
    private final String value;
    private final String expected;
    private final transient Settings settings;

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
                "",
                name,
                String.valueOf(value),
                expected,
                name.isEmpty() ? NONE : new Settings(List.of(name), List.of()),
                cause);
    }

    private Refusal(
            String place, String name, String value, String expected, Settings settings, @Nullable Throwable cause) {
        super(text(place, name, value, expected), cause);
        this.place = place;
        this.name = name;
        this.value = value;
        this.expected = expected;
        this.settings = settings;
    }

    private static String text(String place, String name, String value, String expected) {
        String before = (place.isEmpty() ? "" : place + ": ") + (name.isEmpty() ? "" : name + ": ");
        return before + value + " (expected: " + expected + ")";
    }

    /** Of two settings that exclude each other. */
    public static Refusal bothGiven(String one, String other) {
        Settings both = new Settings(List.of(one, other), List.of());
        return new Refusal("", one + " and " + other, "both given", "one of them", both, null);
    }

    /**
     * What {@code made} makes of that setting's value, whose parts have names of their own.
     *     * @throws Refusal as {@code made} does, and it names the setting
     */
    public static <T> T inSetting(String setting, Supplier<T> made) {
        try {
            return made.get();
        } catch (Refusal e) {
            Settings own = new Settings(List.of(setting), e.settings.besides);
            throw e.name.equals(setting) ? e : e.at(setting).with(own);
        }
    }

    /** The same, which may come of these settings too, the likeliest first. */
    public Refusal orOf(String... others) {
        List<String> all =
                Stream.concat(settings.besides.stream(), Stream.of(others)).toList();
        return with(new Settings(settings.refused, all));
    }

    /**
     * The same, of what stands at that place.
     *     * @param where {@code file}, {@code file:line} or a setting; it goes before the place that is known already
     */
    public Refusal at(String where) {
        String whole = place.isEmpty() ? where : where + ": " + place;
        return copied(new Refusal(whole, name, value, expected, settings, getCause()));
    }

    private Refusal with(Settings others) {
        return copied(new Refusal(place, name, value, expected, others, getCause()));
    }

    private Refusal copied(Refusal copy) {
        copy.setStackTrace(getStackTrace());
        return copy;
    }

    /** {@code file:line}, a setting, or one after the other where one names the next; empty: none is known. */
    public String place() {
        return place;
    }

    /** Of what is refused; empty: it has none. */
    public String name() {
        return name;
    }

    /** What was given, or what is wrong with it. */
    public String value() {
        return value;
    }

    /** What would be right. */
    public String expected() {
        return expected;
    }

    public Settings settings() {
        return settings;
    }
}
