package dev.mailrace.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class RankTestTest {
    @Test
    void thePermeabilityExampleOfRHasItsProbability() {
        // R's example: wilcox.test(x, y, alternative = "g") gives 0.1272.
        assertThat(RankTest.above(ShiftTest.EARLY, ShiftTest.TERM, 0)).isEqualTo(0.127206127206, within(1e-12));
    }

    @Test
    void aShiftIsTakenOffFirst() {
        // R 4.2.2: wilcox.test(x, y, mu = 0.1, alternative = "g") and "l".
        assertThat(RankTest.above(ShiftTest.EARLY, ShiftTest.TERM, 0.1)).isEqualTo(0.185481185481, within(1e-12));
        assertThat(RankTest.below(ShiftTest.EARLY, ShiftTest.TERM, 0.1)).isEqualTo(0.845154845155, within(1e-12));
    }

    @Test
    void equalValuesAreCorrectedForAsInR() {
        // R 4.2.2: wilcox.test(…, alternative = "g", exact = FALSE), which corrects for ties and continuity.
        List<Double> base = List.of(0.0, 0.0, 0.0, 0.1, 0.0, 0.0, 0.2);
        List<Double> fresh = List.of(0.3, 0.0, 0.4, 0.5, 0.1, 0.6, 0.3);
        assertThat(RankTest.above(base, fresh, 0)).isEqualTo(0.00820672559109, within(1e-10));
    }

    @Test
    void noApproximationClaimsMoreThanTheRanksCan() {
        List<Double> base = List.of(0.0, 0.0, 0.0);
        List<Double> fresh = List.of(0.2, 0.2, 0.2);
        assertThat(RankTest.above(base, fresh, 0)).as("1 of 20 arrangements").isEqualTo(0.05, within(1e-12));
        assertThat(RankTest.above(base, base, 0)).as("all equal").isEqualTo(1);
    }

    @Test
    void holmMultipliesTheSmallestByAllAndNeverTurnsTheOrderAround() {
        // R 4.2.2: p.adjust(c(0.01, 0.04, 0.03, 0.005), "holm").
        assertThat(RankTest.adjusted(new double[] {0.01, 0.04, 0.03, 0.005}))
                .containsExactly(new double[] {0.03, 0.06, 0.06, 0.02}, within(1e-12));
        assertThat(RankTest.adjusted(new double[] {0.05})).containsExactly(0.05);
        assertThat(RankTest.adjusted(new double[] {0.5, 0.5, 1})).containsExactly(1, 1, 1);
        assertThat(RankTest.adjusted(new double[] {0.02, 0.02})).containsExactly(0.04, 0.04);
        assertThat(RankTest.adjusted(new double[0])).isEmpty();
    }
}
