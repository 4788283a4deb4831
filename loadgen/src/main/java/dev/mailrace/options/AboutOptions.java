package dev.mailrace.options;

import dev.mailrace.fault.Refusal;
import dev.mailrace.metrics.RunInfo;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What the user says of a run: kept with it, and shown where it is shown. */
public final class AboutOptions {
    static final int TITLE_CHARACTERS_MAX = 200;
    static final int NOTES_MAX = 50;
    static final int NOTE_CHARACTERS_MAX = 500;

    /** Any other character may stand in a note. */
    private static final String NEW_LINE = "\n";

    private static final String NAME = "[A-Za-z0-9][A-Za-z0-9_.-]{0,39}";

    @Option(names = "--title", paramLabel = "TEXT", description = "What the run is called where it is shown.")
    @Nullable
    String title;

    @Option(
            names = "--note",
            paramLabel = "KEY=VALUE",
            split = NEW_LINE,
            description = "A fact to be kept with the run, such as 'commit=1a2b3c'; repeatable.")
    List<String> notes = new ArrayList<>();

    /**
     * All of it.
     *
     * @throws Refusal when something is too long, or no note
     */
    public RunInfo.About about() {
        String text = title == null ? "" : title.strip();
        if (text.length() > TITLE_CHARACTERS_MAX) {
            throw new Refusal(
                    "title", text.length() + " characters", "at most " + TITLE_CHARACTERS_MAX + " in one line");
        }
        if (text.codePoints().anyMatch(Character::isISOControl)) {
            throw new Refusal("title", "several lines, or control characters", "one line of text");
        }
        if (notes.size() > NOTES_MAX) {
            throw new Refusal("note", notes.size() + " notes", "at most " + NOTES_MAX);
        }
        Map<String, String> byName = new LinkedHashMap<>();
        for (String note : notes) {
            String name = name(note);
            if (byName.put(name, note.substring(name.length() + 1).strip()) != null) {
                throw new Refusal("note", name + " given twice", "each name once");
            }
        }
        return new RunInfo.About(text, byName);
    }

    private static String name(String note) {
        int equals = note.indexOf('=');
        if (equals < 0 || !note.substring(0, equals).matches(NAME)) {
            throw new Refusal(
                    "note",
                    equals < 0 ? note : note.substring(0, equals),
                    "a note such as commit=1a2b3c, its key of at most 40 letters, digits, '.', '_' and '-'");
        }
        if (note.length() - equals - 1 > NOTE_CHARACTERS_MAX) {
            throw new Refusal(
                    "note",
                    note.substring(0, equals) + " of " + (note.length() - equals - 1) + " characters",
                    "at most " + NOTE_CHARACTERS_MAX);
        }
        if (note.codePoints().anyMatch(Character::isISOControl)) {
            throw new Refusal("note", note.substring(0, equals) + " with control characters", "one line of text");
        }
        return note.substring(0, equals);
    }
}
