package dev.mailrace.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
@Tag("jdk")
class SelfHealthTest {
    private static final int SESSIONS = 100;

    private static Histogram of(long millis, int times) {
        Histogram histogram = Tally.histogram();
        for (int i = 0; i < times; i++) {
            histogram.recordValue(TimeUnit.MILLISECONDS.toNanos(millis));
        }
        return histogram;
    }

    private static SelfHealth.Verdict judge(boolean open, Histogram slip, Histogram lag) {
        try (SelfHealth health = new SelfHealth(List.of(), () -> 0, () -> 0)) {
            health.begin(1);
            health.end(1_000_000_001L);
            return health.judge(new Limits(open, SESSIONS), slip, lag, null);
        }
    }

    @Test
    void nothingRecordedIsNothingWrong() {
        SelfHealth.Verdict verdict = judge(true, Tally.histogram(), Tally.histogram());
        assertThat(verdict.valid()).isTrue();
        assertThat(verdict.reasons()).isEmpty();
        assertThat(verdict.notes()).isEmpty();
        assertThat(verdict.slipP99Nanos()).isZero();
        assertThat(verdict.loopLagP99Nanos()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"true,49,99,true", "true,51,99,false", "true,49,101,false", "false,51,249,true", "false,51,252,false"})
    void slipCountsInAnOpenLoopAndLagAlways(boolean open, long slip, long lag, boolean valid) {
        SelfHealth.Verdict verdict = judge(open, of(slip, 100), of(lag, 100));
        assertThat(verdict.valid()).isEqualTo(valid);
        assertThat(verdict.reasons().isEmpty()).isEqualTo(valid);
    }

    @ParameterizedTest
    @CsvSource({"1,true", "20,false"})
    void theNinetyNinthPercentileDecides(int late, boolean valid) {
        Histogram lag = of(1, 999);
        lag.add(of(5_000, late));
        assertThat(judge(false, Tally.histogram(), lag).valid()).isEqualTo(valid);
    }

    @Test
    void reasonsSayHowMuchAndWhatIsAllowed() {
        SelfHealth.Verdict verdict = judge(true, of(60, 1), of(250, 1));
        assertThat(verdict.reasons()).hasSize(2);
        assertThat(verdict.reasons().get(0))
                .matches(
                        "event loops ran late: p99 25\\d\\.\\d ms \\(limit 100\\.0 ms\\); the generator or its machine "
                                + "was overloaded");
        assertThat(verdict.reasons().get(1))
                .matches("arrivals were started late: p99 of slip 60\\.\\d ms \\(limit 50\\.0 ms\\); the rate "
                        + "exceeds what this generator can sustain");
    }

    @ParameterizedTest
    @CsvSource({"100,249,true", "100,252,false", "5000,499,true", "5000,502,false", "19000,1800,true"})
    void aClosedLoopsTurnMayBeAsLongAsItsSessionsMakeIt(int sessions, long lag, boolean valid) {
        try (SelfHealth health = new SelfHealth(List.of(), () -> 0, () -> 0)) {
            health.begin(1);
            health.end(1_000_000_001L);
            assertThat(health.judge(new Limits(false, sessions), Tally.histogram(), of(lag, 100), null)
                            .valid())
                    .isEqualTo(valid);
            assertThat(health.judge(new Limits(true, sessions), Tally.histogram(), of(lag, 100), null)
                            .valid())
                    .isFalse();
        }
    }

    @Test
    void aBusyLoopIsANoteNotAReason() {
        Thread self = Thread.currentThread();
        try (SelfHealth health = new SelfHealth(List.of(LoopThread.current()), () -> 0, () -> 0)) {
            health.begin(1);
            long busyNanos = TimeUnit.MILLISECONDS.toNanos(50);
            burn(self, busyNanos);
            health.end(1 + busyNanos); // As if no time had passed but that of the processor.
            SelfHealth.Verdict verdict =
                    health.judge(new Limits(false, SESSIONS), Tally.histogram(), Tally.histogram(), null);
            assertThat(verdict.valid()).isTrue();
            assertThat(verdict.busiestLoopShare()).isGreaterThanOrEqualTo(1);
            assertThat(verdict.notes()).hasSize(1).allMatch(note -> note.startsWith("an event loop was busy 1"));
            assertThat(verdict.cpuSeconds()).isGreaterThan(0.04);
        }
    }

    private static void burn(Thread self, long nanos) {
        long end = ManagementFactory.getThreadMXBean().getThreadCpuTime(self.getId()) + nanos;
        while (ManagementFactory.getThreadMXBean().getThreadCpuTime(self.getId()) < end) {
            Thread.onSpinWait();
        }
    }

    @Test
    void whatFollowsTheMeasuredStageDoesNotCount() {
        Thread self = Thread.currentThread();
        try (SelfHealth health = new SelfHealth(List.of(LoopThread.current()), () -> 0, () -> 0)) {
            health.begin(1);
            health.end(TimeUnit.HOURS.toNanos(1));
            burn(self, TimeUnit.MILLISECONDS.toNanos(30));
            health.end(2);
            SelfHealth.Verdict verdict =
                    health.judge(new Limits(false, SESSIONS), Tally.histogram(), Tally.histogram(), null);
            assertThat(verdict.busiestLoopShare()).isLessThan(0.5);
            assertThat(verdict.cpuShare()).isLessThan(0.5);
        }
    }

    @Test
    void aRunThatNeverBeganToMeasureIsJudgedToo() {
        try (SelfHealth health = new SelfHealth(List.of(), () -> 0, () -> 0)) {
            health.end(5);
            SelfHealth.Verdict verdict =
                    health.judge(new Limits(true, SESSIONS), Tally.histogram(), Tally.histogram(), null);
            assertThat(verdict.valid()).isTrue();
            assertThat(verdict.cpuShare()).isZero();
            assertThat(verdict.cpuSeconds()).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource({"true,20,47,47", "true,49,47,49", "false,49,47,47"})
    void latenessIsTheLargerOfLagAndInAnOpenLoopSlip(boolean open, long slip, long lag, long lateness) {
        assertThat(judge(open, of(slip, 100), of(lag, 100)).latenessNanos() / 1e6)
                .isCloseTo((double) lateness, within(0.1));
    }

    private static SelfHealth.Verdict judgeBeside(long lagMillis, Histogram whole) {
        try (SelfHealth health = new SelfHealth(List.of(), () -> 0, () -> 0)) {
            return health.judge(new Limits(false, SESSIONS), Tally.histogram(), of(lagMillis, 100), whole);
        }
    }

    /** Fifty of a hundred take a tenth, fifty take it all. */
    private static Histogram upTo(long millis) {
        Histogram times = of(millis / 10, 51);
        times.add(of(millis, 49));
        return times;
    }

    @ParameterizedTest
    @CsvSource({"47,35,true", "47,90,true", "47,100,false", "4,5,false", "47,2000,false"})
    void latenessOutOfProportionIsANoteNotAReason(long lag, long p99, boolean noted) {
        SelfHealth.Verdict verdict = judgeBeside(lag, upTo(p99));
        assertThat(verdict.valid()).isTrue();
        assertThat(verdict.notes())
                .hasSize(noted ? 1 : 0)
                .allMatch(note -> note.startsWith("the generator itself was"));
    }

    @Test
    void aProcessThatWasStoppedForNinetyOfTwoHundredMillisecondsIsInvalidLiveAndAtTheEnd() {
        long[] stopped = {0};
        long second = TimeUnit.SECONDS.toNanos(1);
        Histogram lag = of(1, 110); // A stop delays the timers that were due in it: at most 90 ms, within the limit.
        lag.add(of(85, 10));
        Limits limits = new Limits(false, SESSIONS);
        try (SelfHealth health = new SelfHealth(List.of(), () -> stopped[0], () -> 0)) {
            health.begin(1);
            for (int i = 0; i < 3; i++) {
                stopped[0] += second * 90 / 200;
                assertThat(health.interval(limits, Stage.MEASURE, second, Tally.histogram(), lag))
                        .isEqualTo(Condition.OVERLOADED);
            }
            health.end(1 + 3 * second);
            assertThat(health.judge(limits, Tally.histogram(), lag, null).reasons())
                    .hasSize(2)
                    .anyMatch(reason -> reason.startsWith("the process was suspended for 45 % of the time"))
                    .contains("the generator was overloaded in 3.0 of 3.0 s");
        }
    }

    @Test
    void aQuotaThatHeldThreadsBackIsAReasonAndIsCounted() {
        long[] throttled = {TimeUnit.SECONDS.toNanos(7)};
        long second = TimeUnit.SECONDS.toNanos(1);
        try (SelfHealth health = new SelfHealth(List.of(), () -> 0, () -> throttled[0])) {
            health.begin(1);
            throttled[0] += second * Runtime.getRuntime().availableProcessors();
            health.end(1 + 2 * second);
            SelfHealth.Verdict verdict =
                    health.judge(new Limits(false, SESSIONS), Tally.histogram(), Tally.histogram(), null);
            assertThat(verdict.valid()).isFalse();
            assertThat(verdict.reasons())
                    .anyMatch(reason ->
                            reason.startsWith("a CPU quota throttled threads, taken together for 50 % of the time"));
            assertThat(verdict.throttledNanos())
                    .isEqualTo(second * Runtime.getRuntime().availableProcessors());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0,,true",
        "2,the generator was overloaded in 2.0 of 6.0 s,true",
        "4,the generator was overloaded in 4.0 of 6.0 s,false"
    })
    void secondsThatWereOverloadedLiveAreNotPassedOverAtTheEnd(int seconds, String said, boolean valid) {
        long second = TimeUnit.SECONDS.toNanos(1);
        Limits limits = new Limits(true, SESSIONS);
        try (SelfHealth health = new SelfHealth(List.of(), () -> 0, () -> 0)) {
            health.interval(limits, Stage.WARMUP, second, of(60, 1), Tally.histogram());
            health.begin(1);
            for (int i = 0; i < 6; i++) {
                health.interval(limits, Stage.MEASURE, second, of(i < seconds ? 60 : 1, 1), Tally.histogram());
            }
            health.interval(limits, Stage.DRAIN, second, of(60, 1), Tally.histogram());
            SelfHealth.Verdict verdict = health.judge(limits, of(1, 1), Tally.histogram(), null);
            assertThat(verdict.valid()).isEqualTo(valid);
            assertThat(valid ? verdict.notes() : verdict.reasons()).isEqualTo(said == null ? List.of() : List.of(said));
        }
    }
}
