package dev.mailrace.monitor;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The first number of a text that stands by itself, as {@code 3} in {@code -- 3 Kbytes in 2 Requests.}: what has a unit, a
 * comma or another point glued to it is none, for {@code 4.0K} is not 4, and nobody knows what {@code 1,204} is.
 */
final class FirstNumber {
    private static final Pattern NUMBER = Pattern.compile(
            "(?<![\\w.,+-])[-+]?(?:[0-9]++(?:\\.[0-9]*+)?|\\.[0-9]++)(?:[eE][-+]?[0-9]{1,4})?(?![\\w]|[.,][0-9])");

    private FirstNumber() {}

    /**
     * @param where it stands, for the reason
     * @throws MonitorFailure when there is none
     */
    static double of(String text, String where) throws MonitorFailure {
        Matcher number = NUMBER.matcher(text);
        if (number.find()) {
            double value = Double.parseDouble(number.group());
            if (Double.isFinite(value)) {
                return value;
            }
        }
        throw new MonitorFailure("no number in " + where);
    }
}
