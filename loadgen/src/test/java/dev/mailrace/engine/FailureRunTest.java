package dev.mailrace.engine;

import static dev.mailrace.engine.ScriptedServer.CLOSE;
import static dev.mailrace.engine.ScriptedServer.SILENCE;
import static dev.mailrace.engine.ScriptedServer.polite;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.mailrace.mail.Feed;
import dev.mailrace.metrics.OutcomeCounts;
import dev.mailrace.metrics.RunResult;
import dev.mailrace.metrics.RunResult.Ending;
import dev.mailrace.metrics.Timing;
import dev.mailrace.net.Transport;
import dev.mailrace.sasl.Mechanism;
import dev.mailrace.scenario.Logins;
import dev.mailrace.session.Outcome;
import dev.mailrace.session.Outcome.Kind;
import dev.mailrace.session.Outcome.Reason;
import dev.mailrace.session.Phase;
import dev.mailrace.session.Pipelining;
import dev.mailrace.sink.SinkAccounts;
import dev.mailrace.sink.SinkServer;
import dev.mailrace.sink.SinkSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What a run makes of a server that says no, breaks off or stays silent; the books balance in each. */
@Timeout(60)
class FailureRunTest {
    private static TestRun oneAtATime(long messages) {
        TestRun run = TestRun.ofMessages(messages);
        run.connections = 1;
        return run;
    }

    @ParameterizedTest
    @EnumSource(
            value = Mechanism.class,
            mode = EnumSource.Mode.MATCH_NONE,
            names = {".*_PLUS", "GSSAPI", "EXTERNAL", "ANONYMOUS"}) // They need TLS or a KDC, or prove nothing.
    void aWrongPasswordRefusesEveryArrival(Mechanism mechanism) throws InterruptedException {
        TestRun run = oneAtATime(2);
        run.mechanisms = List.of(mechanism);
        run.logins = new Logins(Feed.of("user", 1, 1), Feed.of("wrong", 1, 1));
        SinkSettings settings = SinkSettings.defaults().withAccounts(SinkAccounts.anyUser("right"));
        try (SinkServer sink = SinkServer.start(settings)) {
            RunResult result = run.against(sink.address());
            assertThat(TestRun.outcomes(result)).containsExactly("rejected auth 535 x2");
            assertThat(result.ending()).isEqualTo(Ending.COMPLETED);
            assertThat(result.sessions().establishedCount()).isZero();
            assertThat(result.sessions().losses().total()).isEqualTo(2);
            assertThat(sink.stop().totals().logins().refused()).isEqualTo(2);
            assertThat(result.measured().outcomes().entries().toString() + result.info())
                    .doesNotContain("wrong");
        }
    }

    @Test
    void aServerWithoutTheMechanismIsAFailureOfAuthentication() throws IOException, InterruptedException {
        TestRun run = oneAtATime(2);
        run.mechanisms = List.of(Mechanism.CRAM_MD5);
        run.logins = new Logins(Feed.of("user", 1, 1), Feed.of("secret", 1, 1));
        try (ScriptedServer server = ScriptedServer.polite()) {
            assertThat(TestRun.outcomes(run.against(server.address())))
                    .containsExactly("failed auth authentication x2");
        }
    }

    /** An address whose port is taken, but where nobody listens. */
    private static Socket deaf() throws IOException {
        Socket socket = new Socket();
        socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        return socket;
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void aPortThatRefusesIsRefused(Transport transport) throws IOException, InterruptedException {
        assumeThat(transport.unavailability()).isNull();
        TestRun run = TestRun.ofMessages(8);
        run.transport = transport;
        try (Socket deaf = deaf()) {
            RunResult result = run.against((InetSocketAddress) deaf.getLocalSocketAddress());
            assertThat(TestRun.outcomes(result)).containsExactly("failed connect refused x8");
            assertThat(result.sessions().attemptedCount()).isEqualTo(8);
            assertThat(result.sessions().establishedCount()).isZero();
            assertThat(result.connectionsMax()).isZero();
            assertThat(result.measured().histogram(Timing.FAILED, Phase.CONNECT))
                    .isNotNull();
            assertThat(result.measured().histogram(Timing.SERVICE, Phase.CONNECT))
                    .isNull();
        }
    }

    @Test
    void anOpenLoopAgainstARefusingPortBalances() throws IOException, InterruptedException {
        TestRun run = TestRun.atRate(100, 400);
        run.threads = 2;
        run.drain = Duration.ofMillis(100);
        try (Socket deaf = deaf()) {
            RunResult result = run.against((InetSocketAddress) deaf.getLocalSocketAddress());
            assertThat(result.measured().arrivals()).isEqualTo(40);
            long failed = result.measured().count(Kind.FAILED);
            assertThat(failed).isPositive();
            assertThat(failed + result.measured().count(Kind.CUT_OFF)).isEqualTo(40);
        }
    }

    @Test
    void aServerThatAnswers421AtTheSecondMailIsLeft() throws IOException, InterruptedException {
        for (Pipelining pipelining : Pipelining.values()) {
            TestRun run = oneAtATime(20);
            run.pipelining = pipelining;
            try (ScriptedServer server = new ScriptedServer(
                    (phase, number) -> phase == Phase.MAIL && number == 1 ? "421 4.3.2 closing" : polite(phase))) {
                RunResult result = run.against(server.address());
                assertThat(TestRun.outcomes(result)).as(pipelining.name()).containsExactly("accepted content 250 x20");
                assertThat(result.measured().moved())
                        .as("went to a fresh connection")
                        .isEqualTo(19);
                assertThat(result.sessions().attemptedCount()).isEqualTo(20);
                assertThat(result.sessions().losses().count(Kind.REJECTED)).isEqualTo(19);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"NONE,354 go", "TRANSACTION,354 go", "TRANSACTION,503 5.5.1 no recipients", "SESSION,354 go"})
    void aServerThatRefusesEveryRecipient(Pipelining pipelining, String data) throws IOException, InterruptedException {
        TestRun run = oneAtATime(10);
        run.pipelining = pipelining;
        try (ScriptedServer server = new ScriptedServer((phase, number) -> switch (phase) {
            case RCPT -> "550 5.1.1 nobody of that name";
            case DATA -> data;
            case CONTENT -> "554 5.5.1 no recipients";
            default -> polite(phase);
        })) {
            RunResult result = run.against(server.address());
            assertThat(TestRun.outcomes(result)).containsExactly("rejected rcpt 550 x10");
            assertThat(result.measured().recipientsRefused()).isEqualTo(10);
            assertThat(result.measured().recipientsAccepted()).isZero();
            assertThat(result.measured().bodyBytes()).isZero();
            assertThat(result.sessions().attemptedCount()).isEqualTo(1);
            Outcome outcome = result.measured().outcomes().entries().get(0).outcome();
            assertThat(outcome.enhanced()).isEqualTo("5.1.1");
            assertThat(outcome.sample()).isEqualTo("550 5.1.1 nobody of that name");
        }
    }

    @ParameterizedTest
    @CsvSource({"MAIL,452 4.3.1 full", "DATA,451 4.3.0 later", "CONTENT,554 5.7.1 spam"})
    void eachPhaseOfATransactionMaySayNo(Phase phase, String reply) throws IOException, InterruptedException {
        for (Pipelining pipelining : Pipelining.values()) {
            TestRun run = oneAtATime(10);
            run.pipelining = pipelining;
            try (ScriptedServer server = ScriptedServer.with(phase, reply)) {
                RunResult result = run.against(server.address());
                assertThat(TestRun.outcomes(result))
                        .as(pipelining.name())
                        .containsExactly("rejected " + phase.label() + " " + reply.substring(0, 3) + " x10");
                assertThat(result.sessions().attemptedCount()).isEqualTo(1);
                assertThat(result.measured().histogram(Timing.FAILED, phase)).isNotNull();
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"BANNER,554 5.3.2 not today,rejected banner 554", "EHLO,554 no,rejected ehlo 554"})
    void aSessionMayBeRefused(Phase phase, String reply, String outcome) throws IOException, InterruptedException {
        TestRun run = oneAtATime(2);
        try (ScriptedServer server = ScriptedServer.with(phase, reply)) {
            RunResult result = run.against(server.address());
            assertThat(TestRun.outcomes(result)).containsExactly(outcome + " x2");
            assertThat(result.sessions().establishedCount()).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "BANNER,failed banner timeout",
        "EHLO,failed ehlo timeout",
        "MAIL,failed mail timeout",
        "RCPT,failed rcpt timeout",
        "DATA,failed data timeout",
        "CONTENT,unconfirmed content timeout"
    })
    void aServerThatFallsSilentIsGivenUp(Phase phase, String outcome) throws IOException, InterruptedException {
        TestRun run = oneAtATime(2);
        run.timeouts = run.timeouts.with(phase, Duration.ofMillis(100));
        try (ScriptedServer server = ScriptedServer.with(phase, SILENCE)) {
            RunResult result = run.against(server.address());
            assertThat(TestRun.outcomes(result)).containsExactly(outcome + " x2");
            assertThat(result.sessions().losses().entries())
                    .extracting(OutcomeCounts.Entry::count)
                    .containsExactly(2L);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Phase.class,
            names = {"BANNER", "EHLO", "MAIL", "RCPT", "DATA"})
    void aServerThatClosesInsteadOfAnsweringFailsTheArrival(Phase phase) throws IOException, InterruptedException {
        TestRun run = oneAtATime(2);
        run.pipelining = Pipelining.NONE;
        try (ScriptedServer server = ScriptedServer.with(phase, CLOSE)) {
            RunResult result = run.against(server.address());
            assertThat(TestRun.outcomes(result)).containsExactly("failed " + phase.label() + " closed x2");
        }
    }

    @Test
    void aServerThatClosesAfterItsBannerFailsTheArrival() throws IOException, InterruptedException {
        TestRun run = oneAtATime(2);
        try (ScriptedServer server = ScriptedServer.with(Phase.EHLO, CLOSE)) {
            RunResult result = run.against(server.address());
            assertThat(result.measured().count(Kind.FAILED)).isEqualTo(2);
            assertThat(result.sessions().losses().entries())
                    .extracting(entry -> entry.outcome().phase())
                    .containsOnly(Phase.EHLO);
        }
    }

    @Test
    void aServerThatClosesAfterTheDotLeavesTheMessageUnconfirmed() throws IOException, InterruptedException {
        TestRun run = oneAtATime(5);
        try (ScriptedServer server = ScriptedServer.with(Phase.CONTENT, CLOSE)) {
            RunResult result = run.against(server.address());
            assertThat(TestRun.outcomes(result)).containsExactly("unconfirmed content closed x5");
        }
    }

    @Test
    void aServerThatRefusesOneOfTwoRecipientsTakesTheMessageAllTheSame() throws IOException, InterruptedException {
        TestRun run = oneAtATime(5);
        run.mail = TestRun.mail(2);
        try (ScriptedServer server = new ScriptedServer(
                (phase, number) -> phase == Phase.RCPT && number % 2 == 0 ? "550 no" : polite(phase))) {
            RunResult result = run.against(server.address());
            assertThat(TestRun.outcomes(result)).containsExactly("accepted content 250 x5");
            assertThat(result.measured().recipientsAccepted()).isEqualTo(5);
            assertThat(result.measured().recipientsRefused()).isEqualTo(5);
        }
    }

    @Test
    void aReplyThatIsNoneEndsTheSessionAsAViolation() throws IOException, InterruptedException {
        TestRun run = oneAtATime(2);
        try (ScriptedServer server = ScriptedServer.with(Phase.MAIL, "what?")) {
            RunResult result = run.against(server.address());
            assertThat(result.measured().outcomes().entries())
                    .extracting(entry -> entry.outcome().reason())
                    .containsExactly(Reason.PROTOCOL);
        }
    }
}
