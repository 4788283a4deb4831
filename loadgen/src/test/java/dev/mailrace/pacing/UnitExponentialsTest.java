package dev.mailrace.pacing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("jdk")
class UnitExponentialsTest {
    @Test
    void theBitsAreThoseOfSplitMix64() {
        // The first outputs of the reference implementation (Vigna, splitmix64.c) for the seed 1234567.
        UnitExponentials exponentials = new UnitExponentials(1234567);
        for (long bits :
                new long[] {6457827717110365317L, 3203168211198807973L, Long.parseUnsignedLong("9817491932198370423")
                }) {
            double u = ((bits >>> 11) + 1) / 0x1.0p53;
            assertThat(exponentials.next()).isEqualTo(-StrictMath.log(u));
        }
    }

    @Test
    void theyAreFiniteNotNegativeAndOfMeanOne() {
        UnitExponentials exponentials = new UnitExponentials(0);
        int n = 100_000;
        double sum = 0;
        for (int i = 0; i < n; i++) {
            double gap = exponentials.next();
            assertThat(gap).isBetween(0.0, 53 * Math.log(2));
            sum += gap;
        }
        assertThat(sum / n).isCloseTo(1, within(4 / Math.sqrt(n)));
    }
}
