package dev.mailrace.pacing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PacingTest {
    @Test
    void aClosedLoopMayThinkForNoTime() {
        assertThat(new Pacing.ClosedLoop(Duration.ZERO).thinkNanos()).isZero();
        assertThat(new Pacing.ClosedLoop(Duration.ofMillis(20)).thinkNanos()).isEqualTo(20_000_000);
    }

    @Test
    void aThinkTimeThatMakesNoSenseIsRefused() {
        for (Duration think : new Duration[] {Duration.ofSeconds(-1), Duration.ofDays(365_000)}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new Pacing.ClosedLoop(think))
                    .withMessageStartingWith("think: " + think + " (expected: >= 0 and");
        }
    }
}
