package dev.mailrace.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailrace.engine.LoadRun;
import dev.mailrace.experiment.CommandFailure;
import dev.mailrace.fault.Refusal;
import dev.mailrace.mail.Corpus;
import dev.mailrace.mail.Envelopes;
import dev.mailrace.mail.Feed;
import dev.mailrace.mail.MailPlan;
import dev.mailrace.mail.SizeDistribution;
import dev.mailrace.metrics.Interval;
import dev.mailrace.metrics.RunInfo;
import dev.mailrace.metrics.RunObserver;
import dev.mailrace.metrics.RunResult;
import dev.mailrace.metrics.Tally;
import dev.mailrace.metrics.Timing;
import dev.mailrace.net.Transport;
import dev.mailrace.pacing.Pacing;
import dev.mailrace.pacing.RateProfile;
import dev.mailrace.pacing.Spacing;
import dev.mailrace.pacing.StopRule;
import dev.mailrace.scenario.AddressRange;
import dev.mailrace.scenario.Connections;
import dev.mailrace.scenario.Misbehaviour;
import dev.mailrace.scenario.Mix;
import dev.mailrace.scenario.Retry;
import dev.mailrace.scenario.Scenario;
import dev.mailrace.scenario.SessionKind;
import dev.mailrace.scenario.Target;
import dev.mailrace.scenario.Work;
import dev.mailrace.session.Hello;
import dev.mailrace.session.Login;
import dev.mailrace.session.Outcome;
import dev.mailrace.session.Phase;
import dev.mailrace.session.Pipelining;
import dev.mailrace.session.Security;
import dev.mailrace.session.Sending;
import dev.mailrace.session.SessionSettings;
import dev.mailrace.session.Timeouts;
import dev.mailrace.sink.SinkServer;
import dev.mailrace.sink.SinkSettings;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A coordinator and its agents, each with a node of its own, and a sink that counts. */
@Timeout(60)
class ClusterRunTest {
    private static final Door ANY = Door.ofLoopback();
    private static final String VERSION = "1";
    private static final int RATE = 300;

    private final SinkServer sink = SinkServer.start(SinkSettings.defaults().withTransport(Transport.best()));
    private final List<Agent> agents = new ArrayList<>();
    private final List<CompletableFuture<Agent.Ending>> endings = new ArrayList<>();
    private final List<Keeper> kept = new ArrayList<>();
    private @Nullable Coordinator coordinator;
    private Duration silenceMax = Pulse.SILENCE_MAX;
    private Door door = ANY;
    private boolean goesOn;
    private Duration length = Duration.ofSeconds(50);

    @AfterEach
    void close() {
        if (coordinator != null) {
            coordinator.close();
        }
        agents.forEach(Agent::close);
        sink.close();
    }

    private Scenario scenario(Duration measured, long seed) {
        SessionKind kind = new SessionKind(
                SessionKind.SOLE,
                1,
                new Target("127.0.0.1", sink.address().getPort()),
                List.of(sink.address()),
                new SessionSettings(
                        Hello.smtp("client.mailrace.example", "localhost"),
                        Security.NONE,
                        Login.of(List.of()),
                        Sending.data(Pipelining.TRANSACTION),
                        Timeouts.all(Duration.ofSeconds(20))),
                null,
                new MailPlan(
                        "test",
                        Corpus.generated(SizeDistribution.parse("500-3k"), 1),
                        new Envelopes(
                                Feed.ofSenders("s@mailrace.example", 1, 1),
                                Feed.ofAddresses("r%d@mailrace.example", 1, 99),
                                1)),
                List.of(),
                AddressRange.SYSTEM,
                Misbehaviour.NONE);
        return new Scenario(
                new Mix(List.of(kind)),
                Work.MAIL,
                seed,
                new Pacing.OpenLoop(new RateProfile.Constant(RATE), Spacing.EVEN),
                new StopRule(Duration.ZERO, measured, 0),
                new Connections(10, 0, Duration.ZERO, 0, AddressRange.SYSTEM),
                Retry.NEVER,
                Duration.ofSeconds(5),
                100_000,
                Transport.best(),
                3);
    }

    private static RunInfo info(Scenario scenario) {
        return new RunInfo(
                "test",
                "mailrace run",
                VERSION,
                1,
                Instant.now(),
                "a test",
                scenario.connections().count(),
                RATE,
                0,
                scenario.stop().endNanos(),
                0,
                Map.of(),
                Map.of(),
                List.of(),
                List.of(),
                List.of(),
                RunInfo.About.NOTHING);
    }

    /** What an agent keeps. */
    private static final class Keeper implements RunObserver {
        private @Nullable RunResult result;

        @Override
        public void ended(RunResult ended) {
            result = ended;
        }
    }

    private Coordinator coordinator(int count) {
        Coordinator made = Coordinator.listening(door, count, new Coordinator.Terms(VERSION, () -> false, goesOn));
        coordinator = made;
        return made;
    }

    private void agent(String version, Scenario scenario) {
        Keeper keeper = new Keeper();
        kept.add(keeper);
        agent(version, new Agent.Workshop() {
            @Override
            public Agent.Part part(Order order) {
                return new Agent.Part(scenario, info(scenario), List.of(keeper));
            }

            @Override
            public void keepIn(@Nullable String folder) {
                assertThat(folder).isNull();
            }
        });
    }

    private void agent(String version, Agent.Workshop workshop) {
        InetSocketAddress at = InetSocketAddress.createUnresolved(
                "127.0.0.1", Objects.requireNonNull(coordinator).port());
        AgentFacts facts = new AgentFacts(version, "host", agents.size(), 2, 1, 1, "17");
        Agent agent = new Agent(at, door, new Agent.Self("", facts, silenceMax), workshop);
        agents.add(agent);
        endings.add(CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return agent.serve();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                },
                task -> new Thread(task).start()));
    }

    private static Coordinator.Plan plan() {
        return new Coordinator.Plan("", Map.of(), List.of(), null);
    }

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

    @Test
    void whatOneAgentRefusesNobodyStarts() throws InterruptedException {
        Scenario scenario = scenario(Duration.ofSeconds(2), 1);
        Coordinator made = coordinator(2);
        agent(VERSION, scenario);
        agent(VERSION, new Agent.Workshop() {
            @Override
            public Agent.Part part(Order order) {
                throw new Refusal("eml", "corpus: no such file", "a folder");
            }

            @Override
            public void keepIn(@Nullable String folder) {
                throw new AssertionError("it started");
            }
        });
        made.gather();
        assertThatThrownBy(() -> made.prepare(scenario, plan()))
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining("agent ")
                .hasMessageContaining("eml: corpus: no such file");
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
    }

    /** Begins a long run, and returns once it goes on. */
    private CompletableFuture<RunResult> begun(int count) throws InterruptedException {
        Scenario scenario = scenario(length, 1);
        Coordinator made = coordinator(count);
        for (int i = 0; i < count; i++) {
            agent(VERSION, scenario);
        }
        made.gather();
        made.prepare(scenario, plan());
        CountDownLatch goesOn = new CountDownLatch(1);
        LoadRun run = made.run(scenario, info(scenario), List.of(new RunObserver() {
            @Override
            public void interval(Interval interval) {
                goesOn.countDown();
            }
        }));
        CompletableFuture<RunResult> result = CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return run.run();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                },
                task -> new Thread(task).start());
        assertThat(goesOn.await(30, TimeUnit.SECONDS)).isTrue();
        return result;
    }

    @Test
    void aRunThatLosesAnAgentEndsAndNamesIt() throws InterruptedException {
        CompletableFuture<RunResult> run = begun(2);
        agents.get(0).close();
        RunResult result = run.join();
        assertThat(result.balanced()).as("what had no end has one").isTrue();
        assertThat(result.self().valid()).isFalse();
        assertThat(result.self().reasons())
                .anyMatch(reason ->
                        reason.matches("agent [12] \\(host, process 0\\) was lost, with 1/2 of the load: .*"));
        assertThat(result.measured().count(Outcome.Kind.ACCEPTED)).isPositive();
    }

    @Test
    void aRunThatGoesOnWithoutAnAgentHasWhatTheOthersMeasured() throws InterruptedException {
        goesOn = true;
        length = Duration.ofSeconds(8);
        CompletableFuture<RunResult> run = begun(2);
        agents.get(0).close();
        RunResult result = run.join();
        assertThat(result.balanced()).isTrue();
        assertThat(result.self().valid()).isFalse();
        assertThat(result.measuredSeconds()).as("to its end").isEqualTo(8);
    }

    @Test
    void anAgentThatLosesItsCoordinatorSendsNoMore() throws InterruptedException {
        silenceMax = Duration.ofSeconds(3);
        begun(1);
        Objects.requireNonNull(coordinator).vanish();
        assertThat(endings.get(0).join()).isEqualTo(Agent.Ending.LOST);
        RunResult own = Objects.requireNonNull(kept.get(0).result);
        assertThat(own.ending()).isEqualTo(RunResult.Ending.INTERRUPTED);
        assertThat(own.balanced()).isTrue();
        assertThat(own.measured().count(Outcome.Kind.ACCEPTED))
                .as("it keeps what it measured")
                .isEqualTo(sink.stop().totals().messages());
    }
}
