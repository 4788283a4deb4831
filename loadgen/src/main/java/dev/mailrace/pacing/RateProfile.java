package dev.mailrace.pacing;

import static dev.mailrace.pacing.LinearRate.NANOS_PER_SECOND;

import dev.mailrace.fault.Refusal;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A rate over time, as the cumulative count of the arrivals that it asks for.
 *
 * <p>Immutable, for any thread. No method but {@code toString} allocates. The answers are as exact as a {@code double}:
 * after ten hours at 100000/s a time is still true to the nanosecond. Arguments below 0 are refused.
 */
public sealed interface RateProfile
        permits RateProfile.Constant, RateProfile.Ramp, RateProfile.Staircase, RateProfile.Stages {
    /** The time of what does not happen. */
    long NEVER = Long.MAX_VALUE;

    /** The longest time that can be asked for, 104 days: up to here a {@code double} tells nanoseconds apart. */
    long NANOS_MAX = 1L << 53;

    /** The highest rate that can be asked for: an arrival each nanosecond, the grain of our times. */
    double PER_SECOND_MAX = 1e9;

    /** Limits {@link Stages}, which look for the stage of an arrival from the first one on. */
    int STAGES_MAX = 1000;

    /**
     * How many arrivals are expected from the start.
     *
     * @param nanos from the start, at least 0
     * @return never falls as {@code nanos} grows; 0 at 0
     */
    double countAt(long nanos);

    /**
     * The inverse of {@link #countAt}: when the count goes beyond {@code count}, rounded to the nearest nanosecond.
     * Where the rate is 0 and the count stands still, this is the end of the standstill, so that no arrival falls into
     * a pause.
     *
     * @param count at least 0; not necessarily whole
     * @return from the start, or {@link #NEVER} when the count does not go beyond {@code count}
     */
    long nanosAt(double count);

    /**
     * The rate at a moment; where it jumps, the rate behind the jump.
     *
     * @param nanos from the start, at least 0
     */
    double ratePerSecondAt(long nanos);

    /** The highest rate of all times. */
    double ratePerSecondMax();

    /** The same rate for ever. */
    record Constant(double ratePerSecond) implements RateProfile {
        public Constant {
            requireRate("ratePerSecond", ratePerSecond);
            requireArrivals(ratePerSecond);
        }

        @Override
        public double countAt(long nanos) {
            return requireNanos(nanos) * ratePerSecond / NANOS_PER_SECOND;
        }

        @Override
        public long nanosAt(double count) {
            return Math.round(requireCount(count) * NANOS_PER_SECOND / ratePerSecond);
        }

        @Override
        public double ratePerSecondAt(long nanos) {
            requireNanos(nanos);
            return ratePerSecond;
        }

        @Override
        public double ratePerSecondMax() {
            return ratePerSecond;
        }

        @Override
        public String toString() {
            return perSecond(ratePerSecond);
        }
    }

    /** From one rate to another, linearly, then the other for ever. */
    record Ramp(double fromPerSecond, double toPerSecond, long durationNanos) implements RateProfile {
        public Ramp {
            requireRate("fromPerSecond", fromPerSecond);
            requireRate("toPerSecond", toPerSecond);
            requireArrivals(Math.max(fromPerSecond, toPerSecond));
            requireDuration("durationNanos", durationNanos);
        }

        @Override
        public double countAt(long nanos) {
            long after = requireNanos(nanos) - durationNanos;
            return after < 0
                    ? LinearRate.countAt(fromPerSecond, toPerSecond, durationNanos, nanos)
                    : countOfRamp() + after * toPerSecond / NANOS_PER_SECOND;
        }

        @Override
        public long nanosAt(double count) {
            double after = requireCount(count) - countOfRamp();
            if (toPerSecond == 0 && LinearRate.reaches(count, countOfRamp())) {
                return NEVER;
            }
            return Math.round(
                    after < 0
                            ? LinearRate.nanosAt(fromPerSecond, toPerSecond, durationNanos, count)
                            : durationNanos + after * NANOS_PER_SECOND / toPerSecond);
        }

        private double countOfRamp() {
            return LinearRate.count(fromPerSecond, toPerSecond, durationNanos);
        }

        @Override
        public double ratePerSecondAt(long nanos) {
            return requireNanos(nanos) < durationNanos
                    ? LinearRate.perSecondAt(fromPerSecond, toPerSecond, durationNanos, nanos)
                    : toPerSecond;
        }

        @Override
        public double ratePerSecondMax() {
            return Math.max(fromPerSecond, toPerSecond);
        }

        @Override
        public String toString() {
            return linear(fromPerSecond, toPerSecond, durationNanos) + ", then on";
        }
    }

    /**
     * Rates that rise or fall by the same step, each for the same time, the last one for ever.
     *
     * @param firstPerSecond the rate of the first step
     * @param stepPerSecond from one step to the next; may be negative
     * @param stepNanos how long each step but the last one lasts
     * @param steps how many rates there are, the first one included
     */
    record Staircase(double firstPerSecond, double stepPerSecond, long stepNanos, int steps) implements RateProfile {
        public Staircase {
            requireRate("firstPerSecond", firstPerSecond);
            requireDuration("stepNanos", stepNanos);
            if (steps < 1 || steps > NANOS_MAX / stepNanos) {
                throw new Refusal("steps", steps, ">= 1, and all of them <= " + seconds(NANOS_MAX));
            }
            // Ten steps of 0.1 down from 1 may end a rounding error below 0, and mean 0.
            double last = firstPerSecond + (steps - 1) * stepPerSecond;
            requireRate("last rate of the staircase", last < 0 && last >= -1e-9 * firstPerSecond ? 0 : last);
            requireArrivals(Math.max(firstPerSecond, last));
        }

        @Override
        public double countAt(long nanos) {
            int step = stepAt(nanos);
            return countBefore(step) + (nanos - step * stepNanos) * perSecond(step) / NANOS_PER_SECOND;
        }

        private int stepAt(long nanos) {
            return (int) Math.min(requireNanos(nanos) / stepNanos, steps - 1);
        }

        /* The rates up to a step make an arithmetic series: their number times the mean of the first and the last. */
        private double countBefore(int step) {
            return step * (firstPerSecond + stepPerSecond * (step - 1) / 2) * stepNanos / NANOS_PER_SECOND;
        }

        private double perSecond(int step) {
            return Math.max(0, firstPerSecond + step * stepPerSecond);
        }

        @Override
        public long nanosAt(double count) {
            int step = stepOf(requireCount(count));
            double rate = perSecond(step);
            if (rate == 0) {
                return NEVER;
            }
            double within = Math.max(0, count - countBefore(step)) * NANOS_PER_SECOND / rate;
            return Math.round(step * stepNanos + within);
        }

        private int stepOf(double count) {
            int low = 0;
            int high = steps - 1;
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (LinearRate.reaches(count, countBefore(middle + 1))) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            return low;
        }

        @Override
        public double ratePerSecondAt(long nanos) {
            return perSecond(stepAt(nanos));
        }

        @Override
        public double ratePerSecondMax() {
            return Math.max(firstPerSecond, perSecond(steps - 1));
        }

        @Override
        public String toString() {
            return RateProfile.perSecond(firstPerSecond) + " to " + RateProfile.perSecond(perSecond(steps - 1)) + " in "
                    + steps + (steps == 1 ? " step of " : " steps of ") + seconds(stepNanos) + ", then on";
        }
    }

    /**
     * A part of {@link Stages}: from one rate to another, linearly.
     *
     * @param durationNanos above 0
     * @param fromPerSecond at its start; 0 at both ends makes a pause
     * @param toPerSecond at its end
     */
    record Stage(long durationNanos, double fromPerSecond, double toPerSecond) {
        public Stage {
            requireDuration("durationNanos", durationNanos);
            requireRate("fromPerSecond", fromPerSecond);
            requireRate("toPerSecond", toPerSecond);
        }

        private double count() {
            return LinearRate.count(fromPerSecond, toPerSecond, durationNanos);
        }

        @Override
        public String toString() {
            return linear(fromPerSecond, toPerSecond, durationNanos);
        }
    }

    /** One stage after another; nothing arrives at the end of the last one, or later. */
    record Stages(List<Stage> stages) implements RateProfile {
        public Stages {
            stages = List.copyOf(stages);
            if (stages.isEmpty() || stages.size() > STAGES_MAX) {
                throw new Refusal("stages", stages.size(), "1 to " + STAGES_MAX);
            }
            long nanos = 0; // No overflow: each of the thousand is limited too.
            for (Stage stage : stages) {
                nanos += stage.durationNanos();
            }
            requireDuration("duration of all stages", nanos);
            requireArrivals(max(stages));
        }

        private static double max(List<Stage> stages) {
            double max = 0;
            for (Stage stage : stages) {
                max = Math.max(max, Math.max(stage.fromPerSecond(), stage.toPerSecond()));
            }
            return max;
        }

        @Override
        public double countAt(long nanos) {
            long within = requireNanos(nanos);
            double before = 0;
            for (int i = 0; i < stages.size(); i++) { // By index: an iterator would be an allocation.
                Stage stage = stages.get(i);
                if (within < stage.durationNanos()) {
                    return before
                            + LinearRate.countAt(
                                    stage.fromPerSecond(), stage.toPerSecond(), stage.durationNanos(), within);
                }
                within -= stage.durationNanos();
                before += stage.count();
            }
            return before;
        }

        @Override
        public long nanosAt(double count) {
            requireCount(count);
            long start = 0;
            double before = 0;
            for (int i = 0; i < stages.size(); i++) {
                Stage stage = stages.get(i);
                double after = before + stage.count();
                if (!LinearRate.reaches(count, after)) {
                    double within = LinearRate.nanosAt(
                            stage.fromPerSecond(), stage.toPerSecond(), stage.durationNanos(), count - before);
                    return Math.round(start + within);
                }
                start += stage.durationNanos();
                before = after;
            }
            return NEVER;
        }

        @Override
        public double ratePerSecondAt(long nanos) {
            long within = requireNanos(nanos);
            for (int i = 0; i < stages.size(); i++) {
                Stage stage = stages.get(i);
                if (within < stage.durationNanos()) {
                    return LinearRate.perSecondAt(
                            stage.fromPerSecond(), stage.toPerSecond(), stage.durationNanos(), within);
                }
                within -= stage.durationNanos();
            }
            return 0;
        }

        @Override
        public double ratePerSecondMax() {
            return max(stages);
        }

        @Override
        public String toString() {
            return stages.stream().map(Stage::toString).collect(Collectors.joining(", "));
        }
    }

    private static String linear(double from, double to, long durationNanos) {
        return from == to
                ? perSecond(from) + " for " + seconds(durationNanos)
                : perSecond(from) + " to " + perSecond(to) + " in " + seconds(durationNanos);
    }

    private static String perSecond(double rate) {
        return number(rate) + "/s";
    }

    private static String seconds(long nanos) {
        return number(nanos / NANOS_PER_SECOND) + " s";
    }

    private static String number(double value) {
        return BigDecimal.valueOf(value)
                .round(new MathContext(6))
                .stripTrailingZeros()
                .toPlainString();
    }

    private static void requireRate(String name, double perSecond) {
        if (!(perSecond >= 0 && perSecond <= PER_SECOND_MAX)) {
            throw new Refusal(name, perSecond + "/s", ">= 0 and <= " + perSecond(PER_SECOND_MAX));
        }
    }

    private static void requireArrivals(double perSecondMax) {
        if (perSecondMax == 0) {
            throw new Refusal("rate", "0/s", "> 0 at some time");
        }
    }

    private static void requireDuration(String name, long nanos) {
        if (nanos <= 0 || nanos > NANOS_MAX) {
            throw new Refusal(name, nanos + " ns", "> 0 and <= " + seconds(NANOS_MAX));
        }
    }

    private static long requireNanos(long nanos) {
        if (nanos < 0) {
            throw new IllegalArgumentException("nanos: " + nanos + " (expected: >= 0)");
        }
        return nanos;
    }

    private static double requireCount(double count) {
        if (!(count >= 0)) {
            throw new IllegalArgumentException("count: " + count + " (expected: >= 0)");
        }
        return count;
    }
}
