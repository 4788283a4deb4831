package dev.mailrace.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.mailrace.metrics.Interval;
import dev.mailrace.metrics.RunInfo;
import dev.mailrace.metrics.RunObserver;
import dev.mailrace.metrics.RunResult;
import dev.mailrace.metrics.RunResult.Ending;
import dev.mailrace.metrics.Stage;
import dev.mailrace.net.Transport;
import dev.mailrace.pacing.Pacing;
import dev.mailrace.pacing.RateProfile;
import dev.mailrace.pacing.Spacing;
import dev.mailrace.session.Outcome;
import dev.mailrace.session.Outcome.Kind;
import dev.mailrace.session.Phase;
import dev.mailrace.sink.SinkServer;
import dev.mailrace.sink.SinkSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.FileSystemException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How runs end other than by their plan: each ends soon, and its books balance. */
@Timeout(60)
class EndingRunTest {
    private static final long TEN_MINUTES = TimeUnit.MINUTES.toMillis(10);

    private static void soon(Runnable action) {
        CompletableFuture.delayedExecutor(300, TimeUnit.MILLISECONDS).execute(action);
    }

    @ParameterizedTest
    @CsvSource({"1,false", "2,false", "1,true", "2,true"})
    void anInterruptEndsARunWithWhatWasMeasured(int threads, boolean open) throws InterruptedException {
        TestRun run = open ? TestRun.atRate(200, TEN_MINUTES) : TestRun.ofMillis(TEN_MINUTES);
        run.threads = threads;
        try (SinkServer sink = SinkServer.start(SinkSettings.defaults())) {
            run.atStart = engine -> soon(engine::interrupt);
            RunResult result = run.against(sink.address());
            assertThat(result.ending()).isEqualTo(Ending.INTERRUPTED);
            long accepted = result.measured().count(Kind.ACCEPTED);
            assertThat(TestRun.outcomes(result)).containsExactly("accepted content 250 x" + accepted);
            assertThat(sink.stop().totals().messages()).isEqualTo(accepted);
            assertThat(result.measuredSeconds()).isPositive().isLessThan(50);
        }
    }

    @Test
    void anInterruptBeforeTheStartEndsTheRunAtOnce() throws InterruptedException {
        TestRun run = TestRun.ofMillis(TEN_MINUTES);
        try (SinkServer sink = SinkServer.start(SinkSettings.defaults())) {
            Engine engine = run.engine(sink.address());
            engine.interrupt();
            assertThat(TestRun.checked(engine.run()).ending()).isEqualTo(Ending.INTERRUPTED);
        }
    }

    @Test
    void anInterruptWaitsForASilentServerOnlyAMoment() throws IOException, InterruptedException {
        TestRun run = TestRun.atRate(100, TEN_MINUTES);
        run.drain = Duration.ofMinutes(10);
        try (ScriptedServer server = ScriptedServer.with(Phase.CONTENT, ScriptedServer.SILENCE)) {
            run.atStart = engine -> soon(engine::interrupt);
            RunResult result = run.against(server.address());
            assertThat(result.ending()).isEqualTo(Ending.INTERRUPTED);
            checkAllCutOff(result);
        }
    }

    @Test
    void anInterruptEndsTheDrainToo() throws IOException, InterruptedException {
        TestRun run = TestRun.ofMillis(200);
        run.drain = Duration.ofMinutes(10);
        AtomicReference<@Nullable Engine> running = new AtomicReference<>();
        run.atStart = running::set;
        RunObserver hurried = new RunObserver() {
            @Override
            public void interval(Interval interval) {
                Engine engine = running.get();
                if (interval.stage() == Stage.MEASURE && engine != null) {
                    engine.interrupt(); // The measured stage is over; the drain begins.
                }
            }
        };
        try (ScriptedServer server = ScriptedServer.with(Phase.MAIL, ScriptedServer.SILENCE)) {
            RunResult result = run.against(server.address(), hurried);
            assertThat(result.ending()).isEqualTo(Ending.INTERRUPTED);
            checkAllCutOff(result);
            assertThat(result.measuredSeconds()).isEqualTo(0.2);
        }
    }

    private static void checkAllCutOff(RunResult result) {
        // What had left as a whole may have been taken.
        assertThat(result.measured().count(Kind.CUT_OFF) + result.measured().count(Kind.UNCONFIRMED))
                .isEqualTo(result.measured().arrivals())
                .isPositive();
    }

    @ParameterizedTest
    @CsvSource({"1,CONTENT", "3,CONTENT", "1,MAIL", "1,BANNER", "1,EHLO"})
    void whatIsStillUnderWayAfterTheDrainIsCutOff(int threads, Phase phase) throws IOException, InterruptedException {
        TestRun run = TestRun.ofMillis(200);
        run.threads = threads;
        run.drain = Duration.ofMillis(100);
        try (ScriptedServer server = ScriptedServer.with(phase, ScriptedServer.SILENCE)) {
            RunResult result = run.against(server.address());
            checkAllCutOff(result);
            assertThat(result.ending()).isEqualTo(Ending.COMPLETED);
            assertThat(result.sessions().losses().total())
                    .as("sessions lost by the server")
                    .isZero();
        }
    }

    @Test
    void aQuitWithoutAReplyDoesNotHoldTheEndUp() throws IOException, InterruptedException {
        TestRun run = TestRun.ofMessages(20);
        run.drain = Duration.ofMillis(100);
        run.measured = Duration.ofMillis(500);
        try (ScriptedServer server = ScriptedServer.with(Phase.QUIT, ScriptedServer.SILENCE)) {
            RunResult result = run.against(server.address());
            assertThat(TestRun.outcomes(result))
                    .containsExactly(
                            "accepted content 250 x" + result.measured().arrivals());
        }
    }

    @ParameterizedTest
    @CsvSource({"IO_URING,1,false", "EPOLL,2,false", "NIO,1,false", "IO_URING,2,true", "NIO,1,true"})
    void aServerThatDiesInMidRunFailsOrLeavesUnconfirmed(Transport transport, int threads, boolean open)
            throws InterruptedException {
        assumeThat(transport.unavailability()).isNull();
        TestRun run = open ? TestRun.atRate(300, TEN_MINUTES) : TestRun.ofMillis(TEN_MINUTES);
        run.threads = threads;
        run.transport = transport;
        run.connections = 10;
        run.drain = Duration.ofMillis(200);
        try (SinkServer sink = SinkServer.start(SinkSettings.defaults())) {
            run.atStart = engine -> soon(() -> closeOnceUsed(sink, engine));
            RunResult result = run.against(sink.address());
            assertThat(result.measured().outcomes().entries())
                    .extracting(entry -> entry.outcome().kind())
                    .contains(Kind.ACCEPTED)
                    .isSubsetOf(Kind.ACCEPTED, Kind.FAILED, Kind.UNCONFIRMED, Kind.CUT_OFF);
            assertThat(result.measured().count(Kind.FAILED)).isPositive();
            assertThat(sink.stop().totals().messages())
                    .as("what the server took is accepted or unconfirmed, never failed")
                    .isBetween(
                            result.measured().count(Kind.ACCEPTED),
                            result.measured().count(Kind.ACCEPTED)
                                    + result.measured().count(Kind.UNCONFIRMED));
        }
    }

    private static void closeOnceUsed(SinkServer sink, Engine engine) {
        if (sink.messagesSoFar() < 20) {
            soon(() -> closeOnceUsed(sink, engine));
        } else {
            sink.close();
            soon(engine::interrupt);
        }
    }

    @Test
    void aServerThatStaysAwayEndsTheRun() throws IOException, InterruptedException {
        TestRun run = TestRun.ofMillis(TEN_MINUTES);
        run.connections = 1;
        run.drain = Duration.ofMinutes(10);
        try (Socket deaf = new Socket()) {
            deaf.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            InetSocketAddress address = (InetSocketAddress) deaf.getLocalSocketAddress();
            Engine engine = new Engine(run.scenario(address), run.info(), List.of(), new ServerWatch(2));
            RunResult result = TestRun.checked(engine.run());
            assertThat(result.ending()).isEqualTo(Ending.SERVER_GONE);
            assertThat(result.measured().count(Kind.FAILED)).isPositive();
        }
    }

    @Test
    void aFaultOfOursEndsTheRunAfterItsReport() throws InterruptedException {
        TestRun run = TestRun.ofMillis(TEN_MINUTES);
        AtomicReference<@Nullable RunResult> reported = new AtomicReference<>();
        try (SinkServer sink = SinkServer.start(SinkSettings.defaults())) {
            IllegalStateException fault = new IllegalStateException("planted");
            run.atStart = engine -> soon(() -> engine.shards().get(0).broken(fault));
            Engine engine = run.engine(sink.address(), new RunObserver() {
                @Override
                public void ended(RunResult result) {
                    reported.set(result);
                }
            });
            assertThat(engine.run().ending()).isEqualTo(Ending.BROKEN);
            assertThat(engine.fault()).isSameAs(fault);
            assertThat(reported.get())
                    .isNotNull()
                    .satisfies(result ->
                            assertThat(TestRun.checked(result).ending()).isEqualTo(Ending.BROKEN));
        }
    }

    /** As out of memory is: wherever it strikes, the run ends with its books so far. */
    @Test
    void anErrorOnALoopOrInTheCollectorEndsTheRunWithItsBooks() throws InterruptedException {
        OutOfMemoryError planted = new OutOfMemoryError("planted");
        try (SinkServer sink = SinkServer.start(SinkSettings.defaults())) {
            TestRun onLoop = TestRun.ofMillis(TEN_MINUTES);
            onLoop.atStart = engine -> soon(() -> engine.shards().get(0).onLoop(() -> {
                throw planted;
            }));
            TestRun inCollector = TestRun.ofMillis(TEN_MINUTES);
            RunObserver exhausted = new RunObserver() {
                @Override
                public void interval(Interval interval) {
                    throw planted;
                }
            };
            for (Engine engine :
                    List.of(onLoop.engine(sink.address()), inCollector.engine(sink.address(), exhausted))) {
                RunResult result = engine.run();
                assertThat(result.ending()).isEqualTo(Ending.BROKEN);
                assertThat(result.balanced()).isTrue();
                assertThat(engine.fault()).isSameAs(planted);
            }
        }
    }

    @Test
    void anObserverThatFailsIsDroppedAndTheOthersGoOn() throws InterruptedException {
        TestRun run = TestRun.ofMessages(10);
        List<String> heard = new ArrayList<>();
        RunObserver full = new RunObserver() {
            @Override
            public void interval(Interval interval) throws IOException {
                throw new FileSystemException("run.json", null, "No space left on device");
            }

            @Override
            public void ended(RunResult result) {
                heard.add("never");
            }
        };
        RunObserver good = new RunObserver() {
            @Override
            public void ended(RunResult result) {
                heard.add("ended");
            }
        };
        try (SinkServer sink = SinkServer.start(SinkSettings.defaults())) {
            Engine engine = run.engine(sink.address(), full, good);
            assertThat(TestRun.checked(engine.run()).measured().count(Outcome.Kind.ACCEPTED))
                    .isEqualTo(10);
            assertThat(engine.observerFaults()).containsExactly("run.json: no space left on device");
            assertThat(heard).containsExactly("ended");
        }
    }

    @Test
    void aRunStartsWhenItIsStartedNotWhenItIsPrepared() throws IOException, InterruptedException {
        TestRun run = TestRun.ofMillis(300);
        run.pacing = new Pacing.OpenLoop(new RateProfile.Constant(100), Spacing.EVEN);
        RunObserver slow = new RunObserver() {
            @Override
            public void started(RunInfo info) {
                StallingSink.standStill(Duration.ofMillis(500));
            }
        };
        try (SinkServer sink = SinkServer.start(SinkSettings.defaults())) {
            RunResult result = run.against(sink.address(), slow);
            assertThat(TestRun.outcomes(result)).containsExactly("accepted content 250 x30");
            assertThat(result.slip().getMinValue()).isLessThan(TimeUnit.MILLISECONDS.toNanos(200));
        }
    }
}
