package dev.mailrace.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.mailrace.session.Outcome;
import dev.mailrace.session.Phase;
import io.netty.channel.DefaultEventLoop;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.ImmediateEventExecutor;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class CollectorTest {
    private static final RunInfo INFO = new RunInfo(
            "test",
            "mailrace run",
            "0",
            1,
            Instant.EPOCH,
            "a test",
            1,
            0,
            0,
            Long.MAX_VALUE,
            0,
            Map.of(),
            Map.of(),
            List.of(),
            List.of(),
            List.of(),
            RunInfo.About.NOTHING);

    private final List<DefaultEventLoop> loops = new ArrayList<>();
    private long endNanos;

    @AfterEach
    void stopLoops() {
        loops.forEach(loop -> loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(5_000));
    }

    private Recorder recorder() {
        DefaultEventLoop loop = new DefaultEventLoop();
        loops.add(loop);
        return new Recorder(loop);
    }

    private Interval collect(Collector collector, Stage stage) throws InterruptedException {
        endNanos += 1_000;
        return collector.collect(Instant.EPOCH, endNanos - 1_000, endNanos, stage);
    }

    private static RunResult end(Collector collector) {
        return end(collector, RunResult.Ending.COMPLETED, 0);
    }

    private static RunResult end(Collector collector, RunResult.Ending ending, long arrivalsLeast) {
        try (SelfHealth health = new SelfHealth(List.of(), () -> 0, () -> 0)) {
            return collector.ended(INFO, new Collector.End(ending, 1, arrivalsLeast), health);
        }
    }

    @Test
    void aCompletedRunWhoseArrivalsWereNotAllDueMissedItsRate() throws InterruptedException {
        Recorder recorder = new Recorder(ImmediateEventExecutor.INSTANCE);
        Collector collector = new Collector(List.of(recorder), List.of());
        recorder.connections(1);
        for (int i = 0; i < 98; i++) {
            recorder.arrived(Stage.MEASURE);
            recorder.ended(Stage.MEASURE, Outcome.ACCEPTED);
        }
        collect(collector, Stage.MEASURE);
        assertThat(end(collector, RunResult.Ending.COMPLETED, 98).self().valid())
                .isTrue();
        assertThat(end(collector, RunResult.Ending.INTERRUPTED, 99).self().valid())
                .isTrue();
        assertThat(end(collector, RunResult.Ending.COMPLETED, 99).self().reasons())
                .containsExactly("missed its rate: 98 arrivals were due (expected: at least 99); the generator did not"
                        + " keep its schedule");
    }

    /** A hundred transactions of 20 ms that were in use for so long together. */
    private RunResult hundredTransactions(long inUseMillis) throws InterruptedException {
        Recorder recorder = new Recorder(ImmediateEventExecutor.INSTANCE);
        Collector collector = new Collector(List.of(recorder), List.of());
        recorder.connections(1);
        recorder.measuresFrom(5);
        recorder.inUse(2, 5);
        recorder.inUse(-2, 5 + TimeUnit.MILLISECONDS.toNanos(inUseMillis) / 2);
        for (int i = 0; i < 100; i++) {
            recorder.arrived(Stage.MEASURE);
            recorder.time(Stage.MEASURE, i % 2 == 0 ? Timing.SERVICE : Timing.FAILED, Phase.TRANSACTION, 20_000_000);
            recorder.ended(Stage.MEASURE, Outcome.ACCEPTED);
            if (i % 10 == 0) {
                collect(collector, Stage.MEASURE);
            }
        }
        collect(collector, Stage.MEASURE);
        return end(collector);
    }

    @ParameterizedTest
    @ValueSource(longs = {1_750, 2_000, 2_250})
    void littlesLawHoldsWithinATenth(long inUseMillis) throws InterruptedException {
        RunResult result = hundredTransactions(inUseMillis);
        assertThat(result.self().reasons()).isEmpty();
        assertThat(result.self().little().inUseMean()).isEqualTo(inUseMillis / 1e3);
        assertThat(result.self().little().throughputTimesTime()).isCloseTo(2, within(0.01));
        assertThat(result.self().little().ratio()).isCloseTo(inUseMillis / 2e3, within(0.01));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1_500, 2_500, 20_000})
    void cookedNumbersBreakLittlesLaw(long inUseMillis) throws InterruptedException {
        RunResult result = hundredTransactions(inUseMillis);
        assertThat(result.self().valid()).isFalse();
        assertThat(result.self().reasons()).hasSize(1).allMatch(reason -> reason.startsWith("Little's law fails: "));
    }

    private static void message(Recorder recorder, Stage stage) {
        recorder.arrived(stage);
        recorder.ended(stage, Outcome.ACCEPTED);
        recorder.delivered(stage, 10, 1);
        recorder.time(stage, Timing.SERVICE, Phase.TRANSACTION, 1_000_000);
    }

    private static long transactions(Tally tally) {
        Histogram histogram = tally.histogram(Timing.SERVICE, Phase.TRANSACTION);
        return histogram == null ? 0 : histogram.getTotalCount();
    }

    /** Records on its own loop, task by task, so that swaps come between any two messages. */
    private static final class Writer implements Runnable {
        private final EventExecutor loop;
        private final Recorder recorder;
        private final CountDownLatch done;
        private int rest;

        Writer(EventExecutor loop, Recorder recorder, int messages, CountDownLatch done) {
            this.loop = loop;
            this.recorder = recorder;
            this.rest = messages;
            this.done = done;
        }

        @Override
        public void run() {
            for (int i = 0; i < 10; i++) {
                message(recorder, rest % 3 == 0 ? Stage.WARMUP : Stage.MEASURE);
                rest--;
            }
            if (rest > 0) {
                loop.execute(this);
            } else {
                done.countDown();
            }
        }
    }

    @Test
    void intervalsAddUpToTheRunWhileWritersGoOn() throws InterruptedException {
        int messages = 60_000;
        List<Recorder> recorders = List.of(recorder(), recorder());
        Collector collector = new Collector(recorders, List.of());
        CountDownLatch done = new CountDownLatch(2);
        for (int i = 0; i < 2; i++) {
            loops.get(i).execute(new Writer(loops.get(i), recorders.get(i), messages, done));
        }
        long measured = 0;
        long warmup = 0;
        boolean last = false;
        for (int intervals = 0; !last; intervals++) {
            last = done.getCount() == 0;
            Interval interval = collect(collector, Stage.MEASURE);
            assertThat(interval.number()).isEqualTo(intervals);
            for (Tally tally : List.of(interval.measured(), interval.warmup())) {
                assertThat(tally.imbalance()).isZero();
                assertThat(transactions(tally)).isEqualTo(tally.arrivals());
                assertThat(tally.bodyBytes()).isEqualTo(10 * tally.arrivals());
            }
            measured += interval.measured().arrivals();
            warmup += interval.warmup().arrivals();
        }
        RunResult result = end(collector);
        assertThat(measured).isEqualTo(2 * messages * 2 / 3);
        assertThat(warmup).isEqualTo(2 * messages / 3);
        assertThat(result.measured().arrivals()).isEqualTo(measured);
        assertThat(transactions(result.measured())).isEqualTo(measured);
        assertThat(result.warmup().arrivals()).isEqualTo(warmup);
        assertThat(result.balanced()).isTrue();
    }

    @Test
    void aLoopThatAnswersLateDeliversAllLater() throws InterruptedException {
        Recorder late = recorder();
        Recorder punctual = recorder();
        Collector collector = new Collector(List.of(late, punctual), List.of());
        EventExecutor loop = loops.get(0);
        CountDownLatch release = new CountDownLatch(1);
        loop.execute(() -> {
            message(late, Stage.MEASURE);
            late.connections(7);
            awaitQuietly(release);
            message(late, Stage.MEASURE);
        });
        loops.get(1).execute(() -> message(punctual, Stage.MEASURE));
        Interval missed = collect(collector, Stage.MEASURE); // Waits for its limit.
        assertThat(missed.measured().arrivals()).isEqualTo(1);
        assertThat(missed.connections()).isZero();
        release.countDown();
        loop.submit(() -> message(late, Stage.MEASURE)).await();
        Interval all = collect(collector, Stage.DRAIN);
        assertThat(all.measured().arrivals())
                .as("the two it owed and the one since")
                .isEqualTo(3);
        assertThat(all.connections()).isEqualTo(7);
        assertThat(end(collector).measured().arrivals()).isEqualTo(4);
        assertThat(end(collector).connectionsMax()).isEqualTo(7);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            if (!latch.await(30, TimeUnit.SECONDS)) {
                throw new IllegalStateException("nobody released the loop");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void slipCountsFromTheMeasuredStageOnAndLagOnlyInIt() throws InterruptedException {
        Recorder recorder = new Recorder(ImmediateEventExecutor.INSTANCE);
        Collector collector = new Collector(List.of(recorder), List.of());
        for (Stage stage : Stage.values()) {
            recorder.slip(1_000_000L * (1 + stage.ordinal()));
            recorder.backlogWait(1_000_000L * (1 + stage.ordinal()));
            recorder.loopLag(200_000_000L * (1 + stage.ordinal()));
            Interval interval = collect(collector, stage);
            assertThat(interval.slip().getTotalCount()).isEqualTo(1);
            assertThat(interval.loopLag().getTotalCount()).isEqualTo(1);
        }
        RunResult result = end(collector);
        assertThat(result.slip().getTotalCount()).isEqualTo(2);
        assertThat(result.slip().getMinValue()).isGreaterThan(1_900_000);
        assertThat(result.backlogWait().getTotalCount())
                .as("who waits belongs to the measured stage")
                .isEqualTo(3);
        assertThat(result.self().loopLagP99Nanos()).isBetween(399_000_000L, 401_000_000L);
    }

    @Test
    void aDrainWithoutAMeasuredStageMeasuresNothing() throws InterruptedException {
        Recorder recorder = new Recorder(ImmediateEventExecutor.INSTANCE);
        Collector collector = new Collector(List.of(recorder), List.of());
        collect(collector, Stage.WARMUP);
        recorder.slip(1_000_000);
        collect(collector, Stage.DRAIN);
        assertThat(end(collector).slip().getTotalCount()).isZero();
    }

    @Test
    void connectionsAndBacklogAreLevelsNotSums() throws InterruptedException {
        Recorder one = new Recorder(ImmediateEventExecutor.INSTANCE);
        Recorder two = new Recorder(ImmediateEventExecutor.INSTANCE);
        Collector collector = new Collector(List.of(one, two), List.of());
        one.connections(5);
        one.connections(3);
        two.connections(4);
        one.backlog(9);
        one.backlog(2);
        two.backlog(1);
        Interval first = collect(collector, Stage.MEASURE);
        assertThat(first.connections()).isEqualTo(7);
        assertThat(first.backlog()).isEqualTo(3);
        Interval second = collect(collector, Stage.MEASURE);
        assertThat(second.connections()).as("nothing changed").isEqualTo(7);
        assertThat(second.backlog()).isEqualTo(3);
        assertThat(end(collector).connectionsMax()).isEqualTo(9);
    }

    @Test
    void sessionsAreCountedByIntervalAndRun() throws InterruptedException {
        Recorder recorder = new Recorder(ImmediateEventExecutor.INSTANCE);
        Collector collector = new Collector(List.of(recorder), List.of());
        recorder.connectionAttempted("127.0.0.1");
        recorder.connectionAttempted("127.0.0.1");
        recorder.sessionEstablished();
        recorder.sessionLost(Outcome.CUT_OFF, "127.0.0.1");
        assertThat(collect(collector, Stage.WARMUP).sessions().attemptedCount()).isEqualTo(2);
        recorder.connectionAttempted("127.0.0.1");
        assertThat(collect(collector, Stage.MEASURE).sessions().attemptedCount())
                .isEqualTo(1);
        RunResult result = end(collector);
        assertThat(result.sessions().attemptedCount()).isEqualTo(3);
        assertThat(result.sessions().establishedCount()).isEqualTo(1);
        assertThat(result.sessions().losses().total()).isEqualTo(1);
    }

    /** Notes what it hears; fails at one of the calls. */
    private static final class Listener implements RunObserver {
        private final List<String> heard = new ArrayList<>();
        private final String failsAt;

        Listener(String failsAt) {
            this.failsAt = failsAt;
        }

        private void hear(String call) throws IOException {
            heard.add(call);
            if (call.equals(failsAt)) {
                throw new FileSystemException(null, null, "no more of " + call);
            }
        }

        @Override
        public void started(RunInfo info) throws IOException {
            hear("started");
        }

        @Override
        public void interval(Interval interval) throws IOException {
            hear("interval");
        }

        @Override
        public void ended(RunResult result) throws IOException {
            hear("ended");
        }
    }

    @Test
    void anObserverThatFailsHearsNothingMoreAndTheOthersHearAll() throws InterruptedException {
        Listener early = new Listener("started");
        Listener middle = new Listener("interval");
        Listener good = new Listener("never");
        Collector collector =
                new Collector(List.of(new Recorder(ImmediateEventExecutor.INSTANCE)), List.of(early, middle, good));
        collector.started(INFO);
        collect(collector, Stage.MEASURE);
        collect(collector, Stage.MEASURE);
        end(collector);
        assertThat(early.heard).containsExactly("started");
        assertThat(middle.heard).containsExactly("started", "interval");
        assertThat(good.heard).containsExactly("started", "interval", "interval", "ended");
        assertThat(collector.observerFaults()).containsExactly("no more of started", "no more of interval");
    }
}
