package dev.mailrace.options;

import dev.mailrace.fault.Refusal;
import dev.mailrace.files.UserFile;
import dev.mailrace.mail.Feed;
import dev.mailrace.terminal.Locality;
import dev.mailrace.terminal.Screen;
import java.io.Console;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The password of the user that logs in: from a file, the environment or a prompt, in this order. No message quotes it.
 *
 * @param file null: none was named
 */
record Password(String user, @Nullable Path file) {
    static final String VARIABLE = "MAILRACE_AUTH_PASSWORD";

    private static final String FILE_OPTION = "auth-password-file";
    private static final String BYTE_ORDER_MARK = "\ufeff";

    /** Tokens have some thousand characters; a device has no end. */
    private static final int BYTES_MAX = 1 << 16;

    /** A text and where it comes from. */
    private record Text(String source, String text) {
        @Override
        public String toString() {
            return source;
        }
    }

    /** Each character of it means itself. */
    Feed literal() {
        Text read = read();
        return Feed.ofSecret(read.source, read.text);
    }

    /** It is a pattern. */
    Feed pattern(long first, long last) {
        Text read = read();
        return Feed.ofSecretPattern(read.source, read.text, first, last);
    }

    private Text read() {
        if (file != null) {
            return new Text(FILE_OPTION, firstLine(file));
        }
        String variable = System.getenv(VARIABLE);
        Text text = variable != null ? new Text(VARIABLE, withoutEnd(variable)) : new Text("password", typed());
        if (Locality.isLossy(text.text)) {
            throw new Refusal(
                    text.source, "characters that the locale's character set does not have", "LC_ALL=C.UTF-8");
        }
        return text;
    }

    @SuppressWarnings(
            "SystemConsoleNull") // Newer JDKs always return a console: the screen says whether it is a person's.
    private String typed() {
        Console console = Screen.isTerminal() ? System.console() : null;
        char[] typed = console == null ? null : console.readPassword("Password of %s: ", user);
        if (typed == null) {
            throw new Refusal(
                            "auth",
                            "no password for " + user,
                            "the variable " + VARIABLE + ", or --auth-password-file FILE")
                    .orOf("auth-user");
        }
        return new String(typed);
    }

    /** Secrets that are mounted as files or set from such end with a line end that is not theirs. */
    private static String withoutEnd(String text) {
        String bare = text.startsWith(BYTE_ORDER_MARK) ? text.substring(BYTE_ORDER_MARK.length()) : text;
        return bare.endsWith("\r\n")
                ? bare.substring(0, bare.length() - 2)
                : bare.endsWith("\n") ? bare.substring(0, bare.length() - 1) : bare;
    }

    private static String firstLine(Path file) {
        UserFile named = new UserFile(FILE_OPTION, file, BYTES_MAX, "the password in its first line, in UTF-8");
        String text = named.text();
        int end = text.indexOf('\n');
        String line = withoutEnd(end < 0 ? text : text.substring(0, end + 1));
        if (line.isEmpty()) {
            throw named.refused("empty");
        }
        return line;
    }
}
