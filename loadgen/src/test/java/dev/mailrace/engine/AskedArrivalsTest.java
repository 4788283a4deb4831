package dev.mailrace.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailrace.pacing.Pacing;
import dev.mailrace.pacing.RateProfile;
import dev.mailrace.pacing.RateProfile.Constant;
import dev.mailrace.pacing.RateProfile.Ramp;
import dev.mailrace.pacing.RateProfile.Stages;
import dev.mailrace.pacing.Schedule;
import dev.mailrace.pacing.Spacing;
import dev.mailrace.pacing.StopRule;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AskedArrivalsTest {
    private static final long SECOND = 1_000_000_000L;
    private static final List<RateProfile> PROFILES = List.of(
            new Constant(0.3),
            new Constant(7),
            new Constant(1_000),
            new Ramp(0, 500, 6 * SECOND),
            new Stages(List.of(
                    new RateProfile.Stage(2 * SECOND, 100, 100),
                    new RateProfile.Stage(3 * SECOND, 0, 0),
                    new RateProfile.Stage(2 * SECOND, 50, 300))));

    private static long least(RateProfile profile, Spacing spacing, StopRule stop) {
        return AskedArrivals.least(new Pacing.OpenLoop(profile, spacing), stop);
    }

    private static StopRule stop(double warmup, double measured, long messagesMax) {
        return new StopRule(
                Duration.ofNanos((long) (warmup * SECOND)),
                measured == 0 ? null : Duration.ofNanos((long) (measured * SECOND)),
                messagesMax);
    }

    @Test
    void nineHundredAndEightyNineOfAThousandAreEnough() {
        assertThat(least(new Constant(100), Spacing.EVEN, stop(2, 10, 0))).isEqualTo(989);
        assertThat(least(new Constant(100), Spacing.EVEN, stop(2, 10, 700)))
                .as("700 in all, 200 of them before")
                .isEqualTo(494);
        assertThat(least(new Constant(100), Spacing.EVEN, stop(0, 0, 1_000))).isEqualTo(989);
        assertThat(least(new Constant(100), Spacing.EVEN, stop(20, 0, 1_000))).isZero();
        assertThat(least(new Constant(10_000), Spacing.POISSON, stop(0, 100, 0)))
                .isEqualTo(984_999);
    }

    @Test
    void aClosedLoopIsAskedForNone() {
        assertThat(AskedArrivals.least(new Pacing.ClosedLoop(Duration.ZERO), stop(0, 10, 0)))
                .isZero();
    }

    /** Nothing that a schedule really makes due is too little. */
    @ParameterizedTest
    @EnumSource(Spacing.class)
    void noScheduleMissesItsOwnRate(Spacing spacing) {
        for (RateProfile profile : PROFILES) {
            for (StopRule stop : List.of(stop(0, 1, 0), stop(0.5, 2.75, 0), stop(3, 7, 0), stop(1, 8, 150))) {
                for (long seed = 0; seed < 50; seed++) {
                    assertThat(due(new Schedule(profile, spacing, seed, 0, 1), stop))
                            .as("%s, %s, seed %d", profile, stop, seed)
                            .isGreaterThanOrEqualTo(least(profile, spacing, stop));
                }
            }
        }
    }

    private static long due(Schedule schedule, StopRule stop) {
        long due = 0;
        for (; schedule.peekNanos() < stop.endNanos(); schedule.advance()) {
            boolean comes = stop.messagesMax() == 0 || schedule.sequence() < stop.messagesMax();
            if (comes && schedule.peekNanos() >= stop.warmupNanos()) {
                due++;
            }
        }
        return due;
    }
}
