package dev.mailrace.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SparklineTest {
    private final Sparkline line = new Sparkline();

    @Test
    void theHighestValueIsTheHighestBar() {
        for (double value : new double[] {0, 50, 100, 25}) {
            line.add(value);
        }
        assertThat(line.draw(10)).isEqualTo("▁▅█▃");
    }

    @Test
    void theNewestValuesAreShown() {
        for (int i = 0; i < 1_000; i++) {
            line.add(i < 998 ? 1 : 0);
        }
        assertThat(line.draw(4)).isEqualTo("██▁▁");
        assertThat(line.draw(1_000)).as("limited").hasSize(160);
    }

    @Test
    void whereThereWasNoValueIsAGap() {
        for (double value : new double[] {1, Double.NaN, 2}) {
            line.add(value);
        }
        assertThat(line.draw(10)).isEqualTo("▅ █");
        assertThat(line.highest(10)).isEqualTo(2);
        assertThat(new Sparkline().highest(10)).isNaN();
    }

    @Test
    void nothingIsDrawnWithoutValuesOrRoom() {
        assertThat(line.draw(10)).isEmpty();
        line.add(1);
        assertThat(line.draw(-3)).isEmpty();
    }
}
