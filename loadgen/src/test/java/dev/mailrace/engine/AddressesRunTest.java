package dev.mailrace.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailrace.metrics.AddressCounts;
import dev.mailrace.metrics.RunResult;
import dev.mailrace.net.Transport;
import dev.mailrace.scenario.Scenario;
import dev.mailrace.scenario.SessionKind;
import dev.mailrace.sink.SinkServer;
import dev.mailrace.sink.SinkSettings;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server with several addresses: sessions go to each in turn, and the books say to which. */
class AddressesRunTest {
    private static SinkServer sink(String host, int port) throws Exception {
        return SinkServer.start(SinkSettings.defaults()
                .withTransport(Transport.NIO)
                .withBind(new InetSocketAddress(InetAddress.getByName(host), port)));
    }

    private static RunResult run(TestRun run, SocketAddress... addresses) throws Exception {
        SessionKind sole =
                run.scenario((InetSocketAddress) addresses[0]).mix().kinds().get(0);
        Scenario scenario = run.scenario(List.of(sole.to(Arrays.asList(addresses))));
        return TestRun.checked(new Engine(scenario, run.info(), List.of()).run());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void sessionsAreSpreadOverAllAddressesInTurn(int threads) throws Exception {
        try (SinkServer one = sink("127.0.0.1", 0);
                SinkServer other = sink("127.0.0.2", one.address().getPort())) {
            TestRun run = TestRun.ofMessages(40);
            run.threads = threads;
            run.connections = 4;
            run.messagesPerConnection = 1;
            RunResult result = run(run, one.address(), other.address());
            Map<String, AddressCounts.Count> counts =
                    result.sessions().addresses().byAddress();
            assertThat(counts.keySet()).containsExactlyInAnyOrder("127.0.0.1", "127.0.0.2");
            assertThat(counts.values().stream()
                            .mapToLong(AddressCounts.Count::attempted)
                            .sum())
                    .isEqualTo(result.sessions().attemptedCount());
            assertThat(counts.values()).allSatisfy(count -> {
                assertThat(count.attempted()).isBetween(20L - threads, 20L + threads);
                assertThat(count.failed()).isZero();
            });
            assertThat(one.stop().totals().messages() + other.stop().totals().messages())
                    .isEqualTo(40);
        }
    }

    @Test
    void bothFamiliesOfADualStackNameHaveTheirShare() throws Exception {
        try (SinkServer four = sink("127.0.0.1", 0);
                SinkServer six = sink("::1", four.address().getPort())) {
            TestRun run = TestRun.ofMessages(20);
            run.connections = 2;
            run.messagesPerConnection = 1;
            RunResult result = run(run, four.address(), six.address());
            assertThat(result.sessions().addresses().byAddress())
                    .containsEntry("127.0.0.1", new AddressCounts.Count(10, 0))
                    .containsEntry("::1", new AddressCounts.Count(10, 0));
        }
    }

    @Test
    void aRefusalSaysWhichAddressAndIsCountedThere() throws Exception {
        try (SinkServer one = sink("127.0.0.1", 0);
                ServerSocket held = new ServerSocket()) {
            held.bind(new InetSocketAddress("127.0.0.3", 0)); // Not 127.0.0.2, which others may listen on.
            SocketAddress nobody = new InetSocketAddress("127.0.0.2", held.getLocalPort());
            TestRun run = TestRun.ofMessages(20);
            run.connections = 2;
            run.messagesPerConnection = 1;
            RunResult result = run(run, one.address(), nobody);
            AddressCounts.Count refused =
                    result.sessions().addresses().byAddress().getOrDefault("127.0.0.2", new AddressCounts.Count(0, 0));
            assertThat(refused.failed()).isPositive().isEqualTo(refused.attempted());
            assertThat(result.sessions().losses().entries())
                    .anySatisfy(
                            entry -> assertThat(entry.outcome().sample()).isEqualTo("127.0.0.2: connection refused"));
        }
    }
}
