package dev.mailrace.metrics;

import dev.mailrace.session.Phase;
import java.util.Locale;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Little's law, L = λW (J. D. C. Little, "A proof for the queuing formula L = λW", 1961), which holds for every run,
 * whatever server, load and times: how many sessions were in use on average is the throughput times the mean time of what
 * used them. The one is counted as sessions are given work and come back, the other comes from the histograms; where they
 * differ, counts or times are wrong.
 *
 * <p>Both cover the arrivals of the measured stage, with what is left of them in the drain, so that a backlog which is
 * served after the stage counts on both sides. They are divided by the stage's length, so either may exceed the
 * connections. Where arrivals are whole sessions, those open at the stage's beginning count in full in the histograms.
 *
 * @param inUseMean sessions in use on average
 * @param throughputTimesTime the sum of the times from actual start to end, of successes and failures, over the stage's
 *     length
 * @param unexplained by how much they differ beyond what the beginning and readings of the clock may explain, as a share
 *     of the larger
 */
public record LittlesLaw(double inUseMean, double throughputTimesTime, double unexplained) {
    static final double UNEXPLAINED_MAX = 0.1;

    /* A session reads its clock once for all that a read brings, its owner as it hears of each: the work between. */
    private static final double READINGS_APART_NANOS = 20_000;

    /* First uses of code, and a pause between two readings: for runs that are hardly longer than that. */
    private static final double PAUSES_NANOS = 100e6;

    /** Nothing was measured. */
    static final LittlesLaw EMPTY = new LittlesLaw(0, 0, 0);

    /**
     * Holds a run against the law.
     *
     * @param inUseNanos the time of use over all sessions
     * @param inUseAtStart sessions in use when that began to count
     * @param whole what used them: {@link Phase#TRANSACTION} or {@link Phase#SESSION}
     */
    static LittlesLaw of(double measuredSeconds, double inUseNanos, int inUseAtStart, Tally measured, Phase whole) {
        if (measuredSeconds <= 0) {
            return EMPTY;
        }
        Histogram good = measured.histogram(Timing.SERVICE, whole);
        Histogram bad = measured.histogram(Timing.FAILED, whole);
        double timesNanos = sum(good) + sum(bad);
        double longestNanos = Math.max(longest(good), longest(bad));
        double explained =
                inUseAtStart * longestNanos + PAUSES_NANOS + (count(good) + count(bad)) * READINGS_APART_NANOS;
        double unexplained = Math.max(0, Math.abs(inUseNanos - timesNanos) - explained);
        double stageNanos = measuredSeconds * 1e9;
        return new LittlesLaw(
                inUseNanos / stageNanos,
                timesNanos / stageNanos,
                unexplained / Math.max(1, Math.max(inUseNanos, timesNanos)));
    }

    private static double sum(@Nullable Histogram histogram) {
        return histogram == null ? 0 : histogram.getMean() * histogram.getTotalCount();
    }

    private static double longest(@Nullable Histogram histogram) {
        return histogram == null ? 0 : histogram.getMaxValue();
    }

    private static long count(@Nullable Histogram histogram) {
        return histogram == null ? 0 : histogram.getTotalCount();
    }

    /** The first by the second; 1 when both are nothing. */
    public double ratio() {
        if (throughputTimesTime == 0) {
            return inUseMean == 0 ? 1 : Double.POSITIVE_INFINITY;
        }
        return inUseMean / throughputTimesTime;
    }

    boolean holds() {
        return unexplained <= UNEXPLAINED_MAX;
    }

    /** Why a run that breaks the law cannot be believed. */
    String complaint() {
        return String.format(
                Locale.ROOT,
                "Little's law fails: %.4g sessions were in use on average, and throughput times time is %.4g; counts or times"
                        + " are wrong",
                inUseMean,
                throughputTimesTime);
    }
}
