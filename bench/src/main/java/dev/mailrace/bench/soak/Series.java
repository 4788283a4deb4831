package dev.mailrace.bench.soak;

import java.util.Arrays;

/** Values over time, in hours since the start. */
final class Series {
    private final double[] hours;
    private final double[] values;

    /** The arrays become its own, and stay as they are. */
    Series(double[] hours, double[] values) {
        this.hours = hours;
        this.values = values;
    }

    int size() {
        return hours.length;
    }

    double[] hours() {
        return hours.clone();
    }

    double[] values() {
        return values.clone();
    }

    double watchedHours() {
        return hours.length == 0 ? 0 : hours[hours.length - 1] - hours[0];
    }

    Trend trend() {
        return Trend.of(hours, values);
    }

    Series firstHalf() {
        return part(0, hours.length / 2);
    }

    Series lastHalf() {
        return part(hours.length / 2, hours.length);
    }

    private Series part(int from, int to) {
        return new Series(Arrays.copyOfRange(hours, from, to), Arrays.copyOfRange(values, from, to));
    }
}
