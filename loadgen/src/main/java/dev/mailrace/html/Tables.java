package dev.mailrace.html;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mailrace.runfile.Percentiles;
import dev.mailrace.words.Human;
import java.util.List;

/** Writes one table. Cells of numbers hold them exactly as {@code data-value}, beside what people read. */
final class Tables {
    private final Html html;

    private Tables(Html html) {
        this.html = html;
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
        return new Tables(html);
    }

    /** Begins a row with its heading. */
    Tables row(String heading, String... attributes) {
        html.open("tr", attributes).element("th", heading, "scope", "row");
        return this;
    }

    Tables text(String text) {
        html.element("td", text);
        return this;
    }

    /** A word that is good or bad. */
    Tables mark(String word, boolean good) {
        html.element("td", word, "class", good ? "good" : "bad");
        return this;
    }

    /** What a server said. */
    Tables said(String text) {
        html.element("td", text, "class", "said");
        return this;
    }

    Tables number(String shown, String exact) {
        html.element("td", shown, "class", "number", "data-value", exact);
        return this;
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
