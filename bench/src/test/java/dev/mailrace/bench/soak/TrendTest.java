package dev.mailrace.bench.soak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

/** Whether a leak is found, and noise is not taken for one. */
class TrendTest {
    /** An hour but its first quarter, a look every 15 s. */
    private static final int POINTS = 180;

    private static final int SERIES = 200;

    /** Noise as memory has it: each value holds much of the one before. */
    private static Series series(long seed, double deviation, DoubleUnaryOperator level) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] hours = new double[POINTS];
        double[] values = new double[POINTS];
        double noise = 0;
        for (int i = 0; i < POINTS; i++) {
            hours[i] = 0.25 + i * 0.75 / (POINTS - 1);
            noise = 0.8 * noise + deviation * random.nextGaussian();
            values[i] = level.applyAsDouble(hours[i]) + noise;
        }
        return new Series(hours, values);
    }

    @Test
    void theSlopeOfALineIsFoundExactlyInSpiteOfOutliers() {
        Series line = series(1, 0, hours -> 40 + 3 * hours);
        double[] values = line.values();
        values[7] = 4_000;
        values[100] = 0;
        Trend trend = Trend.of(line.hours(), values);
        assertThat(trend.perHour()).isEqualTo(3, within(1e-6));
        assertThat(trend.low()).isEqualTo(3, within(1e-6));
        assertThat(trend.level()).isEqualTo(40 + 3 * 0.906, within(0.1));
    }

    @Test
    void whatStandsStillHasNoSlope() {
        Trend trend = series(1, 0, hours -> 17).trend();
        assertThat(trend).isEqualTo(new Trend(0, 0, 0, 17));
    }

    @Test
    void noiseIsNotTakenForALeak() {
        for (Quantity quantity : new Quantity[] {Quantity.HEAP, Quantity.RESIDENT, Quantity.DESCRIPTORS}) {
            for (int seed = 0; seed < SERIES; seed++) {
                Series noise = series(seed, quantity.allowance() / 4, hours -> 60);
                assertThat(Judgement.of("client", quantity, noise).failed())
                        .as(quantity + ", seed " + seed)
                        .isFalse();
            }
        }
    }

    /** 99 of 100 times by their name, 98.8 where noise is white; noise like this costs some of that: 96.8 of 100 in 1,000 series. */
    @Test
    void intervalsHoldTheTrueSlope() {
        int held = 0;
        for (int seed = 0; seed < SERIES; seed++) {
            Trend trend = series(seed, 1, hours -> 60 + 5 * hours).trend();
            held += trend.low() <= 5 && trend.high() >= 5 ? 1 : 0;
        }
        assertThat(held).isGreaterThan(SERIES * 94 / 100);
    }

    @Test
    void aLeakOfTwiceTheAllowanceIsFoundWithinTheNoise() {
        for (int seed = 0; seed < SERIES; seed++) {
            double perHour = 2 * Quantity.HEAP.allowance() / 0.75;
            Series leak = series(seed, 0.3, hours -> 60 + perHour * hours);
            assertThat(Judgement.of("client", Quantity.HEAP, leak).finding())
                    .as("seed " + seed)
                    .isEqualTo("grows");
        }
    }

    @Test
    void aFileMayGrowEvenlyAndNotEverFaster() {
        assertThat(Judgement.of("client", Quantity.INTERVALS, series(1, 3, hours -> 20_000 * hours))
                        .failed())
                .isFalse();
        assertThat(Judgement.of("client", Quantity.LOG, series(1, 3, hours -> 20_000 * hours * hours * hours))
                        .finding())
                .isEqualTo("grows ever faster");
    }

    @Test
    void tooFewPointsAreRefused() {
        assertThatThrownBy(() -> Trend.of(new double[7], new double[7]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("points: 7 (expected: >= 8)");
    }
}
