package dev.mailrace.monitor;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * A page in Prometheus' text format: {@code name{label="value",…} number [time]}, a series a line. No library that is kept reads
 * it in Java. Lines of other series are passed over unread; one of a series that is asked for has to be as it should.
 */
final class MetricsText {
    private static final int SERIES_MAX = 100_000;
    private static final int LINE_CHARACTERS_SHOWN = 80;

    /** As Go's ParseFloat takes it, but for hexadecimal digits, which no exporter writes. */
    private static final Pattern NUMBER = Pattern.compile(
            "[-+]?(?:(?:[0-9]++(?:\\.[0-9]*+)?|\\.[0-9]++)(?:[eE][-+]?[0-9]{1,4})?|(?i:inf|infinity)|(?i:nan))");

    /** Milliseconds, or seconds in OpenMetrics. */
    private static final Pattern TIME = Pattern.compile("-?[0-9]++(?:\\.[0-9]*+)?");

    /** What stands behind it in OpenMetrics is an example of what was counted. */
    private static final String EXEMPLAR = " # ";

    private MetricsText() {}

    /**
     * The series that {@code selector} matches, by their labels.
     *
     * @throws MonitorFailure when none does, or a line of that name is none of the format's
     */
    static Map<Map<String, String>, Double> matching(String page, SeriesSelector selector) throws MonitorFailure {
        Map<Map<String, String>, Double> series = new LinkedHashMap<>();
        String name = selector.name();
        for (int from = 0; from < page.length(); ) {
            int newline = page.indexOf('\n', from);
            int end = newline < 0 ? page.length() : newline;
            if (page.startsWith(name, from) && isWholeName(page, from + name.length())) {
                add(page.substring(from, end), selector, series);
            }
            from = end + 1;
        }
        if (series.isEmpty()) {
            throw new MonitorFailure("no series " + selector);
        }
        return series;
    }

    private static boolean isWholeName(String page, int end) {
        return end >= page.length() || !LabelReader.isOfName(page.charAt(end), false);
    }

    private static void add(String line, SeriesSelector selector, Map<Map<String, String>, Double> series)
            throws MonitorFailure {
        LabelReader reader = new LabelReader(line, selector.name().length());
        Map<String, String> labels = new TreeMap<>();
        reader.blanks();
        if (reader.took("{") && !reader.labels(false, (label, isEqual, value) -> labels.put(label, value) == null)) {
            throw wrong(line);
        }
        double value = value(line, line.substring(reader.at()).strip());
        if (!selector.matches(labels)) {
            return;
        }
        if (!Double.isFinite(value)) {
            throw new MonitorFailure("no number: " + shown(line));
        }
        if (series.size() == SERIES_MAX) {
            throw new MonitorFailure("more than " + SERIES_MAX + " series " + selector);
        }
        if (series.put(labels, value) != null) {
            throw new MonitorFailure("the same series twice: " + shown(line));
        }
    }

    /** NaN for what is written so, or is infinite. */
    private static double value(String line, String rest) throws MonitorFailure {
        int exemplar = rest.indexOf(EXEMPLAR);
        String[] parts =
                (exemplar < 0 ? rest : rest.substring(0, exemplar)).strip().split("[ \t]+", -1);
        if (parts.length > 2
                || !NUMBER.matcher(parts[0]).matches()
                || (parts.length == 2 && !TIME.matcher(parts[1]).matches())) {
            throw wrong(line);
        }
        String digits = parts[0].toLowerCase(Locale.ROOT);
        return digits.endsWith("nan") || digits.contains("inf") ? Double.NaN : Double.parseDouble(digits);
    }

    private static MonitorFailure wrong(String line) {
        return new MonitorFailure("a line that is none of Prometheus' text format: " + shown(line));
    }

    private static String shown(String line) {
        return line.length() <= LINE_CHARACTERS_SHOWN ? line : line.substring(0, LINE_CHARACTERS_SHOWN) + "…";
    }
}
