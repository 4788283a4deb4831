package dev.mailrace.analysis;

import dev.mailrace.metrics.Timing;
import dev.mailrace.session.Phase;
import java.util.Locale;

/**
 * A number that runs are judged by, and its minimum effect.
 *
 * @param name for people and files; the key in {@link RunFigures#values}
 * @param unit of its values: {@link #MICROSECONDS}, {@link #PER_SECOND}, {@link #SHARE}, or a benchmark's own
 * @param better which way is up
 * @param scale how two values are held against each other
 * @param minEffect the least change that matters: 0.05 for 5 %, as a ratio or in points; 0 where every change does
 * @param samplesMin how many measured values a run needs behind its value to be judged; 0: any
 */
public record Metric(String name, String unit, Better better, Scale scale, double minEffect, long samplesMin) {
    public static final String MICROSECONDS = "us";
    public static final String PER_SECOND = "/s";
    /** 0 to 1. */
    public static final String SHARE = "share";

    /** Accepted messages a second of the measured stage. */
    public static final String ACCEPTED = "accepted/s";

    /** Rejected, failed, unconfirmed and dropped, of all arrivals that the end of the run did not cut off. */
    public static final String FAILURES = "failure ratio";

    /**
     * So many values at least lie above a percentile that is judged. Slow replies come in clusters, for one pause of the server
     * or the machine makes every session wait at once: ten values can be a single pause, and whether a run had one or two of
     * them is no property of the server. In trials of a sink against itself, each run with 12 values above its p99, one in
     * twelve comparisons found a change that was not there.
     */
    private static final long SAMPLES_ABOVE = 100;

    /** Which way a metric should move. */
    public enum Better {
        HIGHER,
        LOWER
    }

    /** How values are compared. */
    public enum Scale {
        /** By their logarithms: 5 % up and 5 % down weigh the same. */
        RATIO,
        /** As they are; for shares, which are often 0. */
        DIFFERENCE,
        /** As they are, and without doubt: a count that comes out the same each time. */
        EXACT
    }

    /** Throughput: more is better. */
    public static Metric accepted(double minEffect) {
        return new Metric(ACCEPTED, PER_SECOND, Better.HIGHER, Scale.RATIO, minEffect, 0);
    }

    /** Failures: fewer are better; {@code minEffect} is in points, 0.001 for 0.1. */
    public static Metric failures(double minEffect) {
        return new Metric(FAILURES, SHARE, Better.LOWER, Scale.DIFFERENCE, minEffect, 0);
    }

    /** A percentile of the time of {@code phase}. */
    public static Metric percentile(Percentile percentile, Phase phase, Timing timing, double minEffect) {
        long samplesMin = (long) Math.ceil(SAMPLES_ABOVE / (1 - percentile.share()) - 1e-6);
        return new Metric(
                name(percentile.label(), phase.label(), timing),
                MICROSECONDS,
                Better.LOWER,
                Scale.RATIO,
                minEffect,
                samplesMin);
    }

    /** The name of a statistic of a phase, as {@code p99(transaction, response)}. */
    public static String name(String statistic, String phase, Timing timing) {
        return statistic + "(" + phase + ", " + timing.name().toLowerCase(Locale.ROOT) + ")";
    }

    /**
     * A value on the axis that verdicts are found on: differences count there, and up is worse. Of ratios it is the
     * logarithm; of metrics that should be high, the negative.
     */
    double badness(double value) {
        // Zero has no logarithm: it becomes less than can be measured.
        double placed = scale == Scale.RATIO ? Math.log(Math.max(value, Double.MIN_NORMAL)) : value;
        return better == Better.LOWER ? placed : -placed;
    }

    /** What a difference on that axis means: a ratio, or a difference of values where the scale says so. */
    double change(double badness) {
        double placed = better == Better.LOWER ? badness : -badness;
        return scale == Scale.RATIO ? Math.exp(placed) : placed;
    }

    /** As {@link #change(double)}, of all three numbers. */
    Shift change(Shift badness) {
        double mild = change(badness.low());
        double grave = change(badness.high());
        return new Shift(change(badness.estimate()), Math.min(mild, grave), Math.max(mild, grave));
    }

    /** The minimum effect on that axis, as far from 0 for the better as for the worse. */
    double minBadness() {
        return scale == Scale.RATIO ? Math.log1p(minEffect) : minEffect;
    }

    /** The minimum effect, as {@code 5 %}. */
    String minWords() {
        return scale == Scale.DIFFERENCE ? Numbers.points(minEffect) : Numbers.percent(minEffect);
    }

    /** The ends of an interval on that axis as changes, the lower first: {@code −36 % … +65.1 %}. */
    String range(Shift badness) {
        Shift change = change(badness);
        return signed(change.low()) + " … " + signed(change.high());
    }

    private String signed(double change) {
        double above = scale == Scale.RATIO ? change - 1 : change;
        return (above < 0 ? "−" : "+")
                + (scale == Scale.DIFFERENCE ? Numbers.points(Math.abs(above)) : Numbers.percent(Math.abs(above)));
    }

    /** A difference on that axis in words, as {@code 12.3 % higher}. */
    String words(double badness) {
        double change = change(badness);
        double above = scale == Scale.RATIO ? change - 1 : change;
        String direction = above < 0 ? " lower" : " higher";
        return switch (scale) {
            case RATIO -> Numbers.percent(Math.abs(above)) + direction;
            case DIFFERENCE -> Numbers.points(Math.abs(above)) + direction;
            case EXACT -> Numbers.whole(Math.abs(above)) + " " + unit + direction;
        };
    }
}
