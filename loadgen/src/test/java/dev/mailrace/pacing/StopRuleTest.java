package dev.mailrace.pacing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class StopRuleTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    @Test
    void theMeasuredStageEndsAfterTheWarmUp() {
        StopRule rule = new StopRule(Duration.ofSeconds(5), Duration.ofSeconds(30), 0);
        assertThat(rule.warmupNanos()).isEqualTo(5_000_000_000L);
        assertThat(rule.endNanos()).isEqualTo(35_000_000_000L);
    }

    @Test
    void aRunThatOnlyArrivalsEndHasNoEndInTime() {
        assertThat(new StopRule(SECOND, null, 1000).endNanos()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void theLongestRunDoesNotOverflow() {
        Duration longest = Duration.ofNanos(RateProfile.NANOS_MAX);
        assertThat(new StopRule(longest, longest, 0).endNanos()).isEqualTo(2 * RateProfile.NANOS_MAX);
    }

    @Test
    void aRunWithoutAnEndIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new StopRule(SECOND, null, 0))
                .withMessage(
                        "duration: none, and no number of messages (expected: one of them, or the run would never end)");
    }

    @Test
    void limitsThatMakeNoSenseAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new StopRule(SECOND.negated(), SECOND, 0))
                .withMessageStartingWith("warmup: PT-1S (expected: >= 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new StopRule(SECOND, Duration.ZERO, 1))
                .withMessageStartingWith("duration: PT0S (expected: > 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new StopRule(SECOND, Duration.ofDays(365_000), 1))
                .withMessageStartingWith("duration: PT8760000H (expected: > 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new StopRule(SECOND, SECOND, -1))
                .withMessage("messages: -1 (expected: >= 0; 0 for no limit)");
    }
}
