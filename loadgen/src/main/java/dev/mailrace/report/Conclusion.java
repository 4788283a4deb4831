package dev.mailrace.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jline.utils.AttributedStyle;

/**
 * What a command of several runs came to: the first thing that its page and its table say.
 *
 * @param heading the verdict in words, which need no colour, and what it is about
 * @param why one sentence or two; empty: the heading says it all
 */
public record Conclusion(Tone tone, String heading, String why) {
    /** What colour says beside the words. */
    public enum Tone {
        /** There is nothing to decide. */
        PLAIN,
        GOOD,
        /** Not known: neither good nor bad. */
        DOUBT,
        BAD;

        AttributedStyle style() {
            return switch (this) {
                case PLAIN -> Line.STRONG;
                case GOOD -> Line.GOOD;
                case DOUBT -> Line.POOR;
                case BAD -> Line.BAD;
            };
        }

        /** The name in styles of pages. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** For people, none wider than {@code columnsMax}. */
    List<Line> lines(int columnsMax) {
        List<Line> lines = new ArrayList<>();
        for (Line line : Line.wrapped(heading, 2, columnsMax)) {
            lines.add(Line.of(line.toString(), tone.style()));
        }
        if (!why.isEmpty()) {
            lines.addAll(Line.wrapped(why, 2, columnsMax));
        }
        return lines;
    }

    /**
     * With the first of the {@code reasons} in the heading; where there are more, all of them lead the sentences below.
     *
     * @param verdict the word, and what it is about
     */
    static Conclusion of(Tone tone, String verdict, String reasons, String why) {
        String first = first(reasons);
        String all = first.equals(reasons) ? "" : sentence(reasons);
        return new Conclusion(tone, verdict + ": " + first, all + (all.isEmpty() || why.isEmpty() ? "" : " ") + why);
    }

    /** Of several reasons: a heading has room for one. */
    static String first(String reasons) {
        return reasons.split("; ", 2)[0];
    }

    /** With a capital first letter and a full stop, as a sentence stands alone. */
    static String sentence(String words) {
        return words.isEmpty() || words.endsWith(".") ? capital(words) : capital(words) + ".";
    }

    /** With a capital first letter. */
    public static String capital(String words) {
        return words.isEmpty() ? words : words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
    }
}
