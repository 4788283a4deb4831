package dev.mailrace.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailrace.mail.Corpus;
import dev.mailrace.mail.Envelopes;
import dev.mailrace.mail.Feed;
import dev.mailrace.mail.MailPlan;
import dev.mailrace.mail.SizeDistribution;
import dev.mailrace.net.Transport;
import dev.mailrace.pacing.Pacing;
import dev.mailrace.pacing.StopRule;
import dev.mailrace.sasl.Credentials;
import dev.mailrace.sasl.Mechanism;
import dev.mailrace.session.Hello;
import dev.mailrace.session.Login;
import dev.mailrace.session.Pipelining;
import dev.mailrace.session.Security;
import dev.mailrace.session.Sending;
import dev.mailrace.session.SessionSettings;
import dev.mailrace.session.Timeouts;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScenarioTest {
    private static final Logins LOGINS = new Logins(Feed.of("user%d", 1, 3), Feed.of("hunter%d", 1, 3));

    private int connections = 10;
    private int threads = 2;
    private int backlogMax = 1_000;
    private long messagesPerConnection;
    private @Nullable Logins logins = LOGINS;

    private Scenario scenario() {
        SessionKind kind = new SessionKind(
                SessionKind.SOLE,
                1,
                new Target("localhost", 2525),
                List.of(new InetSocketAddress("localhost", 2525)),
                new SessionSettings(
                        Hello.smtp("client.mailrace.example", "localhost"),
                        Security.NONE,
                        Login.of(List.of(Mechanism.PLAIN, Mechanism.LOGIN)),
                        Sending.data(Pipelining.TRANSACTION),
                        Timeouts.standard()),
                logins,
                new MailPlan(
                        "test",
                        Corpus.generated(SizeDistribution.parse("1k"), 1),
                        new Envelopes(
                                Feed.ofSenders("s@mailrace.example", 1, 1),
                                Feed.ofAddresses("r@mailrace.example", 1, 1),
                                1)),
                List.of(),
                AddressRange.SYSTEM,
                Misbehaviour.NONE);
        return new Scenario(
                new Mix(List.of(kind)),
                Work.MAIL,
                7,
                new Pacing.ClosedLoop(Duration.ofMillis(20)),
                new StopRule(Duration.ofMillis(1_500), Duration.ofSeconds(30), 0),
                new Connections(connections, messagesPerConnection, Duration.ofSeconds(2), 0, AddressRange.SYSTEM),
                Retry.NEVER,
                Duration.ofSeconds(10),
                backlogMax,
                Transport.NIO,
                threads);
    }

    @ParameterizedTest
    @CsvSource({
        "0,1,1,0,connections: 0 (expected: 1 to 1000000)",
        "1000001,1,1,0,connections: 1000001 (expected: 1 to 1000000)",
        "10,0,1,0,threads: 0 (expected: 1 to 1024)",
        "10,1025,1,0,threads: 1025 (expected: 1 to 1024)",
        "10,1,0,0,backlog: 0 (expected: 1 to 100000000)",
        "10,1,100000001,0,backlog: 100000001 (expected: 1 to 100000000)"
    })
    void whatIsOutOfRangeIsRefused(int connections, int threads, int backlogMax, long perConnection, String message) {
        this.connections = connections;
        this.threads = threads;
        this.backlogMax = backlogMax;
        this.messagesPerConnection = perConnection;
        assertThatThrownBy(this::scenario)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void messagesPerConnectionAreNotNegative() {
        messagesPerConnection = -1;
        assertThatThrownBy(this::scenario)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("messages-per-connection: -1 (expected: >= 1, or 0 for no limit)");
    }

    @Test
    void aLoopWithoutAConnectionIsNotStarted() {
        connections = 3;
        threads = 8;
        assertThat(scenario().threads()).isEqualTo(3);
    }

    @Test
    void theDescriptionNamesWhatWasAskedFor() {
        Map<String, Object> described = scenario().describe();
        assertThat(described)
                .containsEntry("target", "smtp://localhost:2525")
                .containsEntry("seed", 7L)
                .containsEntry("connections", 10)
                .containsEntry("messages_per_connection", 0L)
                .containsEntry("warmup_seconds", 1.5)
                .containsEntry("measured_seconds", 30.0)
                .containsEntry("messages_max", 0L)
                .containsEntry("ramp_seconds", 2.0)
                .containsEntry("drain_seconds", 10.0)
                .containsEntry("backlog_max", 1_000)
                .containsEntry("pipelining", "transaction")
                .containsEntry("auth", "PLAIN,LOGIN")
                .containsEntry("auth_users", Map.of("name", "user%d", "first", 1L, "last", 3L))
                .containsEntry("pacing", Map.of("loop", "closed", "think_seconds", 0.02))
                .containsEntry("hello", "client.mailrace.example")
                .containsEntry("transport", "nio")
                .containsEntry("threads", 2);
        assertThat(described.keySet()).first().isEqualTo("target");
    }

    @Test
    void noPasswordIsDescribedOrShown() {
        assertThat(scenario().describe().toString()).doesNotContain("hunter");
        assertThat(scenario().toString()).doesNotContain("hunter");
        assertThat(LOGINS.toString()).doesNotContain("hunter");
        assertThat(LOGINS.at(0).toString()).doesNotContain("hunter");
    }

    @Test
    void withoutLoginsThereIsNoAuth() {
        logins = null;
        assertThat(scenario().describe()).containsEntry("auth", "none").containsEntry("auth_users", null);
    }

    @Test
    void usersAndPasswordsArePairedAndBeginAgain() {
        assertThat(LOGINS.at(0)).isEqualTo(new Credentials("user1", "hunter1"));
        assertThat(LOGINS.at(2)).isEqualTo(new Credentials("user3", "hunter3"));
        assertThat(LOGINS.at(3)).isEqualTo(new Credentials("user1", "hunter1"));
    }

    @Test
    void onePasswordServesAllUsers() {
        Logins shared = new Logins(Feed.of("user%d", 1, 3), Feed.of("hunter", 1, 1));
        assertThat(shared.at(2)).isEqualTo(new Credentials("user3", "hunter"));
        assertThat(shared.at(4)).isEqualTo(new Credentials("user2", "hunter"));
    }
}
