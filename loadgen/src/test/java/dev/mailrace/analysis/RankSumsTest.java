package dev.mailrace.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The distribution of U against tables, against R, and against counting all arrangements one by one. */
class RankSumsTest {
    /** The table of most textbooks: the greatest U at which two sides of n differ, one-sided 5 % and two-sided 5 %. */
    @ParameterizedTest
    @CsvSource({"3,0,", "4,1,0", "5,4,2", "6,7,5", "7,11,8", "8,15,13", "9,21,17", "10,27,23"})
    void criticalValuesAreThoseOfThePublishedTable(int n, int oneSided, Integer twoSided) {
        RankSums sums = new RankSums(n, n);
        assertThat(sums.below(0.05) - 1).isEqualTo(oneSided);
        assertThat(sums.below(0.025) - 1).isEqualTo(twoSided == null ? -1 : twoSided);
    }

    @Test
    void probabilitiesAreThoseOfTheFirstPaper() {
        // Mann and Whitney 1947, table I, n = 3 and m = 3: .050, .100, .200, .350, .500.
        RankSums sums = new RankSums(3, 3);
        double[] published = {0.050, 0.100, 0.200, 0.350, 0.500};
        for (int u = 0; u < published.length; u++) {
            assertThat(sums.upTo(u)).isEqualTo(published[u], within(0.0005));
        }
    }

    @Test
    void probabilitiesAreThoseOfR() {
        // R 4.2.2: pwilcox(8, 7, 7), pwilcox(11, 7, 7), pwilcox(10, 5, 9), pwilcox(1000, 50, 50).
        assertThat(new RankSums(7, 7).upTo(8)).isEqualTo(0.0189393939394, within(1e-12));
        assertThat(new RankSums(7, 7).upTo(11)).isEqualTo(0.0486596736597, within(1e-12));
        assertThat(new RankSums(5, 9).upTo(10)).isEqualTo(0.0559440559441, within(1e-12));
        assertThat(new RankSums(50, 50).upTo(1000)).isEqualTo(0.0427256077591, within(1e-12));
        assertThat(new RankSums(50, 50).below(0.05)).as("qwilcox(.05, 50, 50)").isEqualTo(1011);
    }

    @Test
    void everyArrangementIsCountedOnce() {
        for (int n = 0; n <= 6; n++) {
            for (int m = 0; m <= 6; m++) {
                RankSums sums = new RankSums(n, m);
                int[] counts = counts(n, m);
                int all = 0;
                for (int count : counts) {
                    all += count;
                }
                int upTo = 0;
                for (int u = 0; u <= n * m; u++) {
                    upTo += counts[u];
                    assertThat(sums.upTo(u))
                            .as("n %s, m %s, u %s", n, m, u)
                            .isEqualTo((double) upTo / all, within(1e-15));
                }
                assertThat(sums.upTo(-1)).isZero();
                assertThat(sums.smallest()).isEqualTo(1.0 / all, within(1e-15));
            }
        }
    }

    /** Each set of n ranks of n + m is a number in binary. */
    private static int[] counts(int n, int m) {
        int[] counts = new int[n * m + 1];
        for (int set = 0; set < 1 << (n + m); set++) {
            if (Integer.bitCount(set) != n) {
                continue;
            }
            int u = 0;
            for (int rank = 0; rank < n + m; rank++) {
                boolean first = (set >> rank & 1) == 1;
                u += first ? Integer.bitCount(~set & ((1 << rank) - 1)) : 0;
            }
            counts[u]++;
        }
        return counts;
    }

    @Test
    void moreValuesThanCanBeCountedAreRefused() {
        assertThatThrownBy(() -> new RankSums(51, 3)).hasMessage("values: 51 and 3 (expected: at most 50 a side)");
    }
}
