package dev.mailrace.pacing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.mailrace.pacing.RateProfile.Constant;
import dev.mailrace.pacing.RateProfile.Ramp;
import dev.mailrace.pacing.RateProfile.Stage;
import dev.mailrace.pacing.RateProfile.Stages;
import dev.mailrace.pacing.RateProfile.Staircase;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every profile keeps, whatever its shape. */
class RateProfileContractTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long HOUR = 3600 * SECOND;
    private static final int POINTS = 500;

    static Stream<RateProfile> profiles() {
        return Stream.of(
                new Constant(1000),
                new Constant(1.0 / 3),
                new Constant(100_000),
                new Constant(1e-6),
                new Constant(RateProfile.PER_SECOND_MAX),
                new Ramp(0, 1000, 60 * SECOND),
                new Ramp(1000, 0, 60 * SECOND),
                new Ramp(20, 500, 7 * SECOND),
                new Ramp(500, 20, 7 * SECOND),
                new Ramp(250, 250, SECOND),
                new Ramp(1000, 1000.000_000_1, HOUR),
                new Ramp(1000, 999.999_999_9, HOUR),
                new Ramp(0, 1e-9, HOUR),
                new Ramp(0, 100_000, 10 * HOUR),
                new Ramp(5, 10, 1),
                new Staircase(100, 50, 10 * SECOND, 8),
                new Staircase(0, 100, 10 * SECOND, 4),
                new Staircase(400, -100, 10 * SECOND, 5),
                new Staircase(0.3, -0.1, 10 * SECOND, 4),
                new Staircase(70, 0, SECOND, 1),
                new Staircase(1, 0.01, SECOND, 100_000),
                new Stages(List.of(new Stage(10 * SECOND, 100, 100))),
                new Stages(List.of(new Stage(10 * SECOND, 0, 0), new Stage(5 * SECOND, 200, 50))),
                new Stages(List.of(
                        new Stage(30 * SECOND, 0, 1000),
                        new Stage(60 * SECOND, 1000, 1000),
                        new Stage(20 * SECOND, 0, 0),
                        new Stage(10 * SECOND, 1000, 0),
                        new Stage(10 * SECOND, 0, 1.0 / 3))),
                new Stages(List.of(new Stage(5 * HOUR, 0, 100_000), new Stage(5 * HOUR, 100_000, 0))));
    }

    /** Times up to twelve hours, each order of magnitude as likely as the others, and those at whole seconds. */
    private static long[] times() {
        SplittableRandom random = new SplittableRandom(1);
        long[] times = new long[2 * POINTS];
        for (int i = 0; i < POINTS; i++) {
            times[i] = (long) Math.exp(random.nextDouble() * Math.log(12.0 * HOUR));
            times[POINTS + i] = (1 + random.nextInt(120)) * SECOND + random.nextInt(3) - 1;
        }
        Arrays.sort(times);
        return times;
    }

    @ParameterizedTest
    @MethodSource("profiles")
    void theCountStartsAtZeroAndNeverFalls(RateProfile profile) {
        assertThat(profile.countAt(0)).isZero();
        double last = 0;
        for (long nanos : times()) {
            double count = profile.countAt(nanos);
            assertThat(count).as("count at %s", nanos).isGreaterThanOrEqualTo(last);
            last = count;
        }
    }

    @ParameterizedTest
    @MethodSource("profiles")
    void timesNeverFall(RateProfile profile) {
        double most = profile.countAt(12 * HOUR);
        long last = 0;
        for (int i = 0; i <= POINTS; i++) {
            long nanos = profile.nanosAt(most * i / POINTS);
            assertThat(nanos).isGreaterThanOrEqualTo(last);
            last = nanos;
        }
    }

    @ParameterizedTest
    @MethodSource("profiles")
    void theCountAtTheTimeOfACountIsThatCount(RateProfile profile) {
        double most = profile.countAt(12 * HOUR);
        for (int i = 0; i < POINTS; i++) {
            double count = most * i / POINTS;
            double aNanosecond = profile.ratePerSecondMax() / SECOND;
            assertThat(profile.countAt(profile.nanosAt(count)))
                    .as("count %s", count)
                    .isCloseTo(count, within(aNanosecond + 1e-12 * count));
        }
    }

    @ParameterizedTest
    @MethodSource("profiles")
    void theTimeOfTheCountAtATimeIsThatTime(RateProfile profile) {
        for (long nanos : times()) {
            double count = profile.countAt(nanos);
            boolean standstill =
                    (nanos > 0 && profile.countAt(nanos - 1) == count) || profile.countAt(nanos + 1) == count;
            if (!standstill) {
                assertThat(profile.nanosAt(count))
                        .as("time of count %s", count)
                        .isCloseTo(nanos, within(1 + (long) (1e-6 * nanos)));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("profiles")
    void noTimeLiesWhereTheRateIsZero(RateProfile profile) {
        double most = Math.min(2000, profile.countAt(12 * HOUR));
        for (double count = 0; count < most; count += 0.5) {
            long nanos = profile.nanosAt(count);
            if (nanos < RateProfile.NEVER - SECOND) {
                // At its very start a ramp from zero has no rate yet, but it grows.
                assertThat(profile.ratePerSecondAt(nanos + 1))
                        .as("at %s", nanos)
                        .isPositive();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("profiles")
    void theRateIsTheSlopeOfTheCount(RateProfile profile) {
        long millisecond = SECOND / 1000;
        double roundings = 4 * Math.ulp(profile.countAt(HOUR)) / millisecond * SECOND;
        for (long nanos = 0; nanos < 130 * SECOND; nanos += SECOND / 4) {
            double slope = (profile.countAt(nanos + millisecond) - profile.countAt(nanos)) / millisecond * SECOND;
            double changed = profile.ratePerSecondAt(nanos + millisecond) - profile.ratePerSecondAt(nanos);
            assertThat(profile.ratePerSecondAt(nanos))
                    .as("rate at %s", nanos)
                    .isCloseTo(slope, within(Math.abs(changed) + roundings + 1e-12 * profile.ratePerSecondMax()))
                    .isBetween(0.0, profile.ratePerSecondMax());
        }
    }

    @ParameterizedTest
    @MethodSource("profiles")
    void argumentsBelowZeroAreRefused(RateProfile profile) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> profile.countAt(-1))
                .withMessage("nanos: -1 (expected: >= 0)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> profile.ratePerSecondAt(-1))
                .withMessage("nanos: -1 (expected: >= 0)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> profile.nanosAt(-0.5))
                .withMessage("count: -0.5 (expected: >= 0)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> profile.nanosAt(Double.NaN))
                .withMessage("count: NaN (expected: >= 0)");
    }

    @ParameterizedTest
    @MethodSource("profiles")
    void theEndOfTimeIsNoError(RateProfile profile) {
        assertThat(profile.countAt(Long.MAX_VALUE)).isFinite();
        assertThat(profile.nanosAt(Double.POSITIVE_INFINITY)).isEqualTo(RateProfile.NEVER);
        assertThat(profile.ratePerSecondAt(Long.MAX_VALUE)).isGreaterThanOrEqualTo(0);
    }
}
