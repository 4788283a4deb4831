package dev.mailrace.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailrace.metrics.Collector;
import dev.mailrace.metrics.Interval;
import dev.mailrace.metrics.Stage;
import dev.mailrace.scenario.Scenario;
import dev.mailrace.scenario.SessionKind;
import dev.mailrace.scenario.Target;
import io.netty.channel.ManualIoEventLoop;
import io.netty.channel.local.LocalIoHandler;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PacerTest {
    /** A transport may handle the replies of many sessions in one go, and no timer runs meanwhile. */
    @Test
    void whatBecomesDueWhileRepliesAreHandledStartsWithoutATimer() throws Exception {
        TestRun run = TestRun.atRate(1_000, 60_000);
        run.messagesPerConnection = 1; // No connection is opened ahead, so nothing but arrivals happens here.
        run.connections = 1;
        MockTicker ticker = Ticker.newMockTicker();
        ManualIoEventLoop loop =
                new ManualIoEventLoop(null, Thread.currentThread(), LocalIoHandler.newFactory(), ticker);
        SessionKind kind = run.kind(
                SessionKind.SOLE,
                1,
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 25),
                new Target("127.0.0.1", 25));
        Scenario scenario = run.scenario(List.of(kind));
        RunClock clock = new RunClock(ticker.nanoTime(), Instant.EPOCH, 0, Long.MAX_VALUE);
        ShardRange whole = ShardRange.whole(1);
        Crew crew = new Crew(whole, new Backlog(1, 1_000), Shard.shares(scenario, whole), Shard.numbersEnd(scenario));
        Shard shard = new Shard(loop, scenario, clock, new RunEvents(clock.originNanos()), crew, 0);
        shard.start(clock);
        loop.runNow();
        shard.source().notice();
        int before = crew.backlog().size();
        ticker.advance(5, TimeUnit.MILLISECONDS);
        shard.source().notice();
        assertThat(crew.backlog().size() - before)
                .as("arrivals of 5 ms at 1,000/s that were noticed although the loop was busy")
                .isEqualTo(5);
        shard.cutOff(0);
        Collector collector = new Collector(List.of(shard.recorder()), List.of());
        ExecutorService asker = Executors.newSingleThreadExecutor();
        try {
            Future<Interval> asked = asker.submit(() -> collector.collect(Instant.EPOCH, 0, 1, Stage.MEASURE));
            while (!asked.isDone()) {
                loop.runNow();
                Thread.onSpinWait();
            }
            assertThat(asked.get().slip().getTotalCount()).isPositive();
        } finally {
            asker.shutdownNow();
        }
    }
}
