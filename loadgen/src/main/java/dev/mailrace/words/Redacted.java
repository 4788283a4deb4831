package dev.mailrace.words;

import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What was typed, with secrets masked. */
public final class Redacted {
    private static final String MASK = "***";

    /** What names of options and parameters call a secret. */
    private static final String NAME =
            "[\\w.-]*(?:pass(?!ive|word-file|word-pattern|ed\\b)|pwd|secret|token|key|credential(?!s\\b))[\\w.-]*";

    private static final Pattern PAIR = Pattern.compile("(?i)(" + NAME + ")=(?!\\s|$)[^,;&\\s']*");

    /** A user of a URL, with or without a password. */
    private static final Pattern USER = Pattern.compile("//[^/\\s@]+@");

    private static final Pattern QUERY = Pattern.compile("(?<=//)([^\\s?#']*)[?#][^\\s']+");

    /** Some receivers have their customers' keys in the path. */
    private static final Pattern KEY_IN_PATH = Pattern.compile("(?<=\\w/)[A-Za-z0-9_-]{24,}(?=/|$)");

    private static final Pattern SECRET_OPTION = Pattern.compile("(?i)-(?:D|-?)?" + NAME);

    /** What means itself in every shell and every locale. */
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_@%+:,./-][A-Za-z0-9_@%+=:,./-]*");

    private Redacted() {}

    /** A URL: its user, query and fragment are private. */
    public static String url(String text) {
        String bare = bare(text);
        return bare.contains("://") ? KEY_IN_PATH.matcher(bare).replaceAll(MASK) : bare;
    }

    private static String bare(String text) {
        return QUERY.matcher(USER.matcher(text).replaceAll("//" + MASK + "@")).replaceAll("$1?" + MASK);
    }

    /** A complaint, which may quote what was typed. */
    public static String message(@Nullable String text) {
        return PAIR.matcher(bare(String.valueOf(text))).replaceAll("$1=" + MASK);
    }

    /** An argument of a command line, ours or the JVM's. */
    public static String argument(String argument) {
        int equals = argument.indexOf('=');
        if (namesFile(argument)) {
            return argument;
        }
        if (equals > 0 && SECRET_OPTION.matcher(argument.substring(0, equals)).matches()) {
            return argument.substring(0, equals + 1) + MASK;
        }
        return PAIR.matcher(url(argument)).replaceAll("$1=" + MASK);
    }

    /** Options of ours that name where a key is, which is no secret. */
    private static boolean namesFile(String argument) {
        return argument.startsWith("--key=") || argument.startsWith("--tls-key=");
    }

    /** A whole command line, which a POSIX shell takes apart into these arguments again. */
    public static String line(Collection<String> arguments) {
        return arguments.stream().map(argument -> quoted(argument(argument))).collect(Collectors.joining(" "));
    }

    /** As a word of a POSIX shell: within single quotes, where nothing has a meaning but the quote itself. */
    private static String quoted(String argument) {
        return PLAIN.matcher(argument).matches() ? argument : "'" + argument.replace("'", "'\\''") + "'";
    }

    /** Whether there is one among arguments that have no place. */
    public static boolean holdsOption(List<String> unmatched) {
        return unmatched.stream().anyMatch(text -> text.startsWith("-"));
    }

    /** Names of unknown options; what may be their values is left out. */
    public static String unknown(List<String> unmatched) {
        List<String> names = unmatched.stream()
                .filter(text -> text.startsWith("-"))
                .map(Redacted::name)
                .map(name -> "'" + name + "'")
                .toList();
        return (names.size() == 1 ? "Unknown option: " : "Unknown options: ") + String.join(", ", names);
    }

    private static String name(String option) {
        int equals = option.indexOf('=');
        String name = equals < 0 ? option : option.substring(0, equals);
        boolean mayHoldValue = name.length() > 2 && name.matches("-[pPwW].*"); // As other tools have passwords.
        return mayHoldValue ? name.substring(0, 2) + "…" : name;
    }
}
