package dev.mailrace.pacing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.mailrace.pacing.RateProfile.Constant;
import dev.mailrace.pacing.RateProfile.Ramp;
import dev.mailrace.pacing.RateProfile.Stage;
import dev.mailrace.pacing.RateProfile.Stages;
import dev.mailrace.pacing.RateProfile.Staircase;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("jdk")
class ScheduleTest {
    private static final long SECOND = 1_000_000_000L;

    private static final List<RateProfile> PROFILES = List.of(
            new Constant(1000),
            new Ramp(0, 1000, 5 * SECOND),
            new Staircase(100, 100, SECOND, 5),
            new Stages(List.of(new Stage(SECOND, 500, 1500), new Stage(SECOND, 0, 0), new Stage(SECOND, 1500, 0))));

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7})
    void theSharesOfAllShardsAreTheWholeSequence(int shards) {
        for (RateProfile profile : PROFILES) {
            for (Spacing spacing : Spacing.values()) {
                long[] joined = new long[7 * 400];
                for (int shard = 0; shard < shards; shard++) {
                    Schedule schedule = new Schedule(profile, spacing, 42, shard, shards);
                    for (int k = shard; k < joined.length; k += shards) {
                        assertThat(schedule.sequence()).isEqualTo(k);
                        joined[k] = schedule.peekNanos();
                        schedule.advance();
                    }
                }
                assertThat(joined).isEqualTo(times(new Schedule(profile, spacing, 42, 0, 1), joined.length));
            }
        }
    }

    @Test
    void theSameSeedGivesTheSamePlanAndAnotherSeedAnother() {
        RateProfile profile = new Constant(1000);
        long[] plan = times(new Schedule(profile, Spacing.POISSON, 1, 0, 1), 1000);
        assertThat(times(new Schedule(profile, Spacing.POISSON, 1, 0, 1), 1000)).isEqualTo(plan);
        long[] other = times(new Schedule(profile, Spacing.POISSON, 2, 0, 1), 1000);
        assertThat(other).isNotEqualTo(plan);
        assertThat(other[0]).isNotEqualTo(plan[0]);
    }

    @Test
    void aPlanStaysTheSameFromVersionToVersion() {
        assertThat(times(new Schedule(new Constant(1000), Spacing.POISSON, 1, 0, 1), 4))
                .containsExactly(148_414, 1_502_070, 3_482_911, 3_946_749);
    }

    @Test
    void evenSpacingAtAConstantRateIsAMetronome() {
        Schedule schedule = new Schedule(new Constant(100_000), Spacing.EVEN, 0, 0, 1);
        for (long k = 0; k < 100_000; k++) {
            assertThat(schedule.peekNanos()).isEqualTo(k * 10_000);
            schedule.advance();
        }
    }

    @Test
    void evenSpacingIgnoresTheSeed() {
        RateProfile profile = new Ramp(10, 100, SECOND);
        assertThat(times(new Schedule(profile, Spacing.EVEN, 1, 0, 1), 500))
                .isEqualTo(times(new Schedule(profile, Spacing.EVEN, 2, 0, 1), 500));
    }

    @ParameterizedTest
    @EnumSource(Spacing.class)
    void timesNeverFallAndPeekingChangesNothing(Spacing spacing) {
        for (RateProfile profile : PROFILES) {
            Schedule schedule = new Schedule(profile, spacing, 3, 0, 1);
            long last = 0;
            for (int i = 0; i < 10_000; i++) {
                assertThat(schedule.peekNanos()).isGreaterThanOrEqualTo(last);
                last = schedule.peekNanos();
                schedule.advance();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Spacing.class)
    void aStageOfRateZeroHasNoArrival(Spacing spacing) {
        RateProfile profile = new Stages(List.of(
                new Stage(SECOND, 0, 0),
                new Stage(SECOND, 300, 300),
                new Stage(SECOND, 0, 0),
                new Stage(SECOND, 300, 300)));
        List<Long> times = allTimes(new Schedule(profile, spacing, 5, 0, 1));
        assertThat(times).hasSizeGreaterThan(400).allMatch(nanos -> nanos / SECOND % 2 == 1);
    }

    @Test
    void evenStagesHaveAsManyArrivalsAsTheirArea() {
        RateProfile profile = new Stages(List.of(
                new Stage(10 * SECOND, 0, 100), new Stage(10 * SECOND, 100, 100), new Stage(3 * SECOND, 100, 0)));
        assertThat(allTimes(new Schedule(profile, Spacing.EVEN, 0, 0, 1))).hasSize(1650);
    }

    @ParameterizedTest
    @EnumSource(Spacing.class)
    void afterTheLastStageTheTimeIsNeverForGood(Spacing spacing) {
        RateProfile profile = new Stages(List.of(new Stage(SECOND, 10, 10)));
        Schedule schedule = new Schedule(profile, spacing, 6, 1, 2);
        for (int i = 0; i < 100; i++) {
            schedule.advance();
        }
        assertThat(schedule.peekNanos()).isEqualTo(RateProfile.NEVER);
        assertThat(schedule.sequence()).isEqualTo(201);
    }

    @Test
    void poissonCountsLieWithinFourSigmaOfTheirMean() {
        for (RateProfile profile : PROFILES) {
            for (long seed = 0; seed < 50; seed++) {
                Schedule schedule = new Schedule(profile, Spacing.POISSON, seed, 0, 1);
                while (schedule.peekNanos() < 3 * SECOND) {
                    schedule.advance();
                }
                double mean = profile.countAt(3 * SECOND);
                assertThat((double) schedule.sequence())
                        .as("%s, seed %s", profile, seed)
                        .isCloseTo(mean, within(4 * Math.sqrt(mean)));
            }
        }
    }

    @Test
    void poissonCountsInEqualTimesHaveAsMuchVarianceAsMean() {
        int[] counts = new int[10_000];
        Schedule schedule = new Schedule(new Constant(1000), Spacing.POISSON, 7, 0, 1);
        long slot = SECOND / 50;
        for (; schedule.peekNanos() < counts.length * slot; schedule.advance()) {
            counts[(int) (schedule.peekNanos() / slot)]++;
        }
        double mean = Arrays.stream(counts).average().orElseThrow();
        double variance = Arrays.stream(counts)
                .mapToDouble(n -> (n - mean) * (n - mean))
                .average()
                .orElseThrow();
        // The index of dispersion of n counts has a standard deviation of sqrt(2/n), here 0.014.
        assertThat(variance / mean).isCloseTo(1, within(0.057));
    }

    @Test
    void poissonGapsAreExponential() {
        int n = 100_000;
        double rate = 1000;
        long[] times = times(new Schedule(new Constant(rate), Spacing.POISSON, 8, 0, 1), n + 1);
        double sum = 0;
        double squares = 0;
        int beyondMean = 0;
        int beyondThreeMeans = 0;
        for (int i = 0; i < n; i++) {
            double gap = (times[i + 1] - times[i]) * rate / SECOND;
            sum += gap;
            squares += gap * gap;
            beyondMean += gap > 1 ? 1 : 0;
            beyondThreeMeans += gap > 3 ? 1 : 0;
        }
        double mean = sum / n;
        double variation = Math.sqrt(squares / n - mean * mean) / mean;
        double fourSigma = 4 / Math.sqrt(n); // Of mean and variation 1; the shares' are smaller.
        assertThat(mean).isCloseTo(1, within(fourSigma));
        assertThat(variation).isCloseTo(1, within(fourSigma));
        assertThat((double) beyondMean / n).isCloseTo(Math.exp(-1), within(fourSigma / 2));
        assertThat((double) beyondThreeMeans / n).isCloseTo(Math.exp(-3), within(fourSigma / 4));
    }

    @Test
    void aShardThatDoesNotExistIsRefused() {
        RateProfile profile = new Constant(1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Schedule(profile, Spacing.EVEN, 0, 0, 0))
                .withMessage("shards: 0 (expected: >= 1)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Schedule(profile, Spacing.EVEN, 0, 3, 3))
                .withMessage("shard: 3 (expected: 0 to 2)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Schedule(profile, Spacing.EVEN, 0, -1, 3))
                .withMessage("shard: -1 (expected: 0 to 2)");
    }

    private static long[] times(Schedule schedule, int arrivals) {
        long[] times = new long[arrivals];
        for (int i = 0; i < arrivals; i++) {
            times[i] = schedule.peekNanos();
            schedule.advance();
        }
        return times;
    }

    private static List<Long> allTimes(Schedule schedule) {
        List<Long> times = new ArrayList<>();
        for (; schedule.peekNanos() != RateProfile.NEVER; schedule.advance()) {
            times.add(schedule.peekNanos());
        }
        return times;
    }
}
