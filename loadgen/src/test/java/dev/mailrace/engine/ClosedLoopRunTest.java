package dev.mailrace.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailrace.mail.Feed;
import dev.mailrace.metrics.RunResult;
import dev.mailrace.metrics.RunResult.Ending;
import dev.mailrace.metrics.Timing;
import dev.mailrace.net.Transport;
import dev.mailrace.pacing.Pacing;
import dev.mailrace.sasl.Mechanism;
import dev.mailrace.scenario.Logins;
import dev.mailrace.session.Outcome;
import dev.mailrace.session.Phase;
import dev.mailrace.session.Pipelining;
import dev.mailrace.sink.Ledger;
import dev.mailrace.sink.SinkAccounts;
import dev.mailrace.sink.SinkServer;
import dev.mailrace.sink.SinkSettings;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Whole runs on sockets in which the next transaction waits for the last. */
@Timeout(60)
class ClosedLoopRunTest {
    static Stream<Transport> transports() {
        return TestRun.transports();
    }

    @ParameterizedTest
    @MethodSource("transports")
    void aRunByCountSendsExactlyThatMany(Transport transport) throws InterruptedException {
        TestRun run = TestRun.ofMessages(500);
        run.transport = transport;
        run.connections = 20;
        try (SinkServer sink = SinkServer.start(SinkSettings.defaults().withTransport(transport))) {
            RunResult result = run.against(sink.address());
            checkAllAccepted(result, sink, 500);
            assertThat(result.sessions().attemptedCount()).isEqualTo(20);
            assertThat(result.sessions().establishedCount()).isEqualTo(20);
            assertThat(result.sessions().losses().total()).isZero();
            assertThat(result.connectionsMax()).isEqualTo(20);
            assertThat(result.warmup().arrivals()).isZero();
        }
    }

    private static void checkAllAccepted(RunResult result, SinkServer sink, long count) {
        assertThat(result.ending()).isEqualTo(Ending.COMPLETED);
        assertThat(result.measured().arrivals()).isEqualTo(count);
        assertThat(result.measured().count(Outcome.Kind.ACCEPTED)).isEqualTo(count);
        assertThat(result.measured().recipientsAccepted()).isEqualTo(count);
        assertThat(result.measuredSeconds()).isPositive();
        assertThat(result.acceptedPerSecond()).isEqualTo(count / result.measuredSeconds());
        Ledger.Totals seen = sink.stop().totals();
        assertThat(seen.messages()).isEqualTo(count);
        assertThat(seen.recipients()).isEqualTo(count);
        assertThat(seen.sessionsOpened()).isEqualTo(result.sessions().attemptedCount());
        assertThat(result.measured().histogram(Timing.SERVICE, Phase.CONTENT))
                .isNotNull()
                .satisfies(histogram -> assertThat(histogram.getTotalCount()).isEqualTo(count));
    }

    @ParameterizedTest
    @CsvSource({"1,NONE", "2,NONE", "1,TRANSACTION", "2,TRANSACTION", "3,TRANSACTION", "1,SESSION", "3,SESSION"})
    void threadsAndPipeliningChangeNoCount(int threads, Pipelining pipelining) throws InterruptedException {
        TestRun run = TestRun.ofMessages(200);
        run.threads = threads;
        run.pipelining = pipelining;
        run.connections = 20;
        try (SinkServer sink = SinkServer.start(SinkSettings.defaults().withThreads(2))) {
            RunResult result = run.against(sink.address());
            checkAllAccepted(result, sink, 200);
            assertThat(result.measured().bodyBytes())
                    .isEqualTo(LongStream.range(0, 200)
                            .map(sequence -> run.mail.message(sequence).sizeBytes())
                            .sum());
            assertThat(result.sessions().attemptedCount()).isEqualTo(20);
        }
    }

    @Test
    void moreThreadsThanConnectionsOrMessagesDoNoHarm() throws InterruptedException {
        TestRun run = TestRun.ofMessages(2);
        run.threads = 4;
        run.connections = 3;
        try (SinkServer sink = SinkServer.start(SinkSettings.defaults())) {
            checkAllAccepted(run.against(sink.address()), sink, 2);
        }
    }

    @ParameterizedTest
    @EnumSource(Pipelining.class)
    void oneMessageAConnectionMakesASessionAMessage(Pipelining pipelining) throws InterruptedException {
        TestRun run = TestRun.ofMessages(100);
        run.messagesPerConnection = 1;
        run.pipelining = pipelining;
        try (SinkServer sink = SinkServer.start(SinkSettings.defaults())) {
            RunResult result = run.against(sink.address());
            checkAllAccepted(result, sink, 100);
            assertThat(result.sessions().attemptedCount()).isEqualTo(100);
            assertThat(result.sessions().losses().total()).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource(Pipelining.class)
    void threeMessagesAConnectionAreNeverFour(Pipelining pipelining) throws IOException, InterruptedException {
        TestRun run = TestRun.ofMessages(50);
        run.messagesPerConnection = 3;
        run.pipelining = pipelining;
        try (ScriptedServer server = ScriptedServer.polite()) {
            RunResult result = run.against(server.address());
            assertThat(result.measured().count(Outcome.Kind.ACCEPTED)).isEqualTo(50);
            Map<Integer, Integer> messages = new HashMap<>();
            server.taken().forEach(taken -> messages.merge(taken.connection(), 1, Integer::sum));
            assertThat(messages.values()).allMatch(count -> count <= 3);
            assertThat(messages).hasSize((int) result.sessions().attemptedCount());
            assertThat(messages.size()).isBetween(17, 17 + run.connections);
        }
    }

    @Test
    void aRunByTimeEndsWithTheTimeAndNothingIsCutOff() throws InterruptedException {
        TestRun run = TestRun.ofMillis(300);
        run.warmup = Duration.ofMillis(200);
        run.threads = 2;
        try (SinkServer sink = SinkServer.start(SinkSettings.defaults())) {
            RunResult result = run.against(sink.address());
            assertThat(result.ending()).isEqualTo(Ending.COMPLETED);
            assertThat(result.measuredSeconds()).isEqualTo(0.3);
            assertThat(result.warmup().arrivals()).isPositive();
            assertThat(TestRun.outcomes(result))
                    .containsExactly(
                            "accepted content 250 x" + result.measured().arrivals());
            assertThat(sink.stop().totals().messages())
                    .isEqualTo(result.warmup().arrivals() + result.measured().arrivals());
        }
    }

    @Test
    void aCountThatIsReachedInTheWarmupLeavesNothingToMeasure() throws InterruptedException {
        TestRun run = TestRun.ofMessages(10);
        run.warmup = Duration.ofSeconds(50);
        try (SinkServer sink = SinkServer.start(SinkSettings.defaults())) {
            RunResult result = run.against(sink.address());
            assertThat(result.warmup().count(Outcome.Kind.ACCEPTED)).isEqualTo(10);
            assertThat(result.measured().arrivals()).isZero();
            assertThat(result.measuredSeconds()).isZero();
            assertThat(result.acceptedPerSecond()).isZero();
        }
    }

    @Test
    void aSessionThinksBetweenItsMessages() throws IOException, InterruptedException {
        TestRun run = TestRun.ofMessages(8);
        run.connections = 2;
        run.pacing = new Pacing.ClosedLoop(Duration.ofMillis(50));
        try (ScriptedServer server = ScriptedServer.polite()) {
            RunResult result = run.against(server.address());
            assertThat(result.measured().count(Outcome.Kind.ACCEPTED)).isEqualTo(8);
            for (int connection = 0; connection < 2; connection++) {
                List<Long> due = dueMicros(run, server, connection);
                assertThat(due).hasSizeGreaterThan(1);
                for (int i = 1; i < due.size(); i++) {
                    assertThat(due.get(i) - due.get(i - 1)).isGreaterThanOrEqualTo(49_999);
                }
            }
        }
    }

    /** When the messages of a connection were due, in microseconds from the run's start, ascending; each is rounded down. */
    private static List<Long> dueMicros(TestRun run, ScriptedServer server, int connection) {
        long start = run.epochMicros(0);
        List<Long> due = new ArrayList<>();
        server.taken().stream()
                .filter(taken -> taken.connection() == connection)
                .forEach(taken -> due.add(taken.mark().dueEpochMicros() - start));
        due.sort(Comparator.naturalOrder());
        return due;
    }

    @Test
    void sessionsThatThinkLeaveWhenTheMessagesRunOut() throws InterruptedException {
        TestRun run = TestRun.ofMessages(3);
        run.connections = 3;
        run.ramp = Duration.ofMillis(300); // The last message is due when the others already think.
        run.pacing = new Pacing.ClosedLoop(Duration.ofMinutes(10));
        try (SinkServer sink = SinkServer.start(SinkSettings.defaults())) {
            checkAllAccepted(run.against(sink.address()), sink, 3);
        }
    }

    @Test
    void aRampSpreadsTheFirstMessages() throws IOException, InterruptedException {
        TestRun run = TestRun.ofMillis(1_000);
        run.ramp = Duration.ofMillis(400);
        run.threads = 2;
        try (ScriptedServer server = ScriptedServer.polite()) {
            RunResult result = run.against(server.address());
            assertThat(result.sessions().attemptedCount()).isEqualTo(4);
            List<Long> first = new ArrayList<>();
            for (int connection = 0; connection < 4; connection++) {
                first.add(dueMicros(run, server, connection).get(0));
            }
            first.sort(Comparator.naturalOrder());
            for (int i = 0; i < 4; i++) {
                assertThat(first.get(i)).as("first message of session " + i).isGreaterThanOrEqualTo(i * 100_000L - 1);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Mechanism.class,
            mode = EnumSource.Mode.MATCH_NONE,
            names = {".*_PLUS", "GSSAPI", "EXTERNAL", "ANONYMOUS"}) // They need TLS or a KDC, or prove nothing.
    void eachSessionLogsInAsTheNextUser(Mechanism mechanism) throws InterruptedException {
        TestRun run = TestRun.ofMessages(60);
        run.threads = 2;
        run.messagesPerConnection = 3;
        run.mechanisms = List.of(mechanism);
        run.logins = new Logins(Feed.of("user%d", 1, 5), Feed.of("secret%d", 1, 5));
        SinkAccounts accounts = SinkAccounts.of(Map.of(
                "user1", "secret1", "user2", "secret2", "user3", "secret3", "user4", "secret4", "user5", "secret5"));
        SinkSettings settings = SinkSettings.defaults().withAccounts(accounts).withAuthRequired(true);
        try (SinkServer sink = SinkServer.start(settings)) {
            RunResult result = run.against(sink.address());
            checkAllAccepted(result, sink, 60);
            assertThat(sink.stop().totals().logins().accepted())
                    .isEqualTo(result.sessions().establishedCount());
            assertThat(sink.stop().totals().logins().refused()).isZero();
            assertThat(result.measured().histogram(Timing.SERVICE, Phase.AUTH)).isNotNull();
        }
    }
}
