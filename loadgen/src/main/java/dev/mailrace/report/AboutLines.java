package dev.mailrace.report;

import dev.mailrace.metrics.RunInfo;
import dev.mailrace.runfile.JsonFile;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What the user says of a run, for people at a terminal. */
final class AboutLines {
    private AboutLines() {}

    /** The title, and the notes as {@code commit=1a2b3c, ticket=42}; none where nothing was said. */
    static List<String> of(RunInfo.About about) {
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
}
