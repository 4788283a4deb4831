package dev.mailrace.html;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mailrace.report.Conclusion;
import dev.mailrace.runfile.Percentiles;
import dev.mailrace.words.Human;
import java.util.Arrays;
import java.util.List;

/** Writes one table. Cells of numbers hold them exactly as {@code data-value}, beside what people read. */
final class Tables {
    private final Html html;

    /** Of a table that folds into a card a row where the screen is narrow: what stands before each cell then; else empty. */
    private final List<String> labels;

    private int column; // The next cell's.

    private Tables(Html html, List<String> labels) {
        this.html = html;
        this.labels = labels;
    }

    /**
     * Opens a table.
     *
     * @param id how tests and links name it
     */
    static Tables open(Html html, String id, String caption, List<String> columns) {
        // Wide tables scroll by themselves, by finger or key, and not the page.
        html.open("div", "class", "scroll", "tabindex", "0", "role", "region", "aria-label", caption);
        html.open("table", "id", id).element("caption", caption).open("thead").open("tr");
        columns.forEach(column -> html.element("th", column, "scope", "col"));
        html.close("tr").close("thead").open("tbody");
        return new Tables(html, List.of());
    }

    /** The same, of which each row becomes a card where the screen is narrow: no column is beyond its edge. */
    static Tables cards(Html html, String id, String caption, List<String> columns) {
        html.open("div", "class", "scroll", "tabindex", "0", "role", "region", "aria-label", caption);
        // Roles, for what is no more displayed as a table would not be read as one.
        html.open("table", "id", id, "class", "cards", "role", "table")
                .element("caption", caption)
                .open("thead", "role", "rowgroup")
                .open("tr", "role", "row");
        columns.forEach(column -> html.element("th", column, "scope", "col", "role", "columnheader"));
        html.close("tr").close("thead").open("tbody", "role", "rowgroup");
        return new Tables(html, columns);
    }

    /** Begins a row with its heading. */
    Tables row(String heading, String... attributes) {
        column = 1;
        if (labels.isEmpty()) {
            html.open("tr", attributes).element("th", heading, "scope", "row");
            return this;
        }
        html.open("tr", concat(attributes, "role", "row")).element("th", heading, "scope", "row", "role", "rowheader");
        return this;
    }

    private Tables cell(String text, String... attributes) {
        if (labels.isEmpty()) {
            html.element("td", text, attributes);
        } else {
            html.element("td", text, concat(attributes, "role", "cell", "data-label", labels.get(column)));
        }
        column++;
        return this;
    }

    private static String[] concat(String[] attributes, String... more) {
        String[] all = Arrays.copyOf(attributes, attributes.length + more.length);
        System.arraycopy(more, 0, all, attributes.length, more.length);
        return all;
    }

    Tables text(String text) {
        return cell(text);
    }

    /** A word that is good or bad. */
    Tables mark(String word, boolean good) {
        return cell(word, "class", good ? "good" : "bad");
    }

    /** A word in a colour that says the same. */
    Tables toned(String word, Conclusion.Tone tone) {
        return cell(word, "class", tone.label());
    }

    /** What a server said. */
    Tables said(String text) {
        return cell(text, "class", "said");
    }

    Tables number(String shown, String exact) {
        return cell(shown, "class", "number", "data-value", exact);
    }

    Tables count(JsonNode count) {
        return number(Human.count(count.asLong()), count.asText());
    }

    Tables rate(JsonNode rate) {
        return number(Human.rate(rate.asDouble()), rate.asText());
    }

    /** A time; an empty cell where there is none. */
    Tables micros(JsonNode micros) {
        return number(micros.isNumber() ? Human.micros(micros) : "", micros.asText(""));
    }

    /** A time among statistics, with a sign before it where it is a lower bound; an empty cell where there is none. */
    Tables time(JsonNode statistics, String name) {
        return number(
                Percentiles.words(statistics, name),
                statistics.path(name + "_us").asText(""));
    }

    void endRow() {
        html.close("tr");
    }

    void close() {
        html.close("tbody").close("table").close("div");
    }
}
