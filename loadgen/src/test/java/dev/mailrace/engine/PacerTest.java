package dev.mailrace.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailrace.metrics.Collector;
import dev.mailrace.metrics.Interval;
import dev.mailrace.metrics.Stage;
import dev.mailrace.net.Transport;
import dev.mailrace.scenario.Scenario;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PacerTest {
    /** A transport may handle the replies of many sessions in one go, and no timer runs meanwhile. */
    @Test
    void whatBecomesDueWhileRepliesAreHandledStartsWithoutATimer() throws Exception {
        TestRun run = TestRun.atRate(1_000, 60_000);
        run.messagesPerConnection = 1; // No connection is opened ahead, so nothing but arrivals happens here.
        run.connections = 1;
        EventLoopGroup group = Transport.NIO.group(1, "pacer-test");
        try {
            EventLoop loop = group.next();
            InetSocketAddress nobody = new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);
            RunClock clock = new RunClock(loop.ticker().nanoTime(), Instant.EPOCH, 0, Long.MAX_VALUE);
            Scenario scenario = run.scenario(nobody);
            Crew crew = new Crew(1, new Backlog(1, 1_000), Shard.shares(scenario), Shard.numbersEnd(scenario));
            Shard shard = new Shard(loop, scenario, clock, new RunEvents(clock.originNanos()), crew, 0);
            Collector collector = new Collector(List.of(shard.recorder()), List.of());
            shard.start(clock);
            int[] noticed = new int[2];
            loop.submit(() -> {
                        shard.source().notice();
                        noticed[0] = crew.backlog().size();
                        long until = loop.ticker().nanoTime() + TimeUnit.MILLISECONDS.toNanos(5);
                        while (loop.ticker().nanoTime() < until) {
                            Thread.onSpinWait();
                        }
                        shard.source().notice();
                        noticed[1] = crew.backlog().size();
                    })
                    .sync();
            assertThat(noticed[1] - noticed[0])
                    .as("arrivals of 5 ms at 1,000/s that were noticed although the loop was busy")
                    .isGreaterThanOrEqualTo(4);
            shard.cutOff(0);
            Interval interval = collector.collect(Instant.EPOCH, 0, 1, Stage.MEASURE);
            assertThat(interval.slip().getTotalCount()).isPositive();
        } finally {
            group.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
        }
    }
}
