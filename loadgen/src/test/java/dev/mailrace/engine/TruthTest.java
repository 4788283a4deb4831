package dev.mailrace.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.mailrace.metrics.RunResult;
import dev.mailrace.metrics.Timing;
import dev.mailrace.session.Phase;
import dev.mailrace.sink.SinkServer;
import dev.mailrace.sink.SinkSettings;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Numbers under known disturbances: of the server, whose delay must show, and of the generator, which must own up. */
@Timeout(60)
class TruthTest {
    private static long millis(Histogram histogram, double percentile) {
        return TimeUnit.NANOSECONDS.toMillis(histogram.getValueAtPercentile(percentile));
    }

    private static Histogram transactions(RunResult result, Timing timing) {
        Histogram histogram = result.measured().histogram(timing, Phase.TRANSACTION);
        assertThat(histogram).isNotNull();
        return histogram == null ? new Histogram(3) : histogram;
    }

    /*
     * At an even rate, arrivals fall evenly into a stall of s seconds, and wait from s down to 0. Of t seconds in all, a
     * share of s/t waits, and the p-th percentile (p above 1 - s/t) of the response time is s - (1 - p) t:
     * 0.6 - 0.01 * 3 = 0.57 s here. Service times show the stall only on the connections that were in use.
     */
    @Test
    void aStallShowsInTheResponseTimeAlthoughServiceTimesHideIt() throws InterruptedException {
        TestRun run = TestRun.atRate(300, 3_000);
        run.connections = 10;
        try (StallingSink sink = new StallingSink()) {
            run.atStart = engine -> sink.stall(Duration.ofMillis(1_200), Duration.ofMillis(600));
            RunResult result = run.against(sink.address());
            assertThat(TestRun.outcomes(result)).containsExactly("accepted content 250 x900");
            Histogram response = transactions(result, Timing.RESPONSE);
            Histogram service = transactions(result, Timing.SERVICE);
            assertThat(millis(response, 99)).isGreaterThanOrEqualTo(400);
            assertThat(millis(response, 90)).isGreaterThan(200);
            assertThat(millis(result.backlogWait(), 99)).isGreaterThanOrEqualTo(400);
            // On a machine that is busy elsewhere each reply may take so long; the run then knows it.
            assumeThat(result.self().reasons()).isEmpty();
            assertThat(millis(service, 90)).isLessThan(100);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aGeneratorThatIsHeldUpSaysSo(boolean open) throws InterruptedException {
        TestRun run = open ? TestRun.atRate(200, 1_500) : TestRun.ofMillis(1_500);
        try (SinkServer sink = SinkServer.start(SinkSettings.defaults())) {
            run.atStart = engine -> engine.shards()
                    .get(0)
                    .loop()
                    .scheduleAtFixedRate(
                            () -> StallingSink.standStill(Duration.ofMillis(300)), 200, 600, TimeUnit.MILLISECONDS);
            RunResult result = run.against(sink.address());
            assertThat(result.self().valid()).isFalse();
            assertThat(result.self().loopLagP99Nanos()).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(200));
            assertThat(result.self().reasons()).anyMatch(reason -> reason.startsWith("event loops ran late: p99 "));
            assertThat(result.self().reasons().stream().anyMatch(reason -> reason.startsWith("arrivals were started")))
                    .isEqualTo(open);
        }
    }

    /** A tenth of the time is lost to one stall: one late timer among two hundred that were punctual does not show it. */
    @Test
    void aRareLongStallOfTheGeneratorCountsForAllOfItsLength() throws InterruptedException {
        TestRun run = TestRun.ofMillis(2_500);
        try (SinkServer sink = SinkServer.start(SinkSettings.defaults())) {
            run.atStart = engine -> engine.shards()
                    .get(0)
                    .loop()
                    .schedule(() -> StallingSink.standStill(Duration.ofMillis(400)), 1_000, TimeUnit.MILLISECONDS);
            RunResult result = run.against(sink.address());
            assertThat(result.self().valid()).isFalse();
            assertThat(result.self().loopLagP99Nanos()).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(300));
        }
    }
}
