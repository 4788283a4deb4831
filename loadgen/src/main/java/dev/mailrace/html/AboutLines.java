package dev.mailrace.html;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mailrace.runfile.RunDocument;
import java.util.StringJoiner;

/** What the user says of a run, at the head of its page. */
final class AboutLines {
    private AboutLines() {}

    /** Nothing where nothing was said. */
    static void write(Html html, JsonNode document) {
        String title = document.path(RunDocument.TITLE).asText("");
        if (!title.isEmpty()) {
            html.element("p", title, "class", "title");
        }
        StringJoiner notes = new StringJoiner(" · ");
        document.path(RunDocument.NOTES)
                .properties()
                .forEach(
                        note -> notes.add(note.getKey() + ": " + note.getValue().asText("")));
        if (notes.length() > 0) {
            html.element("p", notes.toString(), "class", "notes");
        }
    }
}
