package dev.mailrace.terminal;

import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.text.Normalizer;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which characters this process uses for what people read: decided once, at its start, for all of its output. What
 * machines read (JSON, scenario files, completion scripts) is UTF-8 in any case and not spelled. Any thread may ask.
 *
 * <p>A pager or a terminal of a locale that has no UTF-8 shows {@code <C2><B5>s} for a time in microseconds.
 */
public enum Spelling {
    /** As it was written. */
    UNICODE,
    /** In ASCII alone, with stand-ins for what else our own words are made of and {@code ?} for what others sent. */
    ASCII;

    /**
     * The launcher gives the JVM a locale that can read every argument; this is the character set of the one that it was
     * called in.
     */
    private static final String CALLERS_CHARSET = "MAILRACE_CHARSET";

    private static final Map<Integer, String> STAND_INS = Map.ofEntries(
            Map.entry((int) 'µ', "u"),
            Map.entry((int) '×', "x"),
            Map.entry((int) '·', "."),
            Map.entry((int) '§', "section "),
            Map.entry((int) '–', "-"),
            Map.entry((int) '—', "-"),
            Map.entry((int) '−', "-"),
            Map.entry((int) '±', "+-"),
            Map.entry((int) '…', "..."),
            Map.entry((int) '≥', ">="),
            Map.entry((int) '≤', "<="),
            Map.entry((int) '→', "->"),
            Map.entry((int) '∞', "inf"),
            Map.entry((int) '●', "*"),
            Map.entry((int) '‘', "'"),
            Map.entry((int) '’', "'"),
            Map.entry((int) '“', "\""),
            Map.entry((int) '”', "\""),
            // Bars: the higher, the darker.
            Map.entry((int) '░', "."),
            Map.entry((int) '▁', "."),
            Map.entry((int) '▂', ":"),
            Map.entry((int) '▃', "-"),
            Map.entry((int) '▄', "="),
            Map.entry((int) '▅', "+"),
            Map.entry((int) '▆', "*"),
            Map.entry((int) '▇', "%"),
            Map.entry((int) '█', "#"));

    private static final String UNKNOWN = "?";
    private static final Pattern ASCII_ONLY = Pattern.compile("\\p{ASCII}*");

    /** Until a process decides it writes what it says as it is. */
    private static volatile Spelling ours = UNICODE;

    /** That of this process. */
    public static Spelling ours() {
        return ours;
    }

    /** Decides for this process, before it says anything. */
    public static void decide() {
        String callers = System.getenv(CALLERS_CHARSET);
        use(of(
                callers == null ? System.getProperty("sun.jnu.encoding") : callers,
                Screen.OUT.isDumb() || Screen.ERR.isDumb()));
    }

    static void use(Spelling spelling) {
        ours = spelling;
    }

    /**
     * What fits an output, which is in UTF-8 whatever else the locale would have.
     *
     * @param charset of the locale; null: unknown
     * @param dumb whether it goes to a terminal of which nothing is known
     */
    static Spelling of(@Nullable String charset, boolean dumb) {
        return dumb || !(charset == null || isUtf8(charset)) ? ASCII : UNICODE;
    }

    private static boolean isUtf8(String charset) {
        try {
            return Charset.forName(charset).equals(StandardCharsets.UTF_8);
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            return false;
        }
    }

    /** The text in these characters; it may become longer. */
    public String of(String text) {
        if (this == UNICODE || ASCII_ONLY.matcher(text).matches()) {
            return text;
        }
        StringBuilder spelled = new StringBuilder(text.length());
        // What is composed of several characters is one that we do not have.
        Normalizer.normalize(text, Normalizer.Form.NFC).codePoints().forEach(character -> {
            if (character < 0x80) {
                spelled.append((char) character);
            } else {
                spelled.append(STAND_INS.getOrDefault(character, UNKNOWN));
            }
        });
        return spelled.toString();
    }
}
