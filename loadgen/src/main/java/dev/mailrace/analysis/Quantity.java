package dev.mailrace.analysis;

import dev.mailrace.metrics.DeliveryCounts;
import dev.mailrace.metrics.DeliveryCounts.Count;
import dev.mailrace.metrics.LowerBounds;
import dev.mailrace.metrics.MonitorFigures;
import dev.mailrace.metrics.OutcomeCounts;
import dev.mailrace.metrics.Tally;
import dev.mailrace.metrics.Timing;
import dev.mailrace.session.Outcome;
import dev.mailrace.session.Phase;
import java.util.Locale;
import java.util.Set;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** The quantity that a threshold limits. */
public sealed interface Quantity {
    /** What is known of it, in {@link #unit}. */
    Known of(Measured measured);

    Slo.Unit unit();

    /** A number that stands for many times. */
    record Statistic(String name, double percentile) {
        static final double MEAN = -1;

        private static final double HALF = 0.5; // Of a rank: its percentile then is this one's and no neighbour's.

        private boolean isMean() {
            return percentile == MEAN;
        }

        double nanos(Histogram times) {
            return isMean() ? times.getMean() : times.getValueAtPercentile(percentile);
        }

        /** Whether it is a lower bound itself. */
        boolean isBound(LowerBounds bounds) {
            return isMean() ? bounds.any() : bounds.reach(percentile);
        }

        /** The least that it can be, if {@code unknown} further times are not in {@code times}. */
        double lowest(Histogram times, long unknown) {
            long known = times.getTotalCount();
            if (unknown == 0) {
                return nanos(times);
            }
            if (isMean()) {
                return times.getMean() * known / (known + unknown);
            }
            long rank = LowerBounds.rank(percentile, known + unknown) - unknown;
            return rank < 1 ? 0 : atRank(times, rank);
        }

        /** The most that it can be; infinite when it falls among times that are not known, or known as lower bounds only. */
        double highest(Histogram times, long unknown, LowerBounds bounds) {
            if (isMean()) {
                return unknown + bounds.count() > 0 ? Double.POSITIVE_INFINITY : times.getMean();
            }
            long known = times.getTotalCount();
            long rank = LowerBounds.rank(percentile, known + unknown);
            return rank > known - bounds.count() ? Double.POSITIVE_INFINITY : atRank(times, rank);
        }

        private static double atRank(Histogram times, long rank) {
            return times.getValueAtPercentile(100 * (rank - HALF) / times.getTotalCount());
        }
    }

    /**
     * Times of a phase, in microseconds.
     *
     * <p>What had no answer when the run ended has its age among the response times. Of a phase that it hung in, the
     * histogram of service times knows nothing: it may have taken any time there.
     *
     * @param timing null: response times where the phase has them, else service times
     */
    record Time(Statistic statistic, Phase phase, @Nullable Timing timing) implements Quantity {
        private static final double NANOS_PER_MICRO = 1e3;

        @Override
        public Known of(Measured measured) {
            Tally tally = measured.measured();
            Timing clock = clock(tally);
            Histogram times = tally.histogram(clock, phase);
            if (times == null) {
                tally = measured.warmup();
                clock = clock(tally);
                times = tally.histogram(clock, phase);
            }
            if (times == null) {
                return Known.NOTHING;
            }
            LowerBounds bounds = LowerBounds.of(tally, clock, phase);
            long hung = clock == Timing.SERVICE ? hung(tally) : 0;
            long unknown = hung + measured.unknown();
            double low = statistic.lowest(times, unknown) - measured.latenessNanos();
            return new Known(
                    statistic.nanos(times) / NANOS_PER_MICRO,
                    Math.max(0, low) / NANOS_PER_MICRO,
                    statistic.highest(times, unknown, bounds) / NANOS_PER_MICRO,
                    statistic.isBound(bounds),
                    doubt(hung + bounds.count(), measured));
        }

        private Timing clock(Tally tally) {
            if (timing != null) {
                return timing;
            }
            return tally.histogram(Timing.RESPONSE, phase) == null ? Timing.SERVICE : Timing.RESPONSE;
        }

        /** Those that had no answer in this phase. */
        private long hung(Tally tally) {
            boolean whole = phase == Phase.TRANSACTION || phase == Phase.SESSION;
            return tally.outcomes().entries().stream()
                    .filter(entry -> entry.outcome().reason() == Outcome.Reason.UNANSWERED)
                    .filter(entry -> entry.outcome().phase() == phase
                            || (whole && entry.outcome().phase() != null))
                    .mapToLong(OutcomeCounts.Entry::count)
                    .sum();
        }

        private static String doubt(long unanswered, Measured measured) {
            if (unanswered > 0) {
                return String.format(Locale.ROOT, "%,d had no answer when the run ended", unanswered);
            }
            return measured.unknown() > 0
                    ? unknown(measured)
                    : "the generator itself was late by up to "
                            + Slo.Unit.MICROS.text(measured.latenessNanos() / NANOS_PER_MICRO);
        }

        @Override
        public boolean isOfDeliveries() {
            return phase == Phase.DELIVERY || phase == Phase.END_TO_END;
        }

        @Override
        public Slo.Unit unit() {
            return Slo.Unit.MICROS;
        }
    }

    /**
     * Values of a monitor in the measured stage. A few gaps are passed over; where more are missing, what stood in them decides.
     */
    record Watched(Figure figure, String monitor) implements Quantity {
        /** Of all that were due: as many may be missing. */
        private static final double GAPS_SHARE_MAX = 0.1;

        /** What is looked at of them. */
        enum Figure {
            MIN,
            MEAN,
            MAX,
            LAST;

            private double of(MonitorFigures figures) {
                return switch (this) {
                    case MIN -> figures.min();
                    case MEAN -> figures.mean();
                    case MAX -> figures.max();
                    case LAST -> figures.last();
                };
            }
        }

        @Override
        public Known of(Measured measured) {
            MonitorFigures figures = measured.monitors().getOrDefault(monitor, MonitorFigures.NONE);
            double value = figure.of(figures);
            long due = figures.samples() + figures.gaps();
            if (figures.gaps() <= GAPS_SHARE_MAX * due) {
                return figures.samples() == 0 ? Known.NOTHING : Known.exactly(value);
            }
            return new Known(
                    value,
                    figure == Figure.MAX ? value : Double.NEGATIVE_INFINITY,
                    figure == Figure.MIN ? value : Double.POSITIVE_INFINITY,
                    false,
                    String.format(
                            Locale.ROOT,
                            "%,d of %,d values %s missing",
                            figures.gaps(),
                            due,
                            figures.gaps() == 1 ? "is" : "are"));
        }

        @Override
        public Slo.Unit unit() {
            return Slo.Unit.COUNT;
        }
    }

    private static String unknown(Measured measured) {
        return String.format(
                Locale.ROOT,
                "%,d of %,d due messages %s cut off too young to judge",
                measured.unknown(),
                measured.measured().outcomes().total(),
                measured.unknown() == 1 ? "was" : "were");
    }

    /** What a count is held against: the time, all of its kind, or nothing. */
    private static double whole(Slo.Unit unit, Measured measured, long all) {
        return switch (unit) {
            case PER_SECOND -> measured.seconds();
            case SHARE -> all;
            case COUNT -> 1;
            case MICROS -> throw new IllegalStateException("unit: " + unit + " (expected: one that counts)");
        };
    }

    /** Deliveries that ended in that way, counted, or in relation to time or to all that are expected. */
    record Delivered(Count count, Slo.Unit unit) implements Quantity {
        @Override
        public Known of(Measured measured) {
            DeliveryCounts counts = measured.measured().deliveries();
            double whole = whole(unit, measured, counts.count(Count.EXPECTED));
            return whole <= 0 || counts.isEmpty() ? Known.NOTHING : Known.exactly(counts.count(count) / whole);
        }

        @Override
        public boolean isOfDeliveries() {
            return true;
        }
    }

    /** Whether it needs somebody who follows deliveries. */
    default boolean isOfDeliveries() {
        return false;
    }

    /**
     * Which outcomes count; null and 0 stand for any. What had no answer when the run ended is cut off by its kind, and
     * among the failed as well: a server that hangs has failed.
     */
    record Ends(Set<Outcome.Kind> kinds, @Nullable Phase phase, int code, Outcome.@Nullable Reason reason) {
        private static final int CLASSES_MAX = 9;

        boolean isAll() {
            return phase == null && code == 0 && reason == null;
        }

        long count(Tally tally) {
            if (isAll()) {
                boolean hung = kinds.contains(Outcome.Kind.FAILED) && !kinds.contains(Outcome.Kind.CUT_OFF);
                return kinds.stream().mapToLong(tally::count).sum()
                        + (hung ? tally.outcomes().unanswered() : 0);
            }
            return tally.outcomes().entries().stream()
                    .filter(entry -> matches(entry.outcome()))
                    .mapToLong(OutcomeCounts.Entry::count)
                    .sum();
        }

        private boolean matches(Outcome outcome) {
            boolean hung = kinds.contains(Outcome.Kind.FAILED) && outcome.reason() == Outcome.Reason.UNANSWERED;
            return (kinds.contains(outcome.kind()) || hung)
                    && (phase == null || phase == outcome.phase())
                    && (code == 0 || code == outcome.code() || (code <= CLASSES_MAX && code == outcome.code() / 100))
                    && (reason == null || reason == outcome.reason());
        }

        /** Whether an arrival of which nothing is known may have ended so, had it been given the time. */
        private boolean mayGrow() {
            boolean dropped = kinds.equals(Set.of(Outcome.Kind.DROPPED));
            return !kinds.contains(Outcome.Kind.CUT_OFF) && !dropped && reason != Outcome.Reason.UNANSWERED;
        }
    }

    /**
     * Outcomes, counted or in relation to time or to all that was due.
     *
     * <p>Acceptances a second are those that came within the measured stage, whenever they were due. Other outcomes a second
     * are those of what was due in it, over its length: they rise and fall with the rate that was asked for.
     */
    record Ended(Ends ends, Slo.Unit unit) implements Quantity {
        @Override
        public Known of(Measured measured) {
            Tally tally = measured.measured();
            double whole = whole(unit, measured, tally.outcomes().total());
            if (whole <= 0) {
                return Known.NOTHING;
            }
            long count = ends.count(tally);
            if (unit == Slo.Unit.PER_SECOND && ends.kinds().equals(Set.of(Outcome.Kind.ACCEPTED))) {
                long came = ends.isAll() ? tally.acceptedInStage() : Math.min(count, tally.acceptedInStage());
                return Known.exactly(came / whole);
            }
            if (measured.unknown() == 0 || !ends.mayGrow()) {
                return Known.exactly(count / whole);
            }
            double value = count / whole;
            return new Known(value, value, (count + measured.unknown()) / whole, false, unknown(measured));
        }
    }
}
