package dev.mailrace.html;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mailrace.report.Conclusion;
import dev.mailrace.runfile.Percentiles;
import dev.mailrace.words.Human;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Writes one table. Cells of numbers hold them exactly as {@code data-value}, beside what people read. The page takes it when
 * it is closed: only its rows say which columns are numbers, whose titles stand on the right as they do.
 */
final class Tables {
    private final Html html;
    private final String id;
    private final String caption;
    private final List<String> columns;

    /** Whether each row becomes a card where the screen is narrow. */
    private final boolean folds;

    private final Html rows = new Html();
    private final Set<Integer> numbers = new HashSet<>(); // Columns that hold any.
    private int column; // The next cell's.

    private Tables(Html html, String id, String caption, List<String> columns, boolean folds) {
        this.html = html;
        this.id = id;
        this.caption = caption;
        this.columns = columns;
        this.folds = folds;
    }

    /**
     * Opens a table.
     *
     * @param id how tests and links name it
     */
    static Tables open(Html html, String id, String caption, List<String> columns) {
        return new Tables(html, id, caption, columns, false);
    }

    /** The same, of which each row becomes a card where the screen is narrow: no column is beyond its edge. */
    static Tables cards(Html html, String id, String caption, List<String> columns) {
        return new Tables(html, id, caption, columns, true);
    }

    /** Begins a row with its heading. */
    Tables row(String heading, String... attributes) {
        column = 1;
        rows.open("tr", roled("row", attributes)).element("th", heading, roled("rowheader", "scope", "row"));
        return this;
    }

    private Tables cell(String text, String... attributes) {
        String[] all = roled("cell", attributes);
        rows.element("td", text, folds ? concat(all, "data-label", columns.get(column)) : all);
        column++;
        return this;
    }

    /** With a role, for what is no more displayed as a table would not be read as one. */
    private String[] roled(String role, String... attributes) {
        return folds ? concat(attributes, "role", role) : attributes;
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
        numbers.add(column);
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
        rows.close("tr");
    }

    void close() {
        // Wide tables scroll by themselves, by finger or key, and not the page.
        html.open("div", "class", "scroll", "tabindex", "0", "role", "region", "aria-label", caption);
        html.open("table", roled("table", folds ? new String[] {"id", id, "class", "cards"} : new String[] {"id", id}))
                .element("caption", caption)
                .open("thead", roled("rowgroup"))
                .open("tr", roled("row"));
        for (int i = 0; i < columns.size(); i++) {
            String[] scope = roled("columnheader", "scope", "col");
            html.element("th", columns.get(i), numbers.contains(i) ? concat(scope, "class", "number") : scope);
        }
        html.close("tr").close("thead").open("tbody", roled("rowgroup"));
        html.raw(rows.toString()).close("tbody").close("table").close("div");
    }
}
