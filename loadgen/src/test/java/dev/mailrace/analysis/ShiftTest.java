package dev.mailrace.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

/** Estimates and intervals against those of R 4.2.2's {@code wilcox.test(…, conf.int = TRUE)}, whose data these are. */
class ShiftTest {
    /** Permeability constants of the human chorioamnion at term, Hollander and Wolfe 1973, p. 69 (in R's example). */
    static final List<Double> TERM = List.of(0.80, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46);

    /** The same between weeks 12 and 26. */
    static final List<Double> EARLY = List.of(1.15, 0.88, 0.90, 0.74, 1.21);

    @Test
    void thePermeabilityExampleOfRHasItsEstimateAndInterval() {
        Shift shift = Shift.of(EARLY, TERM);
        assertThat(shift.estimate()).isEqualTo(0.305, within(1e-9));
        // conf.level = 0.90; the lower one is also R's one-sided bound at 0.95.
        assertThat(shift.low()).isEqualTo(-0.08, within(1e-9));
        assertThat(shift.high()).isEqualTo(0.72, within(1e-9));
        assertThat(shift.bounded()).isTrue();
    }

    @Test
    void sevenRunsASideGiveRsRatio() {
        List<Double> base = List.of(22.519, 18.919, 19.400, 19.676, 19.134, 19.156, 20.851);
        List<Double> fresh = List.of(22.069, 22.368, 24.767, 22.598, 25.428, 24.880, 22.561);
        Metric metric = new Metric("p50", Metric.MICROSECONDS, Metric.Better.LOWER, Metric.Scale.RATIO, 0.05, 0);
        Shift ratio = metric.change(new Samples(metric, base, fresh, null, null, Samples.Bounds.NONE).badness());
        // exp() of wilcox.test(log(fresh), log(base), conf.int = TRUE, conf.level = 0.90).
        assertThat(ratio.estimate()).isEqualTo(1.17775109626, within(1e-10));
        assertThat(ratio.low()).isEqualTo(1.12917980372, within(1e-10));
        assertThat(ratio.high()).isEqualTo(1.28247422680, within(1e-10));
    }

    @Test
    void sidesOfDifferentSizeGiveRsDifference() {
        Shift shift = Shift.of(List.of(10.1, 10.4, 9.9, 10.2, 10.3), List.of(11.9, 10.6, 11.1, 12.4, 9.8, 11.0));
        assertThat(shift.estimate()).isEqualTo(0.85, within(1e-9));
        assertThat(shift.low()).isEqualTo(0.2, within(1e-9));
        assertThat(shift.high()).isEqualTo(2.0, within(1e-9));
    }

    @Test
    void whatShouldBeHighTurnsAroundAndBackAgain() {
        Metric higher = new Metric("ops", "/s", Metric.Better.HIGHER, Metric.Scale.RATIO, 0.05, 0);
        List<Double> base = List.of(100.0, 101.0, 102.0);
        List<Double> fresh = List.of(80.0, 81.0, 82.0);
        Shift badness = new Samples(higher, base, fresh, null, null, Samples.Bounds.NONE).badness();
        assertThat(badness.estimate()).as("lower is worse").isPositive();
        Shift ratio = higher.change(badness);
        assertThat(ratio.estimate()).isEqualTo(81.0 / 101, within(1e-3));
        assertThat(ratio.low()).isEqualTo(80.0 / 102, within(1e-12));
        assertThat(ratio.high()).isEqualTo(82.0 / 100, within(1e-12));
    }

    @Test
    void twoASideAreTooFewForAnInterval() {
        assertThat(Shift.of(List.of(1.0, 2.0), List.of(3.0, 4.0)).bounded()).isFalse();
        assertThat(Shift.of(List.of(1.0), List.of(3.0)))
                .isEqualTo(new Shift(2, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY));
        assertThat(Shift.of(List.of(1.0, 2.0, 3.0), List.of(4.0, 5.0, 6.0)).bounded())
                .as("1 of 20 arrangements")
                .isTrue();
    }

    @Test
    void theIntervalHoldsTheTruthAsOftenAsItSays() {
        Random random = new Random(20260102);
        int missedLow = 0;
        int missedHigh = 0;
        int rounds = 20_000;
        for (int round = 0; round < rounds; round++) {
            Shift shift = Shift.of(draws(random, 0), draws(random, 0.3));
            missedLow += shift.low() > 0.3 ? 1 : 0;
            missedHigh += shift.high() < 0.3 ? 1 : 0;
        }
        // Each bound may be wrong in 4.87 % (pwilcox(11, 7, 7)); 3 standard deviations are 0.46 %.
        assertThat((double) missedLow / rounds).as("seed 20260102").isEqualTo(0.0487, within(0.0046));
        assertThat((double) missedHigh / rounds).as("seed 20260102").isEqualTo(0.0487, within(0.0046));
    }

    private static List<Double> draws(Random random, double mean) {
        return DoubleStream.generate(() -> mean + random.nextGaussian())
                .limit(7)
                .boxed()
                .toList();
    }
}
