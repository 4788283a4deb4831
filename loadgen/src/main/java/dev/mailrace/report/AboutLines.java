package dev.mailrace.report;

import dev.mailrace.metrics.RunInfo;
import dev.mailrace.runfile.JsonFile;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What the user says of a run, for people. */
public final class AboutLines {
    private AboutLines() {}

    /** On a terminal: the title, and the notes as {@code commit=1a2b3c, ticket=42}; none where nothing was said. */
    public static List<String> of(RunInfo.About about) {
        List<String> lines = new ArrayList<>();
        if (!about.title().isEmpty()) {
            lines.add(JsonFile.printable(about.title()));
        }
        if (!about.notes().isEmpty()) {
            lines.add(about.notes().entrySet().stream()
                    .map(note -> JsonFile.printable(note.getKey() + "=" + note.getValue()))
                    .collect(Collectors.joining(", ")));
        }
        return lines;
    }

    /** A paragraph of Markdown, with its line end; empty where nothing was said. */
    public static String markdown(RunInfo.About about) {
        List<String> said = new ArrayList<>();
        if (!about.title().isEmpty()) {
            said.add("*" + Markdown.text(about.title()) + "*");
        }
        about.notes().forEach((name, value) -> said.add(Markdown.text(name) + ": " + Markdown.code(value)));
        return said.isEmpty() ? "" : String.join(" · ", said) + "\n";
    }
}
