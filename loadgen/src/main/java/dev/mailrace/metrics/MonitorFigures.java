package dev.mailrace.metrics;

/**
 * What a monitor came to in the measured stage.
 *
 * @param samples how many values it gave
 * @param gaps how often one was due and could not be had
 * @param min NaN, as the following, where there was no value
 */
public record MonitorFigures(long samples, long gaps, double min, double mean, double max, double last) {
    public static final MonitorFigures NONE = new MonitorFigures(0, 0, Double.NaN, Double.NaN, Double.NaN, Double.NaN);

    /** With what came next; NaN is a gap. */
    MonitorFigures with(double value) {
        if (Double.isNaN(value)) {
            return new MonitorFigures(samples, gaps + 1, min, mean, max, last);
        }
        if (samples == 0) {
            return new MonitorFigures(1, gaps, value, value, value, value);
        }
        return new MonitorFigures(
                samples + 1,
                gaps,
                Math.min(min, value),
                mean + (value - mean) / (samples + 1),
                Math.max(max, value),
                value);
    }
}
