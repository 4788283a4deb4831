package dev.mailrace.monitor;

import dev.mailrace.fault.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Which series of a page of metrics are added up: {@code postfix_queue_size{queue="active"}}, or of counters what they grow a
 * second, {@code rate(http_requests_total{code!="200"})}. Immutable.
 *
 * @param labels all of which must match; one that a series has not is empty there
 * @param isRate whether a series counts, and what it grows a second is meant
 */
record SeriesSelector(String name, List<Matcher> labels, boolean isRate) {
    private static final int CHARACTERS_MAX = 2_000;
    private static final String EXPECTED = "a series such as #node_load1, #postfix_queue_size{queue=\"active\"} or "
            + "#rate(requests_total{code!=\"200\"})";

    /** What a label must be, or must not. */
    record Matcher(String label, boolean isEqual, String value) {
        private boolean matches(Map<String, String> labels) {
            return labels.getOrDefault(label, "").equals(value) == isEqual;
        }

        @Override
        public String toString() {
            return label + (isEqual ? "=" : "!=") + LabelReader.quote(value);
        }
    }

    SeriesSelector {
        labels = List.copyOf(labels);
    }

    /** @throws Refusal when it is none */
    static SeriesSelector of(String text) {
        if (text.length() > CHARACTERS_MAX) {
            throw wrong(text);
        }
        String series = text.strip();
        boolean isRate = series.startsWith("rate(") && series.endsWith(")");
        String bare = isRate ? series.substring("rate(".length(), series.length() - 1) : series;
        LabelReader reader = new LabelReader(bare, 0);
        reader.blanks();
        String name = reader.name();
        reader.blanks();
        List<Matcher> labels = new ArrayList<>();
        if (name.isEmpty()
                || (reader.took("{")
                        && !reader.labels(
                                true, (label, isEqual, value) -> labels.add(new Matcher(label, isEqual, value))))) {
            throw wrong(text);
        }
        reader.blanks();
        if (!reader.isAtEnd()) {
            throw wrong(text);
        }
        return new SeriesSelector(name, labels, isRate);
    }

    private static Refusal wrong(String text) {
        return new Refusal("monitor", "#" + text, EXPECTED);
    }

    boolean matches(Map<String, String> ofSeries) {
        return labels.stream().allMatch(label -> label.matches(ofSeries));
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(name);
        if (!labels.isEmpty()) {
            text.append('{')
                    .append(String.join(
                            ",", labels.stream().map(Matcher::toString).toList()))
                    .append('}');
        }
        return isRate ? "rate(" + text + ")" : text.toString();
    }
}
