package dev.mailrace.pacing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.mailrace.pacing.RateProfile.Constant;
import dev.mailrace.pacing.RateProfile.Ramp;
import dev.mailrace.pacing.RateProfile.Stage;
import dev.mailrace.pacing.RateProfile.Stages;
import dev.mailrace.pacing.RateProfile.Staircase;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class RateProfileTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long HOUR = 3600 * SECOND;

    @Test
    void aConstantRateSpacesEvenlyToTheNanosecondForTenHours() {
        RateProfile profile = new Constant(100_000);
        for (long k = 0; k < 3_600_000_000L; k += 999_983) {
            assertThat(profile.nanosAt((double) k)).isEqualTo(k * 10_000);
        }
        assertThat(profile.countAt(10 * HOUR)).isEqualTo(3.6e9);
    }

    @Test
    void aConstantRateThatDoesNotDivideASecondIsRoundedToTheNearestNanosecond() {
        RateProfile profile = new Constant(3);
        assertThat(profile.nanosAt(1)).isEqualTo(333_333_333);
        assertThat(profile.nanosAt(2)).isEqualTo(666_666_667);
        assertThat(profile.nanosAt(3)).isEqualTo(SECOND);
    }

    @Test
    void aRampReachesItsAreaAtItsEnd() {
        RateProfile up = new Ramp(200, 1000, 60 * SECOND);
        assertThat(up.countAt(60 * SECOND)).isEqualTo(36_000);
        assertThat(up.nanosAt(36_000)).isEqualTo(60 * SECOND);
        RateProfile down = new Ramp(1000, 200, 60 * SECOND);
        assertThat(down.countAt(60 * SECOND)).isEqualTo(36_000);
        assertThat(down.nanosAt(36_000)).isEqualTo(60 * SECOND);
    }

    @Test
    void aRampFromZeroGrowsWithTheSquareOfTime() {
        RateProfile profile = new Ramp(0, 1000, 10 * SECOND);
        assertThat(profile.countAt(SECOND)).isCloseTo(50, within(1e-12));
        assertThat(profile.countAt(2 * SECOND)).isCloseTo(200, within(1e-12));
        assertThat(profile.nanosAt(50)).isEqualTo(SECOND);
        assertThat(profile.nanosAt(200)).isEqualTo(2 * SECOND);
    }

    @Test
    void aRampGoesOnAtItsLastRate() {
        RateProfile profile = new Ramp(0, 1000, 10 * SECOND);
        assertThat(profile.countAt(15 * SECOND)).isEqualTo(10_000);
        assertThat(profile.nanosAt(10_000)).isEqualTo(15 * SECOND);
        assertThat(profile.ratePerSecondAt(5 * SECOND)).isEqualTo(500);
        assertThat(profile.ratePerSecondAt(11 * SECOND)).isEqualTo(1000);
    }

    @Test
    void aRampToZeroEnds() {
        RateProfile profile = new Ramp(1000, 0, 10 * SECOND);
        assertThat(profile.countAt(HOUR)).isEqualTo(5000);
        assertThat(profile.nanosAt(4999)).isLessThan(10 * SECOND);
        assertThat(profile.nanosAt(5000)).isEqualTo(RateProfile.NEVER);
    }

    @Test
    void aRampWithoutSlopeIsAConstantRate() {
        RateProfile ramp = new Ramp(700, 700, 10 * SECOND);
        RateProfile constant = new Constant(700);
        for (int k = 0; k < 14_000; k++) {
            assertThat(ramp.nanosAt(k)).isEqualTo(constant.nanosAt(k));
        }
    }

    @Test
    void aLongRampStaysWithinAMicrosecondOfExactArithmetic() {
        RateProfile up = new Ramp(0, 100_000, 10 * HOUR);
        RateProfile down = new Ramp(100_000, 0, 10 * HOUR);
        long all = 1_800_000_000L;
        for (long k = 1; k < all; k += 17_999_983) {
            // Half the slope is 50000/s in 36000 s, so k arrivals take sqrt(k * 36000 / 50000) seconds.
            long nanos = new BigDecimal(k)
                    .multiply(new BigDecimal("0.72"))
                    .sqrt(new MathContext(40))
                    .movePointRight(9)
                    .setScale(0, RoundingMode.HALF_UP)
                    .longValueExact();
            assertThat(up.nanosAt((double) k)).isCloseTo(nanos, within(10L));
            assertThat(down.nanosAt((double) (all - k))).isCloseTo(10 * HOUR - nanos, within(10L));
        }
    }

    @Test
    void aStaircaseAddsItsStepsAndGoesOnAtTheLast() {
        RateProfile profile = new Staircase(100, 50, 10 * SECOND, 3);
        assertThat(profile.countAt(10 * SECOND)).isEqualTo(1000);
        assertThat(profile.countAt(20 * SECOND)).isEqualTo(2500);
        assertThat(profile.countAt(30 * SECOND)).isEqualTo(4500);
        assertThat(profile.countAt(40 * SECOND)).isEqualTo(6500);
        assertThat(profile.nanosAt(1000)).isEqualTo(10 * SECOND);
        assertThat(profile.nanosAt(1150)).isEqualTo(11 * SECOND);
        assertThat(profile.nanosAt(6500)).isEqualTo(40 * SECOND);
        assertThat(profile.ratePerSecondAt(10 * SECOND - 1)).isEqualTo(100);
        assertThat(profile.ratePerSecondAt(10 * SECOND)).isEqualTo(150);
        assertThat(profile.ratePerSecondAt(HOUR)).isEqualTo(200);
        assertThat(profile.ratePerSecondMax()).isEqualTo(200);
    }

    @Test
    void aStaircaseDownToZeroEnds() {
        RateProfile profile = new Staircase(0.3, -0.1, 10 * SECOND, 4);
        assertThat(profile.ratePerSecondAt(HOUR)).isZero();
        assertThat(profile.countAt(HOUR)).isCloseTo(6, within(1e-12));
        assertThat(profile.nanosAt(5.5)).isEqualTo(25 * SECOND);
        assertThat(profile.nanosAt(6)).isEqualTo(RateProfile.NEVER);
    }

    @Test
    void stagesFollowEachOtherAndEnd() {
        RateProfile profile = new Stages(List.of(
                new Stage(10 * SECOND, 0, 100), new Stage(10 * SECOND, 100, 100), new Stage(10 * SECOND, 100, 0)));
        assertThat(profile.countAt(10 * SECOND)).isEqualTo(500);
        assertThat(profile.countAt(20 * SECOND)).isEqualTo(1500);
        assertThat(profile.countAt(HOUR)).isEqualTo(2000);
        assertThat(profile.nanosAt(1000)).isEqualTo(15 * SECOND);
        assertThat(profile.nanosAt(1999.999)).isLessThan(30 * SECOND);
        assertThat(profile.nanosAt(2000)).isEqualTo(RateProfile.NEVER);
        assertThat(profile.ratePerSecondAt(30 * SECOND)).isZero();
    }

    @Test
    void aCountThatFillsAStageBelongsBehindThePause() {
        // In doubles, 30 s at 1.1/s are 33.00000000000001 arrivals: unforgiven, number 33 would come before the pause.
        RateProfile profile = new Stages(
                List.of(new Stage(30 * SECOND, 1.1, 1.1), new Stage(500 * SECOND, 0, 0), new Stage(SECOND, 10, 10)));
        assertThat(profile.nanosAt(32.9)).isLessThan(30 * SECOND);
        assertThat(profile.nanosAt(33)).isEqualTo(530 * SECOND);
        assertThat(profile.nanosAt(34)).isEqualTo(530 * SECOND + SECOND / 10);
        assertThat(profile.nanosAt(43)).isEqualTo(RateProfile.NEVER);
    }

    @Test
    void peopleCanReadProfiles() {
        assertThat(new Constant(500)).hasToString("500/s");
        assertThat(new Constant(1.0 / 3)).hasToString("0.333333/s");
        assertThat(new Ramp(0, 1000, 60 * SECOND)).hasToString("0/s to 1000/s in 60 s, then on");
        assertThat(new Staircase(100, 50, 10 * SECOND, 3)).hasToString("100/s to 200/s in 3 steps of 10 s, then on");
        assertThat(new Stages(List.of(new Stage(SECOND / 2, 0, 100_000), new Stage(SECOND, 20, 20))))
                .hasToString("0/s to 100000/s in 0.5 s, 20/s for 1 s");
    }

    @Test
    void stagesDoNotChangeWithTheListTheyCameFrom() {
        List<Stage> stages = new ArrayList<>(List.of(new Stage(SECOND, 1, 1)));
        Stages profile = new Stages(stages);
        stages.clear();
        assertThat(profile.stages()).hasSize(1);
    }

    @Test
    void ratesThatMakeNoSenseAreRefused() {
        for (double rate : new double[] {-5, Double.NaN, Double.POSITIVE_INFINITY, 2e9}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new Constant(rate))
                    .withMessage("ratePerSecond: " + rate + "/s (expected: >= 0 and <= 1000000000/s)");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new Ramp(rate, 1, 1))
                    .withMessageStartingWith("fromPerSecond: " + rate);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new Stage(1, 1, rate))
                    .withMessageStartingWith("toPerSecond: " + rate);
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Staircase(100, -60, SECOND, 3))
                .withMessageStartingWith("last rate of the staircase: -20.0/s");
    }

    @Test
    void aProfileWithoutAnyArrivalIsRefused() {
        String message = "rate: 0/s (expected: > 0 at some time)";
        assertThatIllegalArgumentException().isThrownBy(() -> new Constant(0)).withMessage(message);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Ramp(0, 0, SECOND))
                .withMessage(message);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Staircase(0, 5, SECOND, 1))
                .withMessage(message);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Stages(List.of(new Stage(SECOND, 0, 0))))
                .withMessage(message);
    }

    @Test
    void durationsThatMakeNoSenseAreRefused() {
        String expected = " ns (expected: > 0 and <= 9007200 s)";
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Ramp(0, 1, 0))
                .withMessage("durationNanos: 0" + expected);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Stage(Long.MAX_VALUE, 0, 1))
                .withMessage("durationNanos: " + Long.MAX_VALUE + expected);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Staircase(1, 1, -1, 1))
                .withMessage("stepNanos: -1" + expected);
        Stage longest = new Stage(RateProfile.NANOS_MAX, 1, 1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Stages(Collections.nCopies(RateProfile.STAGES_MAX, longest)))
                .withMessageStartingWith("duration of all stages: " + 1000 * RateProfile.NANOS_MAX);
    }

    @Test
    void theNumberOfStepsAndStagesHasALimit() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Staircase(1, 1, HOUR, 0))
                .withMessage("steps: 0 (expected: >= 1, and all of them <= 9007200 s)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Staircase(1, 1, HOUR, 2503))
                .withMessageStartingWith("steps: 2503");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Stages(List.of()))
                .withMessage("stages: 0 (expected: 1 to 1000)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Stages(Collections.nCopies(1001, new Stage(1, 1, 1))))
                .withMessage("stages: 1001 (expected: 1 to 1000)");
    }
}
