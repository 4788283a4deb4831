package dev.mailrace.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailrace.experiment.CommandFailure;
import dev.mailrace.metrics.RunResult;
import dev.mailrace.scenario.Scenario;
import dev.mailrace.session.Outcome;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Agents that are called where they listen. */
class ListeningAgentTest extends ClusterFixture {
    @Test
    void agentsThatListenMakeOneRunAfterTheOther() throws InterruptedException {
        Scenario scenario = scenario(Duration.ofSeconds(1), 1);
        List<InetSocketAddress> at = List.of(listening(scenario), listening(scenario));
        Coordinator made = Coordinator.inviting(ANY, at, new Coordinator.Terms(VERSION, () -> false, false));
        coordinator = made;
        Map<String, byte[]> files = Map.of("0/a.eml", new byte[FileSender.PIECE_BYTES + 1]);
        for (int run = 0; run < 2; run++) {
            made.prepare(scenario, new Coordinator.Plan("", files, List.of(), null, true));
            assertThat(shipped).as("both have the file").containsOnlyKeys("0/a.eml");
            assertThat(shipped.get("0/a.eml")).hasSize(FileSender.PIECE_BYTES + 1);
            shipped.clear();
            RunResult result = made.run(scenario, info(scenario), List.of()).run();
            assertThat(result.balanced()).isTrue();
            assertThat(result.ending()).isEqualTo(RunResult.Ending.COMPLETED);
            assertThat(result.measured().count(Outcome.Kind.ACCEPTED)).isEqualTo(RATE);
        }
        assertThat(sink.stop().totals().messages()).isEqualTo(2L * RATE);
    }

    @Test
    void anAgentThatBelongsToARunDeclinesAnother() throws InterruptedException {
        InetSocketAddress at = listening(scenario(Duration.ofSeconds(1), 1));
        Coordinator.Terms terms = new Coordinator.Terms(VERSION, () -> false, false);
        coordinator = Coordinator.inviting(ANY, List.of(at), terms);
        assertThatThrownBy(() -> Coordinator.inviting(ANY, List.of(at), terms))
                .isInstanceOf(CommandFailure.class)
                .hasMessage("agents: 127.0.0.1:" + at.getPort() + ": it belongs to another run");
    }

    @Test
    void agentsThatListenSayWhatTheyAre() throws InterruptedException {
        InetSocketAddress at = listening(scenario(Duration.ofSeconds(1), 1));
        InetSocketAddress nobody = InetSocketAddress.createUnresolved("127.0.0.1", 1);
        try (AgentSurvey survey = new AgentSurvey(ANY, List.of(nobody, at))) {
            List<AgentSurvey.Found> found = survey.ask();
            assertThat(found).hasSize(1);
            assertThat(found.get(0).at()).isEqualTo("127.0.0.1:" + at.getPort());
            assertThat(found.get(0).facts().host()).isEqualTo("host");
            assertThat(found.get(0).state().isLoading()).isFalse();
            assertThat(Math.abs(found.get(0).clock().nanos()))
                    .as("one machine has one clock")
                    .isLessThanOrEqualTo(found.get(0).clock().uncertaintyNanos() + 1_000_000);
        }
    }

    @Test
    void anAgentOfAnotherVersionThatWasCalledEndsTheWait() {
        Agent agent = agent("2", null, workshop(scenario(Duration.ofSeconds(1), 1)));
        InetSocketAddress at = InetSocketAddress.createUnresolved("127.0.0.1", agent.port());
        assertThatThrownBy(() ->
                        Coordinator.inviting(ANY, List.of(at), new Coordinator.Terms(VERSION, () -> false, false)))
                .isInstanceOf(CommandFailure.class)
                .hasMessage("agents: 127.0.0.1:" + at.getPort() + ": version: 2 (expected: 1, as the coordinator's)");
        assertThat(endings.get(0).join()).isEqualTo(Agent.Ending.REFUSED);
    }
}
