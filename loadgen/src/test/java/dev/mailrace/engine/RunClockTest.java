package dev.mailrace.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailrace.metrics.Stage;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RunClockTest {
    private static final long WARMUP = 1_000;

    @Test
    void theMeasuredStageBeginsWhereTheWarmupEnds() {
        RunClock clock = new RunClock(5_000, Instant.EPOCH, WARMUP);
        assertThat(clock.stageAt(5_000)).isEqualTo(Stage.WARMUP);
        assertThat(clock.stageAt(5_999)).isEqualTo(Stage.WARMUP);
        assertThat(clock.stageAt(6_000)).isEqualTo(Stage.MEASURE);
        assertThat(clock.stageAt(Long.MAX_VALUE)).isEqualTo(Stage.MEASURE);
    }

    @Test
    void withoutAWarmupAllIsMeasured() {
        assertThat(new RunClock(5_000, Instant.EPOCH, 0).stageAt(5_000)).isEqualTo(Stage.MEASURE);
    }

    @Test
    void aTickerThatOverflowsStillTellsTheStages() {
        RunClock clock = new RunClock(Long.MAX_VALUE - 10, Instant.EPOCH, WARMUP);
        assertThat(clock.stageAt(Long.MIN_VALUE + 988)).isEqualTo(Stage.WARMUP);
        assertThat(clock.stageAt(Long.MIN_VALUE + 989)).isEqualTo(Stage.MEASURE);
    }

    @Test
    void aLaterBeginningKeepsTheTwoClocksTogether() {
        RunClock prepared = new RunClock(5_000, Instant.parse("2026-01-01T00:00:00Z"), WARMUP);
        RunClock clock = prepared.beginningAt(3_005_000);
        assertThat(clock.start()).isEqualTo(Instant.parse("2026-01-01T00:00:00.003Z"));
        assertThat(clock.epochMicros(9_000_000)).isEqualTo(prepared.epochMicros(9_000_000));
        assertThat(clock.stageAt(3_005_000)).isEqualTo(Stage.WARMUP);
        assertThat(clock.stageAt(3_006_000)).isEqualTo(Stage.MEASURE);
    }

    @Test
    void theWallClockFollowsTheTicker() {
        RunClock clock = new RunClock(-5_000, Instant.parse("2026-01-01T00:00:00.123456789Z"), 0);
        long start = 1_767_225_600_123_456L;
        assertThat(clock.epochMicros(-5_000)).isEqualTo(start);
        assertThat(clock.epochMicros(-5_000 + 211)).as("rounded down").isEqualTo(start + 1);
        assertThat(clock.epochMicros(-5_000 + 2_000_000_000L)).isEqualTo(start + 2_000_000);
    }
}
