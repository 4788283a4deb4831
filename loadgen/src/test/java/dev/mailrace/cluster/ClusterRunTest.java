package dev.mailrace.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailrace.experiment.CommandFailure;
import dev.mailrace.fault.Refusal;
import dev.mailrace.metrics.AgentHealth;
import dev.mailrace.metrics.Interval;
import dev.mailrace.metrics.RunObserver;
import dev.mailrace.metrics.RunResult;
import dev.mailrace.metrics.Tally;
import dev.mailrace.metrics.Timing;
import dev.mailrace.scenario.Scenario;
import dev.mailrace.session.Outcome;
import dev.mailrace.session.Phase;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A coordinator and its agents make a run together, or say why not. */
class ClusterRunTest extends ClusterFixture {
    @Test
    void twoAgentsMakeOneRun() throws InterruptedException {
        Scenario scenario = scenario(Duration.ofSeconds(2), 1);
        Coordinator made = coordinator(2);
        agent(VERSION, scenario);
        agent(VERSION, scenario);
        made.gather();
        made.prepare(scenario, plan());
        List<Long> numbers = new ArrayList<>();
        RunResult result = made.run(scenario, info(scenario), List.of(new RunObserver() {
                    @Override
                    public void interval(Interval interval) {
                        numbers.add(interval.number());
                    }
                }))
                .run();
        made.close();
        assertThat(endings).extracting(CompletableFuture::join).containsOnly(Agent.Ending.DISMISSED);
        assertThat(result.balanced()).isTrue();
        assertThat(result.ending()).isEqualTo(RunResult.Ending.COMPLETED);
        assertThat(result.measured().arrivals()).isEqualTo(2L * RATE);
        assertThat(result.measured().count(Outcome.Kind.ACCEPTED)).isEqualTo(2L * RATE);
        assertThat(sink.stop().totals().messages()).isEqualTo(2L * RATE);
        assertThat(result.connectionsMax()).isEqualTo(10);
        assertThat(result.shortfalls()).isEmpty();
        assertThat(result.self().agents()).extracting(AgentHealth::due).containsExactlyInAnyOrder(200L, 400L);
        assertThat(result.self().agents()).extracting(AgentHealth::accepted).containsExactlyInAnyOrder(200L, 400L);
        assertThat(numbers).hasSizeGreaterThanOrEqualTo(3);
        List<Tally> parts = kept.stream()
                .map(keeper -> Objects.requireNonNull(keeper.result).measured())
                .toList();
        for (Timing timing : List.of(Timing.SERVICE, Timing.RESPONSE)) {
            Histogram sum = Tally.histogram();
            parts.forEach(part -> sum.add(part.histogram(timing, Phase.TRANSACTION)));
            assertThat(result.measured().histogram(timing, Phase.TRANSACTION))
                    .as("as if one process had measured all")
                    .isEqualTo(sum);
        }
    }

    @Test
    void whatOneAgentRefusesNobodyStarts() throws InterruptedException {
        Scenario scenario = scenario(Duration.ofSeconds(2), 1);
        Coordinator made = coordinator(2);
        agent(VERSION, scenario);
        agent(VERSION, new Agent.Workshop() {
            @Override
            public Agent.Part part(Order order, Map<String, byte[]> files) {
                throw new Refusal("eml", "corpus: no such file", "a folder");
            }

            @Override
            public void keepIn(int number, @Nullable String folder) {
                throw new AssertionError("it started");
            }

            @Override
            public void tell(String line) {
                told.add(line);
            }
        });
        made.gather();
        assertThatThrownBy(() -> made.prepare(scenario, plan()))
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining("agent ")
                .hasMessageContaining("eml: corpus: no such file");
        assertThat(told)
                .as("at the agent's machine, too")
                .containsExactly("a part of a run was refused: eml: corpus: no such file (expected: a folder)");
        assertThat(sink.stop().totals().sessionsOpened()).isZero();
    }

    @Test
    void aPlanThatIsNotTheCoordinatorsIsRefused() throws InterruptedException {
        Coordinator made = coordinator(1);
        agent(VERSION, scenario(Duration.ofSeconds(2), 2));
        made.gather();
        assertThatThrownBy(() -> made.prepare(scenario(Duration.ofSeconds(2), 1), plan()))
                .hasMessageContaining("seed: 2 (expected: 1, as with the coordinator)");
    }

    @Test
    void anAgentOfAnotherVersionIsNotWelcome() {
        coordinator(1);
        agent("2", scenario(Duration.ofSeconds(1), 1));
        Coordinator made = Objects.requireNonNull(coordinator);
        CompletableFuture<Void> waits = CompletableFuture.runAsync(
                () -> {
                    try {
                        made.gather();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                },
                task -> new Thread(task).start());
        assertThat(waits).isNotDone();
        assertThat(endings.get(0).join()).isEqualTo(Agent.Ending.REFUSED);
        assertThat(agents.get(0).refusal()).isEqualTo("version: 2 (expected: 1, as the coordinator's)");
        assertThat(told)
                .singleElement()
                .asString()
                .matches(
                        "an agent at 127\\.0\\.0\\.1:\\d+ is not welcome: version: 2 \\(expected: 1, as the coordinator's\\)");
    }

    /** Keys that a CA has signed, which bear its name. */
    private static Door keyed(Path folder, String ca) throws Exception {
        X509Bundle authority = new CertificateBuilder()
                .subject("CN=" + ca)
                .algorithm(CertificateBuilder.Algorithm.rsa2048)
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
        X509Bundle own = new CertificateBuilder()
                .subject("CN=mailrace")
                .algorithm(CertificateBuilder.Algorithm.rsa2048)
                .addSanDnsName("mailrace")
                .buildIssuedBy(authority);
        Path certificate = Files.writeString(folder.resolve(ca + ".pem"), own.getCertificatePEM());
        Path key = Files.writeString(folder.resolve(ca + ".key"), own.getPrivateKeyPEM());
        Path root = Files.writeString(folder.resolve(ca + "-ca.pem"), authority.getCertificatePEM());
        return new Door(InetSocketAddress.createUnresolved("127.0.0.1", 0), new Door.Keys(certificate, key, root));
    }

    @Test
    void whoeverHasAnotherCaIsToldSoAndWhoHasTheSameIsWelcome(@TempDir Path folder) throws Exception {
        door = keyed(folder, "one");
        Coordinator made = coordinator(1);
        Door own = door;
        door = keyed(folder, "other");
        assertThatThrownBy(() -> agent(VERSION, scenario(Duration.ofSeconds(1), 1)))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("do not believe each other (expected: certificates of one CA on both sides)");
        door = own;
        agent(VERSION, scenario(Duration.ofSeconds(1), 1));
        made.gather();
    }

    @Test
    void withoutCertificatesOnlyThisMachineIsListenedTo() {
        assertThatThrownBy(() -> new Door(InetSocketAddress.createUnresolved("192.0.2.1", 7355), null))
                .hasMessage(
                        "listen: 192.0.2.1:7355 without certificates (expected: an address of loopback, or --tls-cert, "
                                + "--tls-key and --tls-ca)");
    }
}
