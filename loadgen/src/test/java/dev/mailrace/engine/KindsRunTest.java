package dev.mailrace.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailrace.mail.Feed;
import dev.mailrace.metrics.RunResult;
import dev.mailrace.metrics.Timing;
import dev.mailrace.scenario.Misbehaviour;
import dev.mailrace.scenario.Mix;
import dev.mailrace.scenario.Scenario;
import dev.mailrace.scenario.SessionKind;
import dev.mailrace.scenario.Step;
import dev.mailrace.scenario.Work;
import dev.mailrace.session.Behaviour;
import dev.mailrace.session.Phase;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sessions of several kinds, sessions that misbehave, and sessions that send no mail. */
class KindsRunTest {
    private static SessionKind kind(TestRun run, InetSocketAddress address, String name, double weight) {
        SessionKind sole = run.scenario(address).mix().kinds().get(0);
        return new SessionKind(
                name,
                weight,
                sole.target(),
                sole.addresses(),
                sole.session(),
                sole.logins(),
                sole.mail(),
                sole.steps(),
                sole.clients(),
                sole.misbehaviour());
    }

    private static RunResult run(TestRun run, SessionKind... kinds) throws InterruptedException {
        Scenario sole = run.scenario((InetSocketAddress) kinds[0].address());
        Scenario mixed = new Scenario(
                new Mix(List.of(kinds)),
                sole.work(),
                sole.seed(),
                sole.pacing(),
                sole.stop(),
                sole.connections(),
                sole.retry(),
                sole.drain(),
                sole.backlogMax(),
                sole.transport(),
                sole.threads());
        return TestRun.checked(new Engine(mixed, run.info(), List.of()).run());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void eachKindHasItsShareOfTheSessions(int threads) throws Exception {
        try (ScriptedServer often = ScriptedServer.polite();
                ScriptedServer seldom = ScriptedServer.polite()) {
            TestRun run = TestRun.ofMessages(40);
            run.messagesPerConnection = 1;
            run.connections = threads;
            run.threads = threads;
            RunResult result =
                    run(run, kind(run, often.address(), "often", 70), kind(run, seldom.address(), "seldom", 30));
            assertThat(TestRun.outcomes(result)).containsExactly("accepted content 250 x40");
            assertThat(often.taken().size() + seldom.taken().size()).isEqualTo(40);
            assertThat(often.taken()).hasSizeBetween(27, 29);
        }
    }

    @Test
    void anOpenLoopOfKeptSessionsFeedsEveryKind() throws Exception {
        try (ScriptedServer one = ScriptedServer.polite();
                ScriptedServer other = ScriptedServer.polite()) {
            TestRun run = TestRun.atRate(200, 500);
            RunResult result = run(run, kind(run, one.address(), "one", 1), kind(run, other.address(), "other", 1));
            assertThat(TestRun.outcomes(result)).containsExactly("accepted content 250 x100");
            assertThat(one.taken()).isNotEmpty();
            assertThat(other.taken()).isNotEmpty();
        }
    }

    @Test
    void sessionsThatDropAreCutOffAndNoFailures() throws Exception {
        try (ScriptedServer server = ScriptedServer.polite()) {
            TestRun run = TestRun.ofMessages(10);
            run.messagesPerConnection = 1;
            run.connections = 1;
            run.misbehaviour = new Misbehaviour(new Behaviour(false, Phase.RCPT, 0, false), 0.5);
            RunResult result = run.against(server.address());
            assertThat(TestRun.outcomes(result))
                    .containsExactlyInAnyOrder("accepted content 250 x5", "cut_off rcpt as_asked x5");
            assertThat(server.taken()).hasSize(5);
            assertThat(result.sessions().losses().total()).isZero();
        }
    }

    @Test
    void aSessionThatDropsBeforeItIsEstablishedIsNotWaitedFor() throws Exception {
        try (ScriptedServer server = ScriptedServer.polite()) {
            TestRun run = TestRun.ofMessages(30);
            run.messagesPerConnection = 1;
            run.connections = 1;
            run.misbehaviour = new Misbehaviour(new Behaviour(false, Phase.EHLO, 0, false), 1);
            RunResult result = run.against(server.address());
            assertThat(TestRun.outcomes(result)).containsExactly("cut_off ehlo as_asked x30");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void sessionsThatHoldTakeNoMailAndLeaveAtTheEnd(boolean openLoop) throws Exception {
        try (ScriptedServer server = ScriptedServer.polite()) {
            TestRun run = openLoop ? TestRun.atRate(100, 300) : TestRun.ofMillis(300);
            run.misbehaviour = new Misbehaviour(new Behaviour(false, null, 0, true), 0.5);
            run.drain = Duration.ofMinutes(10); // Nobody is waited for that long.
            RunResult result = run.against(server.address());
            assertThat(TestRun.outcomes(result)).hasSize(1);
            assertThat(result.connectionsMax()).isEqualTo(4);
            assertThat(server.taken().stream()
                            .map(ScriptedServer.Taken::connection)
                            .collect(Collectors.toSet()))
                    .as("connections that sent mail")
                    .hasSize(2);
            assertThat(result.sessions().losses().total()).isZero();
        }
    }

    @Test
    void earlyTalkDoesNotConfuseTheOrderOfReplies() throws Exception {
        try (ScriptedServer server = ScriptedServer.polite()) {
            TestRun run = TestRun.ofMessages(8);
            run.misbehaviour = new Misbehaviour(new Behaviour(true, null, 0, false), 1);
            RunResult result = run.against(server.address());
            assertThat(TestRun.outcomes(result)).containsExactly("accepted content 250 x8");
        }
    }

    @Test
    void contentDripsAsSlowlyAsAsked() throws Exception {
        try (ScriptedServer server = ScriptedServer.polite()) {
            TestRun run = TestRun.ofMessages(1);
            run.misbehaviour = new Misbehaviour(new Behaviour(false, null, 2_000, false), 1);
            RunResult result = run.against(server.address());
            assertThat(TestRun.outcomes(result)).containsExactly("accepted content 250 x1");
            Histogram content = Objects.requireNonNull(result.measured().histogram(Timing.SERVICE, Phase.CONTENT));
            long bytes = server.taken().get(0).sizeBytes();
            assertThat(content.getMaxValue())
                    .as("%d bytes at 200 each 100 ms", bytes)
                    .isGreaterThanOrEqualTo(
                            Duration.ofMillis((bytes / 200 - 1) * 100).toNanos());
        }
    }

    @Test
    void aServerThatGoesWhileContentDripsLeavesNothingBehind() throws Exception {
        try (ScriptedServer server = new ScriptedServer(
                (phase, number) -> phase == Phase.DATA ? "421 4.3.2 closing" : ScriptedServer.polite(phase))) {
            TestRun run = TestRun.ofMessages(2);
            run.misbehaviour = new Misbehaviour(new Behaviour(false, null, 100, false), 1);
            RunResult result = run.against(server.address());
            assertThat(TestRun.outcomes(result)).containsExactly("rejected data 421 x2");
        }
    }

    @Test
    void stepsAreTimedApart() throws Exception {
        try (ScriptedServer server = ScriptedServer.polite()) {
            TestRun run = TestRun.ofMessages(6);
            run.work = Work.STEPS;
            run.steps = List.of(new Step(Phase.NOOP, null), new Step(Phase.VRFY, Feed.of("user%02d", 1, 9)));
            RunResult result = run.against(server.address());
            assertThat(TestRun.outcomes(result)).containsExactly("accepted vrfy 250 x6");
            for (Phase phase : List.of(Phase.NOOP, Phase.VRFY)) {
                Histogram times = Objects.requireNonNull(result.measured().histogram(Timing.SERVICE, phase));
                assertThat(times.getTotalCount()).isEqualTo(6);
            }
            assertThat(result.measured().bodyBytes()).isZero();
            assertThat(server.taken()).isEmpty();
        }
    }

    @Test
    void sessionsWithoutMailAreArrivalsOfTheirOwn() throws Exception {
        try (ScriptedServer server = ScriptedServer.polite()) {
            TestRun run = TestRun.ofMessages(9);
            run.work = Work.SESSION;
            RunResult result = run.engine(server.address()).run();
            assertThat(result.balanced()).isTrue();
            assertThat(TestRun.outcomes(result)).containsExactly("accepted ehlo 250 x9");
            assertThat(result.sessions().establishedCount()).isEqualTo(9);
        }
    }
}
