package dev.mailrace.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.mailrace.metrics.LittlesLaw;
import dev.mailrace.metrics.RunResult;
import dev.mailrace.metrics.Stage;
import dev.mailrace.metrics.Timing;
import dev.mailrace.pacing.Pacing;
import dev.mailrace.scenario.Retry;
import dev.mailrace.scenario.Work;
import dev.mailrace.session.Outcome;
import dev.mailrace.session.Phase;
import dev.mailrace.session.Pipelining;
import dev.mailrace.sink.SinkServer;
import dev.mailrace.sink.SinkService;
import dev.mailrace.sink.SinkSettings;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Little's law holds whatever the server and the plan do; {@link TestRun#checked} asks that of every other run, too. */
@Timeout(60)
class LittlesLawRunTest {
    /** As close as clocks can be read, on a machine that is busy elsewhere. */
    private static final double CLOSE = 0.1;

    private static SinkServer slow(int workers, long millis) {
        return SinkServer.start(
                SinkSettings.defaults().withService(SinkService.messages(workers, Duration.ofMillis(millis))));
    }

    private static LittlesLaw assertHolds(RunResult result) {
        LittlesLaw law = result.self().little();
        assertThat(law.throughputTimesTime()).as("%s", law).isPositive();
        assertThat(law.ratio()).as("%s", law).isCloseTo(1, within(CLOSE));
        return law;
    }

    @ParameterizedTest
    @EnumSource(Pipelining.class)
    void aClosedLoopKeepsAllItsSessionsInUse(Pipelining pipelining) throws InterruptedException {
        TestRun run = TestRun.ofMillis(1_500);
        run.connections = 8;
        run.threads = 2;
        run.warmup = Duration.ofMillis(300);
        run.pipelining = pipelining;
        try (SinkServer sink = slow(4, 20)) {
            LittlesLaw law = assertHolds(run.against(sink.address()));
            if (pipelining != Pipelining.SESSION) { // There a transaction begins before the last one's end.
                assertThat(law.inUseMean())
                        .isBetween(7.0, 8.8); // What is under way at the end is in use a little longer.
            }
        }
    }

    @Test
    void anOpenLoopUsesRateTimesServiceTime() throws InterruptedException {
        TestRun run = TestRun.atRate(40, 1_500);
        run.connections = 20;
        try (SinkServer sink = slow(SinkService.UNLIMITED, 100)) {
            LittlesLaw law = assertHolds(run.against(sink.address()));
            assertThat(law.inUseMean()).isGreaterThan(3.9); // 40/s for 100 ms, and what the machine adds.
        }
    }

    /** Three times the capacity: most of what became due in the stage is served after it. */
    @Test
    void aBacklogThatIsServedInTheDrainCountsOnBothSides() throws InterruptedException {
        TestRun run = TestRun.atRate(300, 1_000);
        run.connections = 2;
        try (SinkServer sink = slow(2, 20)) {
            RunResult result = run.against(sink.address());
            assertThat(result.measured().count(Outcome.Kind.ACCEPTED)).isEqualTo(300);
            assertHolds(result);
        }
    }

    @Test
    void aFrozenServerKeepsItsSessionsInUse() throws InterruptedException {
        TestRun run = TestRun.atRate(200, 1_500);
        run.connections = 10;
        try (StallingSink sink = new StallingSink()) {
            run.atStart = engine -> sink.stall(Duration.ofMillis(500), Duration.ofMillis(600));
            assertHolds(run.against(sink.address()));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatIsCutOffWasInUseUntilThen(boolean open) throws IOException, InterruptedException {
        TestRun run = open ? TestRun.atRate(100, 500) : TestRun.ofMillis(500);
        run.drain = Duration.ofMillis(700);
        try (ScriptedServer server = ScriptedServer.with(Phase.CONTENT, ScriptedServer.SILENCE)) {
            RunResult result = run.against(server.address());
            assertThat(result.measured().count(Outcome.Kind.UNCONFIRMED)).isPositive();
            assertHolds(result);
        }
    }

    @Test
    void arrivalsThatWaitToBeTriedAgainUseNoSession() throws IOException, InterruptedException {
        TestRun run = TestRun.atRate(50, 1_000);
        run.retry = new Retry(List.of("4xx"), 2, Duration.ofMillis(400));
        run.pipelining = Pipelining.NONE;
        try (ScriptedServer server = ScriptedServer.with(Phase.RCPT, "450 4.7.1 later")) {
            RunResult result = run.against(server.address());
            assertThat(result.measured().retries()).isEqualTo(100);
            assertThat(result.self().little().inUseMean())
                    .as("150 waits of 400 ms would be 60")
                    .isLessThan(30); // All that a machine adds is less than half of it.
        }
    }

    @Test
    void sessionsThatThinkAreNotInUse() throws InterruptedException {
        TestRun run = TestRun.ofMillis(1_500);
        run.connections = 20;
        run.pacing = new Pacing.ClosedLoop(Duration.ofMillis(400));
        try (SinkServer sink = slow(SinkService.UNLIMITED, 100)) {
            LittlesLaw law = assertHolds(run.against(sink.address()));
            assertThat(law.inUseMean())
                    .as("a fifth of 20, and what the machine adds")
                    .isBetween(3.0, 12.0);
        }
    }

    @Test
    void connectionsThatComeOneByOneAreCountedFromTheirFirstTransaction() throws InterruptedException {
        TestRun run = TestRun.ofMillis(1_200);
        run.connections = 12;
        run.ramp = Duration.ofSeconds(1);
        try (SinkServer sink = slow(SinkService.UNLIMITED, 50)) {
            assertHolds(run.against(sink.address()));
        }
    }

    @ParameterizedTest
    @CsvSource({"SESSION,0", "SESSION,400"})
    void wholeSessionsAreInUseFromTheirConnect(Work work, long warmupMillis) throws InterruptedException {
        TestRun run = TestRun.ofMillis(1_000);
        run.work = work;
        run.connections = 6;
        run.warmup = Duration.ofMillis(warmupMillis);
        try (SinkServer sink = SinkServer.start(SinkSettings.defaults())) {
            RunResult result = run.engine(sink.address()).run();
            assertThat(result.measured().count(Outcome.Kind.ACCEPTED)).isPositive();
            assertThat(result.self().reasons()).noneMatch(reason -> reason.startsWith("Little"));
            assertHolds(result);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 20})
    void aRunOfAFewMessagesBreaksNoLaw(long messages) throws InterruptedException {
        try (SinkServer sink = SinkServer.start(SinkSettings.defaults())) {
            TestRun.ofMessages(messages).against(sink.address());
        }
    }

    @Test
    void timesThatNobodyTookBreakTheLaw() throws InterruptedException {
        TestRun run = TestRun.ofMillis(500);
        run.atStart = engine -> {
            Shard shard = engine.shards().get(0);
            shard.loop().execute(() -> {
                for (int i = 0; i < 10; i++) {
                    shard.recorder().time(Stage.MEASURE, Timing.FAILED, Phase.TRANSACTION, 1_000_000_000);
                }
            });
        };
        try (SinkServer sink = SinkServer.start(SinkSettings.defaults())) {
            RunResult result = run.engine(sink.address()).run();
            assertThat(result.self().valid()).isFalse();
            assertThat(result.self().reasons()).anyMatch(reason -> reason.startsWith("Little's law fails: "));
        }
    }
}
