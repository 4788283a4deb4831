package dev.mailrace.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailrace.metrics.Stage;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RunClockTest {
    private static final long WARMUP = 1_000;

    @Test
    void theMeasuredStageBeginsWhereTheWarmupEnds() {
        RunClock clock = new RunClock(5_000, Instant.EPOCH, WARMUP, Long.MAX_VALUE);
        assertThat(clock.stageAt(5_000)).isEqualTo(Stage.WARMUP);
        assertThat(clock.stageAt(5_999)).isEqualTo(Stage.WARMUP);
        assertThat(clock.stageAt(6_000)).isEqualTo(Stage.MEASURE);
        assertThat(clock.stageAt(Long.MAX_VALUE)).isEqualTo(Stage.MEASURE);
    }

    @Test
    void withoutAWarmupAllIsMeasured() {
        assertThat(new RunClock(5_000, Instant.EPOCH, 0, Long.MAX_VALUE).stageAt(5_000))
                .isEqualTo(Stage.MEASURE);
    }

    @Test
    void aTickerThatOverflowsStillTellsTheStages() {
        RunClock clock = new RunClock(Long.MAX_VALUE - 10, Instant.EPOCH, WARMUP, Long.MAX_VALUE);
        assertThat(clock.stageAt(Long.MIN_VALUE + 988)).isEqualTo(Stage.WARMUP);
        assertThat(clock.stageAt(Long.MIN_VALUE + 989)).isEqualTo(Stage.MEASURE);
    }

    @Test
    void theWallClockBeginsWithTheLoadAndNotBefore() {
        MockTicker ticker = Ticker.newMockTicker();
        ticker.advance(3, TimeUnit.SECONDS);
        Instant before = Instant.now();
        RunClock clock = RunClock.beginning(ticker, WARMUP, WARMUP + 10);
        assertThat(clock.originNanos()).isEqualTo(TimeUnit.SECONDS.toNanos(3));
        assertThat(clock.start()).isBetween(before, Instant.now());
    }

    @Test
    void theMeasuredStageHasAnEnd() {
        RunClock clock = new RunClock(5_000, Instant.EPOCH, WARMUP, 3_000);
        assertThat(clock.isMeasured(5_999)).isFalse();
        assertThat(clock.isMeasured(6_000)).isTrue();
        assertThat(clock.isMeasured(7_999)).isTrue();
        assertThat(clock.isMeasured(8_000)).isFalse();
    }

    @Test
    void theWallClockFollowsTheTicker() {
        RunClock clock = new RunClock(-5_000, Instant.parse("2026-01-01T00:00:00.123456789Z"), 0, Long.MAX_VALUE);
        long start = 1_767_225_600_123_456L;
        assertThat(clock.epochMicros(-5_000)).isEqualTo(start);
        assertThat(clock.epochMicros(-5_000 + 211)).as("rounded down").isEqualTo(start + 1);
        assertThat(clock.epochMicros(-5_000 + 2_000_000_000L)).isEqualTo(start + 2_000_000);
    }
}
