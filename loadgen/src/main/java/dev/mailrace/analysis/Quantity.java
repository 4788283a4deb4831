package dev.mailrace.analysis;

import dev.mailrace.metrics.OutcomeCounts;
import dev.mailrace.metrics.Tally;
import dev.mailrace.metrics.Timing;
import dev.mailrace.session.Outcome;
import dev.mailrace.session.Phase;
import java.util.Set;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** What a threshold looks at. */
public sealed interface Quantity {
    /** Its value in {@link #unit}; NaN when nothing is known. */
    double of(Measured measured);

    Slo.Unit unit();

    /** A number that stands for many times. */
    record Statistic(String name, double percentile) {
        static final double MEAN = -1;

        double nanos(Histogram histogram) {
            return percentile == MEAN ? histogram.getMean() : histogram.getValueAtPercentile(percentile);
        }
    }

    /**
     * Times of a phase, in microseconds.
     *
     * @param timing null: response times where the phase has them, else service times
     */
    record Time(Statistic statistic, Phase phase, @Nullable Timing timing) implements Quantity {
        private static final double NANOS_PER_MICRO = 1e3;

        @Override
        public double of(Measured measured) {
            Histogram times = histogram(measured.measured());
            if (times == null) {
                times = histogram(measured.warmup());
            }
            return times == null ? Double.NaN : statistic.nanos(times) / NANOS_PER_MICRO;
        }

        private @Nullable Histogram histogram(Tally tally) {
            if (timing != null) {
                return tally.histogram(timing, phase);
            }
            Histogram response = tally.histogram(Timing.RESPONSE, phase);
            return response == null ? tally.histogram(Timing.SERVICE, phase) : response;
        }

        @Override
        public Slo.Unit unit() {
            return Slo.Unit.MICROS;
        }
    }

    /** Which outcomes count; null and 0 stand for any. */
    record Ends(Set<Outcome.Kind> kinds, @Nullable Phase phase, int code, Outcome.@Nullable Reason reason) {
        private static final int CLASSES_MAX = 9;

        long count(Tally tally) {
            if (phase == null && code == 0 && reason == null) {
                return kinds.stream().mapToLong(tally::count).sum();
            }
            return tally.outcomes().entries().stream()
                    .filter(entry -> matches(entry.outcome()))
                    .mapToLong(OutcomeCounts.Entry::count)
                    .sum();
        }

        private boolean matches(Outcome outcome) {
            return kinds.contains(outcome.kind())
                    && (phase == null || phase == outcome.phase())
                    && (code == 0 || code == outcome.code() || (code <= CLASSES_MAX && code == outcome.code() / 100))
                    && (reason == null || reason == outcome.reason());
        }
    }

    /** Outcomes, counted or in relation to time or to all that was due. */
    record Ended(Ends ends, Slo.Unit unit) implements Quantity {
        @Override
        public double of(Measured measured) {
            long count = ends.count(measured.measured());
            double whole = switch (unit) {
                case PER_SECOND -> measured.seconds();
                case SHARE -> measured.measured().outcomes().total();
                case COUNT -> 1;
                case MICROS -> throw new IllegalStateException("unit: " + unit + " (expected: one that counts)");
            };
            return whole > 0 ? count / whole : Double.NaN;
        }
    }
}
