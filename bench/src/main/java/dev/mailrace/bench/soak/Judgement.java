package dev.mailrace.bench.soak;

/**
 * Whether one quantity of one process grew more than it may.
 *
 * @param trend after the warm-up
 * @param watchedHours over which the trend was taken
 * @param finding empty when all is well
 */
record Judgement(String process, Quantity quantity, Trend trend, double watchedHours, String finding) {
    private static final double FASTER_MAX = 1.5;

    /** Below it, a file's growth is a few lines of a log. */
    private static final double FILE_KIB_PER_HOUR = 256;

    /**
     * A leak is a slope that is certain (its interval lies above zero) and matters (what it added is above the allowance). A file
     * may grow, but not ever faster.
     */
    static Judgement of(String process, Quantity quantity, Series series) {
        Trend trend = series.trend();
        String finding = "";
        if (!quantity.isFile()) {
            boolean grew = trend.low() > 0 && trend.perHour() * series.watchedHours() > quantity.allowance();
            finding = grew ? "grows" : "";
        } else {
            Trend first = series.firstHalf().trend();
            Trend last = series.lastHalf().trend();
            boolean faster = last.low() > FASTER_MAX * Math.max(0, first.high()) + FILE_KIB_PER_HOUR;
            finding = faster ? "grows ever faster" : "";
        }
        return new Judgement(process, quantity, trend, series.watchedHours(), finding);
    }

    boolean failed() {
        return !finding.isEmpty();
    }

    double growth() {
        return trend.perHour() * watchedHours;
    }

    /** The level that the trend's upper end would lead to: a bound, where the trend itself is noise. */
    double after(double hours) {
        return trend.level() + Math.max(0, trend.high()) * hours;
    }
}
