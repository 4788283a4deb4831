package dev.mailrace.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailrace.metrics.RunResult;
import dev.mailrace.metrics.Timing;
import dev.mailrace.pacing.Pacing;
import dev.mailrace.scenario.Retry;
import dev.mailrace.session.Outcome;
import dev.mailrace.session.Phase;
import dev.mailrace.session.Pipelining;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

/** What is refused for now is tried again, and its books balance all the same. */
class RetryRunTest {
    private static final Duration AFTER = Duration.ofMillis(60);
    private static final String GREYLISTED = "450 4.7.1 Greylisted, come back later";

    /** Refuses the first recipients, whoever they are for. */
    private static ScriptedServer greylisting(int count, String reply) throws IOException {
        AtomicInteger refusals = new AtomicInteger();
        return new ScriptedServer((phase, number) -> phase == Phase.RCPT && refusals.getAndIncrement() < count
                ? reply
                : phase == Phase.DATA && refusals.get() <= count ? "503 no recipient" : ScriptedServer.polite(phase));
    }

    private static TestRun retrying(TestRun run, int times) {
        run.retry = new Retry(List.of("4xx"), times, AFTER);
        run.connections = 1;
        run.pipelining = Pipelining.NONE;
        return run;
    }

    private static void assertTimeToAcceptance(RunResult result) {
        Histogram response = Objects.requireNonNull(result.measured().histogram(Timing.RESPONSE, Phase.TRANSACTION));
        assertThat(response.getMaxValue())
                .as("the time to acceptance holds the wait")
                .isGreaterThanOrEqualTo(AFTER.toNanos());
    }

    @Test
    void aClosedLoopComesBackUntilItIsTaken() throws Exception {
        try (ScriptedServer server = greylisting(3, GREYLISTED)) {
            RunResult result = retrying(TestRun.ofMessages(5), 3).against(server.address());
            assertThat(TestRun.outcomes(result)).containsExactly("accepted content 250 x5");
            assertThat(result.measured().retries()).isEqualTo(3);
            assertThat(server.taken()).hasSize(5);
            assertThat(result.measured().acceptedByTries(1)).isEqualTo(2);
            assertThat(result.measured().acceptedByTries(2)).isEqualTo(3);
            assertTimeToAcceptance(result);
        }
    }

    @Test
    void anOpenLoopComesBackAfterItsLastArrival() throws Exception {
        try (ScriptedServer server = greylisting(2, GREYLISTED)) {
            TestRun run = retrying(TestRun.atRate(100, 30), 3);
            RunResult result = run.against(server.address());
            long due = result.measured().arrivals();
            assertThat(TestRun.outcomes(result)).containsExactly("accepted content 250 x" + due);
            assertThat(result.measured().retries()).isEqualTo(2);
            assertTimeToAcceptance(result);
        }
    }

    @Test
    void sessionsThatThinkAreWokenByWhatIsDueAgain() throws Exception {
        try (ScriptedServer server = greylisting(1, GREYLISTED)) {
            TestRun run = retrying(TestRun.ofMessages(2), 1);
            run.pacing = new Pacing.ClosedLoop(Duration.ofMillis(150));
            RunResult result = run.against(server.address());
            assertThat(TestRun.outcomes(result)).containsExactly("accepted content 250 x2");
        }
    }

    @Test
    void aConnectionForEachMessageIsMadeAgainForItsRetry() throws Exception {
        try (ScriptedServer server = greylisting(2, GREYLISTED)) {
            TestRun run = retrying(TestRun.ofMessages(4), 2);
            run.messagesPerConnection = 1;
            RunResult result = run.against(server.address());
            assertThat(TestRun.outcomes(result)).containsExactly("accepted content 250 x4");
            assertThat(result.sessions().attemptedCount()).isEqualTo(6);
        }
    }

    @Test
    void theLastRefusalIsTheOutcome() throws Exception {
        try (ScriptedServer server = greylisting(Integer.MAX_VALUE, GREYLISTED)) {
            RunResult result = retrying(TestRun.ofMessages(2), 2).against(server.address());
            assertThat(TestRun.outcomes(result)).containsExactly("rejected rcpt 450 x2");
            assertThat(result.measured().retries()).isEqualTo(4);
        }
    }

    @Test
    void aBannerThatSaysNotNowIsTriedAgain() throws Exception {
        AtomicInteger sessions = new AtomicInteger();
        try (ScriptedServer server = new ScriptedServer((phase, number) ->
                phase == Phase.BANNER && sessions.getAndIncrement() == 0 ? "450 busy" : ScriptedServer.polite(phase))) {
            RunResult result = retrying(TestRun.ofMessages(1), 1).against(server.address());
            assertThat(TestRun.outcomes(result)).containsExactly("accepted content 250 x1");
        }
    }

    @Test
    void aRefusalForGoodAndOneOfAnotherCodeAreNotTriedAgain() throws Exception {
        for (String reply : List.of("550 5.1.1 no", "452 4.5.3 full")) {
            try (ScriptedServer server = greylisting(1, reply)) {
                TestRun run = retrying(TestRun.ofMessages(2), 3);
                run.retry = new Retry(List.of("450", "451"), 3, AFTER);
                RunResult result = run.against(server.address());
                assertThat(result.measured().retries()).isZero();
                assertThat(result.measured().count(Outcome.Kind.REJECTED)).isEqualTo(1);
            }
        }
    }

    @Test
    void whatWouldComeBackTooLateEndsAsItWasRefused() throws Exception {
        try (ScriptedServer server = greylisting(1, GREYLISTED)) {
            TestRun run = retrying(TestRun.ofMessages(2), 1);
            run.retry = new Retry(List.of("4xx"), 1, Duration.ofHours(1));
            run.measured = Duration.ofMillis(100);
            run.drain = Duration.ofMillis(100);
            RunResult result = run.against(server.address());
            assertThat(TestRun.outcomes(result))
                    .containsExactlyInAnyOrder("accepted content 250 x1", "rejected rcpt 450 x1");
        }
    }
}
