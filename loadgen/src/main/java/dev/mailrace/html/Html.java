package dev.mailrace.html;

import dev.mailrace.runfile.JsonFile;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.apache.commons.text.StringEscapeUtils;

/** Writes HTML from front to back. What stands between tags and in attributes is escaped and bounded. Owned by one thread. */
final class Html {
    /** Untrusted text: of a server, or of a file. */
    static final int TEXT_CHARACTERS_MAX = 4_000;

    private final StringBuilder written = new StringBuilder();
    private final Map<String, String> sections = new LinkedHashMap<>(); // headings by their ids

    /**
     * Opens an element.
     *
     * @param attributes names and values in turn
     */
    Html open(String tag, String... attributes) {
        written.append('<').append(tag);
        for (int i = 0; i < attributes.length; i += 2) {
            written.append(' ')
                    .append(attributes[i])
                    .append("=\"")
                    .append(escaped(attributes[i + 1]))
                    .append('"');
        }
        written.append('>');
        return this;
    }

    Html close(String tag) {
        written.append("</").append(tag).append(">\n");
        return this;
    }

    Html text(String text) {
        written.append(escaped(text));
        return this;
    }

    /** An element with nothing but text in it. */
    Html element(String tag, String text, String... attributes) {
        return open(tag, attributes).text(text).close(tag);
    }

    /** A heading of the second level, which a list of contents can name. */
    Html section(String heading) {
        String name = "section-" + heading.toLowerCase(Locale.ROOT).replaceAll("[^a-z]+", "-");
        String id = name;
        for (int again = 2; sections.containsKey(id); again++) { // Several runs of a page may have the same.
            id = name + "-" + again;
        }
        sections.put(id, heading);
        return element("h2", heading, "id", id);
    }

    /** A list of the sections of {@code body}, to be written before it. */
    Html contents(Html body) {
        open("nav", "aria-label", "Contents").open("ul", "class", "contents");
        body.sections.forEach((id, heading) ->
                open("li").element("a", heading, "href", "#" + id).close("li"));
        return close("ul").close("nav");
    }

    /** Writes {@code html} unescaped: for constants, and for what another of these has written. */
    Html raw(String html) {
        written.append(html);
        return this;
    }

    static String escaped(String text) {
        String bounded = text.length() <= TEXT_CHARACTERS_MAX
                ? text
                : text.substring(0, TEXT_CHARACTERS_MAX) + "… (" + text.length() + " characters in all)";
        return StringEscapeUtils.escapeXml10(JsonFile.printable(bounded));
    }

    @Override
    public String toString() {
        return written.toString();
    }
}
