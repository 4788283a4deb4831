package dev.mailrace.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailrace.metrics.Interval;
import dev.mailrace.metrics.RunObserver;
import dev.mailrace.metrics.RunResult;
import dev.mailrace.metrics.RunResult.Ending;
import dev.mailrace.metrics.Stage;
import dev.mailrace.net.Transport;
import dev.mailrace.pacing.Pacing;
import dev.mailrace.pacing.RateProfile;
import dev.mailrace.pacing.RateProfile.Constant;
import dev.mailrace.pacing.RateProfile.Stages;
import dev.mailrace.pacing.Schedule;
import dev.mailrace.pacing.Spacing;
import dev.mailrace.session.Outcome;
import dev.mailrace.session.Phase;
import dev.mailrace.sink.SinkServer;
import dev.mailrace.sink.SinkSettings;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Whole runs on sockets in which transactions start when the schedule says so. */
@Timeout(60)
class OpenLoopRunTest {
    static Stream<Transport> transports() {
        return TestRun.transports();
    }

    @ParameterizedTest
    @MethodSource("transports")
    void aRateAndATimeMakeExactlySoManyArrivals(Transport transport) throws InterruptedException {
        TestRun run = TestRun.atRate(400, 1_000);
        run.warmup = Duration.ofMillis(500);
        run.transport = transport;
        run.threads = 2;
        try (SinkServer sink = SinkServer.start(SinkSettings.defaults().withTransport(transport))) {
            RunResult result = run.against(sink.address());
            assertThat(result.ending()).isEqualTo(Ending.COMPLETED);
            assertThat(result.warmup().arrivals()).isEqualTo(200);
            assertThat(result.warmup().count(Outcome.Kind.ACCEPTED)).isEqualTo(200);
            assertThat(TestRun.outcomes(result)).containsExactly("accepted content 250 x400");
            assertThat(result.measuredSeconds()).isEqualTo(1.0);
            assertThat(sink.stop().totals().messages()).isEqualTo(600);
        }
    }

    /** A hundred are due in the last millisecond, within which a loop may come too late. */
    @ParameterizedTest
    @MethodSource("transports")
    void aHighRateOwesItsLastArrivalsToo(Transport transport) throws InterruptedException {
        TestRun run = TestRun.atRate(100_000, 100);
        run.transport = transport;
        run.backlogMax = 50;
        run.drain = Duration.ofMillis(200);
        try (SinkServer sink = SinkServer.start(SinkSettings.defaults())) {
            RunResult result = run.against(sink.address());
            assertThat(result.measured().arrivals()).isEqualTo(10_000);
            assertThat(result.slip().getTotalCount()).isEqualTo(10_000);
        }
    }

    @ParameterizedTest
    @CsvSource({"1,EVEN", "3,EVEN", "1,POISSON", "2,POISSON", "3,POISSON"})
    void messagesAreDueWhenTheScheduleSays(int threads, Spacing spacing) throws IOException, InterruptedException {
        TestRun run = TestRun.atRate(400, 300);
        RateProfile profile = new Constant(400);
        run.pacing = new Pacing.OpenLoop(profile, spacing);
        run.warmup = Duration.ofMillis(200);
        run.threads = threads;
        List<Long> expected = new ArrayList<>();
        Schedule schedule = new Schedule(profile, spacing, TestRun.SEED, 0, 1);
        for (; schedule.peekNanos() < TimeUnit.MILLISECONDS.toNanos(500); schedule.advance()) {
            expected.add(schedule.peekNanos());
        }
        long warmup = expected.stream()
                .filter(nanos -> nanos < TimeUnit.MILLISECONDS.toNanos(200))
                .count();
        try (ScriptedServer server = ScriptedServer.polite()) {
            RunResult result = run.against(server.address());
            assertThat(result.warmup().arrivals()).isEqualTo(warmup);
            assertThat(result.measured().arrivals()).isEqualTo(expected.size() - warmup);
            assertThat(dueEpochMicros(server))
                    .isEqualTo(expected.stream().map(run::epochMicros).toList());
        }
    }

    /** When the accepted messages were due, by their number. */
    private static List<Long> dueEpochMicros(ScriptedServer server) {
        return server.taken().stream()
                .map(ScriptedServer.Taken::mark)
                .sorted(Comparator.comparingLong(mark -> mark.sequence()))
                .map(mark -> mark.dueEpochMicros())
                .toList();
    }

    @Test
    void nothingIsDueInAPauseBetweenStages() throws IOException, InterruptedException {
        TestRun run = TestRun.ofMillis(600);
        long stage = TimeUnit.MILLISECONDS.toNanos(200);
        run.pacing = new Pacing.OpenLoop(
                new Stages(List.of(
                        new RateProfile.Stage(stage, 200, 200),
                        new RateProfile.Stage(stage, 0, 0),
                        new RateProfile.Stage(stage, 200, 200))),
                Spacing.EVEN);
        try (ScriptedServer server = ScriptedServer.polite()) {
            RunResult result = run.against(server.address());
            assertThat(TestRun.outcomes(result)).containsExactly("accepted content 250 x80");
            assertThat(dueEpochMicros(server))
                    .noneMatch(micros -> micros > run.epochMicros(stage) && micros < run.epochMicros(2 * stage));
        }
    }

    @ParameterizedTest
    @CsvSource({"1", "2"})
    void theMeasuredStageIsAsLongAsAskedAlsoWhenTheLastArrivalIsEarly(int threads) throws InterruptedException {
        TestRun run = TestRun.atRate(5, 500); // Due at 0, 200 and 400 ms.
        run.threads = threads;
        try (SinkServer sink = SinkServer.start(SinkSettings.defaults())) {
            RunResult result = run.against(sink.address());
            assertThat(TestRun.outcomes(result)).containsExactly("accepted content 250 x3");
            assertThat(result.acceptedPerSecond()).isEqualTo(6);
        }
    }

    @Test
    void aProfileThatEndsBeforeTheTimeLeavesTheRestIdle() throws InterruptedException {
        TestRun run = TestRun.ofMillis(400);
        run.pacing = forAFifthOfASecond();
        try (SinkServer sink = SinkServer.start(SinkSettings.defaults())) {
            RunResult result = run.against(sink.address());
            assertThat(result.ending()).isEqualTo(Ending.COMPLETED);
            assertThat(TestRun.outcomes(result)).containsExactly("accepted content 250 x40");
            assertThat(result.measuredSeconds()).isEqualTo(0.4);
        }
    }

    private static Pacing forAFifthOfASecond() {
        return new Pacing.OpenLoop(
                new Stages(List.of(new RateProfile.Stage(TimeUnit.MILLISECONDS.toNanos(200), 200, 200))), Spacing.EVEN);
    }

    @Test
    void aProfileThatEndsBeforeTheCountEndsTheRun() throws InterruptedException {
        TestRun run = TestRun.ofMessages(1_000);
        run.threads = 2;
        run.pacing = forAFifthOfASecond();
        try (SinkServer sink = SinkServer.start(SinkSettings.defaults())) {
            RunResult result = run.against(sink.address());
            assertThat(result.ending()).isEqualTo(Ending.COMPLETED);
            assertThat(TestRun.outcomes(result)).containsExactly("accepted content 250 x40");
        }
    }

    @Test
    void aCountEndsAnOpenLoopBeforeItsTime() throws InterruptedException {
        TestRun run = TestRun.atRate(500, TimeUnit.MINUTES.toMillis(10));
        run.messagesMax = 99;
        run.threads = 2;
        try (SinkServer sink = SinkServer.start(SinkSettings.defaults())) {
            RunResult result = run.against(sink.address());
            assertThat(result.ending()).isEqualTo(Ending.COMPLETED);
            assertThat(TestRun.outcomes(result)).containsExactly("accepted content 250 x99");
            assertThat(result.measuredSeconds()).isBetween(0.196, 30.0); // The last is due after 98/500 s.
        }
    }

    @Test
    void arrivalsBeyondTheBacklogAreDroppedAndThoseInItAreCutOff() throws IOException, InterruptedException {
        TestRun run = TestRun.atRate(200, 1_000);
        run.connections = 2;
        run.backlogMax = 10;
        run.drain = Duration.ofMillis(100);
        try (ScriptedServer server = ScriptedServer.with(Phase.CONTENT, ScriptedServer.SILENCE)) {
            RunResult result = run.against(server.address());
            long underWayAndWaiting = 2 + 10;
            assertThat(result.measured().arrivals()).isEqualTo(200);
            assertThat(result.measured().count(Outcome.Kind.UNCONFIRMED)).isEqualTo(2);
            assertThat(result.measured().count(Outcome.Kind.CUT_OFF)).isEqualTo(10);
            assertThat(result.measured().count(Outcome.Kind.DROPPED)).isEqualTo(200 - underWayAndWaiting);
        }
    }

    @Test
    void whatWaitsSinceTheWarmupHasNoPartInTheBacklog() throws InterruptedException {
        TestRun run = TestRun.atRate(200, 500);
        run.warmup = Duration.ofMillis(250);
        run.connections = 1;
        try (StallingSink sink = new StallingSink()) {
            run.atStart = engine -> sink.stall(Duration.ofMillis(100), Duration.ofMillis(300)); // Past its end.
            RunResult result = run.against(sink.address());
            assertThat(result.warmup().arrivals()).isEqualTo(50);
            assertThat(result.backlogWait().getTotalCount())
                    .isEqualTo(result.measured().arrivals());
        }
    }

    @Test
    void theBacklogIsServedAfterTheMeasuredStage() throws InterruptedException {
        TestRun run = TestRun.atRate(200, 500);
        run.connections = 1;
        try (StallingSink sink = new StallingSink()) {
            run.atStart = engine -> sink.stall(Duration.ofMillis(200), Duration.ofMillis(600));
            RunResult result = run.against(sink.address());
            assertThat(TestRun.outcomes(result)).containsExactly("accepted content 250 x100");
            assertThat(result.measuredSeconds()).isEqualTo(0.5);
            assertThat(result.backlogWait().getTotalCount())
                    .as("waits, those in the drain too")
                    .isEqualTo(100);
            assertThat(result.backlogWait().getMaxValue()).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(250));
        }
    }

    @ParameterizedTest
    @CsvSource({"1", "3"})
    void oneMessageAConnectionConnectsForEachArrival(int threads) throws InterruptedException {
        TestRun run = TestRun.atRate(200, 500);
        run.connections = 10;
        run.threads = threads;
        run.messagesPerConnection = 1;
        try (SinkServer sink = SinkServer.start(SinkSettings.defaults())) {
            RunResult result = run.against(sink.address());
            assertThat(TestRun.outcomes(result)).containsExactly("accepted content 250 x100");
            assertThat(result.sessions().attemptedCount()).isEqualTo(100);
            assertThat(result.sessions().losses().total()).isZero();
            assertThat(sink.stop().totals().sessionsOpened()).isEqualTo(100);
        }
    }

    @Test
    void aRampLongerThanTheRunOpensOnlySomeConnections() throws InterruptedException {
        TestRun run = TestRun.atRate(50, 300);
        run.ramp = Duration.ofMinutes(10);
        try (SinkServer sink = SinkServer.start(SinkSettings.defaults())) {
            RunResult result = run.against(sink.address());
            assertThat(TestRun.outcomes(result)).containsExactly("accepted content 250 x15");
            assertThat(result.sessions().attemptedCount()).isEqualTo(1);
        }
    }

    @Test
    void aLoopThatComesLateToTheEndCountsAndServesWhatWasDueBefore() throws InterruptedException {
        TestRun run = TestRun.atRate(200, 500);
        try (SinkServer sink = SinkServer.start(SinkSettings.defaults())) {
            run.atStart = engine -> engine.shards()
                    .get(0)
                    .loop()
                    .schedule(() -> StallingSink.standStill(Duration.ofMillis(500)), 250, TimeUnit.MILLISECONDS);
            RunResult result = run.against(sink.address());
            assertThat(TestRun.outcomes(result)).containsExactly("accepted content 250 x100");
            assertThat(result.slip().getTotalCount()).isEqualTo(100);
        }
    }

    @Test
    void intervalsAddUpToTheRun() throws InterruptedException {
        TestRun run = TestRun.atRate(100, 2_200);
        run.warmup = Duration.ofMillis(300);
        run.threads = 2;
        AtomicLong accepted = new AtomicLong();
        List<Stage> stages = new ArrayList<>();
        List<Instant> starts = new ArrayList<>();
        List<Long> ends = new ArrayList<>();
        try (SinkServer sink = SinkServer.start(SinkSettings.defaults())) {
            RunResult result = run.against(sink.address(), new RunObserver() {
                @Override
                public void interval(Interval interval) {
                    assertThat(interval.number()).isEqualTo(stages.size());
                    assertThat(interval.startNanos()).isEqualTo(ends.isEmpty() ? 0L : ends.get(ends.size() - 1));
                    starts.add(interval.start());
                    assertThat(interval.start()).isEqualTo(starts.get(0).plusNanos(interval.startNanos()));
                    stages.add(interval.stage());
                    ends.add(interval.endNanos());
                    accepted.addAndGet(interval.measured().count(Outcome.Kind.ACCEPTED));
                    accepted.addAndGet(interval.warmup().count(Outcome.Kind.ACCEPTED));
                }
            });
            assertThat(accepted.get())
                    .isEqualTo(250)
                    .isEqualTo(result.measured().arrivals() + 30);
            assertThat(stages)
                    .startsWith(Stage.WARMUP, Stage.MEASURE)
                    .endsWith(Stage.DRAIN)
                    .isSorted();
            assertThat(ends)
                    .as("a warm-up, three parts of the measured stage, a drain")
                    .hasSizeGreaterThanOrEqualTo(5);
        }
    }
}
