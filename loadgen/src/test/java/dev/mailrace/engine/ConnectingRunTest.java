package dev.mailrace.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailrace.metrics.RunResult;
import dev.mailrace.net.Transport;
import dev.mailrace.pacing.Pacing;
import dev.mailrace.scenario.AddressRange;
import dev.mailrace.session.Outcome;
import dev.mailrace.session.Outcome.Reason;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** How runs open their connections: from which addresses, and how fast. */
@Timeout(60)
@Tag("jdk")
class ConnectingRunTest {
    static Stream<Transport> transports() {
        return TestRun.transports();
    }

    @ParameterizedTest
    @MethodSource("transports")
    void connectionsComeFromTheAddressRangeInTurn(Transport transport) throws Exception {
        TestRun run = TestRun.ofMessages(12);
        run.transport = transport;
        run.connections = 6;
        run.messagesPerConnection = 1;
        run.sources = AddressRange.parse("source-address", "127.0.0.2-127.0.0.3,127.0.0.7");
        try (ScriptedServer server = ScriptedServer.polite()) {
            RunResult result = run.against(server.address());
            assertThat(result.measured().count(Outcome.Kind.ACCEPTED)).isEqualTo(12);
            Map<String, Long> peers = server.peers().stream()
                    .map(InetAddress::getHostAddress)
                    .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
            assertThat(peers).isEqualTo(Map.of("127.0.0.2", 4L, "127.0.0.3", 4L, "127.0.0.7", 4L));
        }
    }

    @Test
    void anAddressThatCannotBeHadIsALimitOfThisMachine() throws Exception {
        TestRun run = TestRun.ofMessages(1);
        run.connections = 1;
        run.sources = AddressRange.parse("source-address", "192.0.2.1"); // RFC 5737 §3: nobody's.
        try (ScriptedServer server = ScriptedServer.polite()) {
            RunResult result = run.against(server.address());
            assertThat(result.sessions().losses().entries())
                    .extracting(entry -> entry.outcome().reason())
                    .containsOnly(Reason.LOCAL_LIMIT);
            assertThat(result.self().reasons()).anyMatch(reason -> reason.contains("--source-address"));
        }
    }

    @ParameterizedTest
    @MethodSource("transports")
    void noMoreConnectionsAreBegunThanTheRateAllows(Transport transport) throws IOException, InterruptedException {
        TestRun run = TestRun.ofMessages(22); // The last two wait until all sessions have long sent theirs.
        run.pacing = new Pacing.ClosedLoop(Duration.ofSeconds(1));
        run.transport = transport;
        run.connections = 20;
        run.connectRate = 100;
        run.threads = 2;
        try (ScriptedServer server = ScriptedServer.polite()) {
            RunResult result = run.against(server.address());
            // Each of two loops begins nine after its first, 20 ms apart, and may be 10 ms ahead.
            assertThat(result.allOpenedNanos()).isGreaterThanOrEqualTo((9 * 20 - 10) * 1_000_000L);
        }
    }

    @Test
    void theResultSaysWhenAllConnectionsWereOpen() throws IOException, InterruptedException {
        TestRun run = TestRun.ofMessages(500);
        run.connections = 5;
        try (ScriptedServer server = ScriptedServer.polite()) {
            RunResult result = run.against(server.address());
            assertThat(result.allOpenedNanos()).isPositive();
        }
    }
}
