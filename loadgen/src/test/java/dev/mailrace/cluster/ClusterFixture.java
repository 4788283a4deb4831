package dev.mailrace.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailrace.engine.LoadRun;
import dev.mailrace.mail.Corpus;
import dev.mailrace.mail.Envelopes;
import dev.mailrace.mail.Feed;
import dev.mailrace.mail.MailPlan;
import dev.mailrace.mail.SizeDistribution;
import dev.mailrace.metrics.Interval;
import dev.mailrace.metrics.RunInfo;
import dev.mailrace.metrics.RunObserver;
import dev.mailrace.metrics.RunResult;
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
import dev.mailrace.session.Pipelining;
import dev.mailrace.session.Security;
import dev.mailrace.session.Sending;
import dev.mailrace.session.SessionSettings;
import dev.mailrace.session.Timeouts;
import dev.mailrace.sink.SinkServer;
import dev.mailrace.sink.SinkSettings;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;

/** A coordinator and its agents, each with a node of its own, and a sink that counts. */
@Timeout(60)
abstract class ClusterFixture {
    static final Door ANY = Door.ofLoopback();
    static final String VERSION = "1";
    static final int RATE = 300;

    final SinkServer sink = SinkServer.start(SinkSettings.defaults().withTransport(Transport.best()));
    final List<Agent> agents = new ArrayList<>();
    final List<CompletableFuture<Agent.Ending>> endings = new ArrayList<>();
    final List<Keeper> kept = new ArrayList<>();
    final LinkedBlockingQueue<String> told = new LinkedBlockingQueue<>(); // on both sides

    @Nullable
    Coordinator coordinator;

    final Map<String, byte[]> shipped = new ConcurrentHashMap<>(); // to agents
    Duration silenceMax = Pulse.SILENCE_MAX;
    Door door = ANY;
    boolean goesOn;
    final AtomicBoolean unwanted = new AtomicBoolean(); // agents, where they are
    Duration length = Duration.ofSeconds(50);

    @AfterEach
    void close() {
        if (coordinator != null) {
            coordinator.close();
        }
        agents.forEach(Agent::close);
        sink.close();
    }

    Scenario scenario(Duration measured, long seed) {
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

    static RunInfo info(Scenario scenario) {
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
    static final class Keeper implements RunObserver {
        @Nullable
        RunResult result;

        @Override
        public void ended(RunResult ended) {
            result = ended;
        }
    }

    Coordinator coordinator(int count) {
        Coordinator made =
                Coordinator.listening(door, count, new Coordinator.Terms(VERSION, () -> false, goesOn, told::add));
        coordinator = made;
        return made;
    }

    void agent(String version, Scenario scenario) {
        agent(version, workshop(scenario));
    }

    Agent.Workshop workshop(Scenario scenario) {
        Keeper keeper = new Keeper();
        kept.add(keeper);
        return new Agent.Workshop() {
            @Override
            public Agent.Part part(Order order, Map<String, byte[]> files) {
                shipped.putAll(files);
                return new Agent.Part(scenario, info(scenario), List.of(keeper));
            }

            @Override
            public void keepIn(int number, @Nullable String folder) {
                assertThat(folder).isNull();
            }

            @Override
            public void tell(String line) {
                told.add(line);
            }
        };
    }

    void agent(String version, Agent.Workshop workshop) {
        agent(
                version,
                InetSocketAddress.createUnresolved(
                        "127.0.0.1", Objects.requireNonNull(coordinator).port()),
                workshop);
    }

    /** One that listens; where. */
    InetSocketAddress listening(Scenario scenario) {
        Agent agent = agent(VERSION, null, workshop(scenario));
        return InetSocketAddress.createUnresolved("127.0.0.1", agent.port());
    }

    Agent agent(String version, @Nullable InetSocketAddress at, Agent.Workshop workshop) {
        AgentFacts facts = new AgentFacts(version, "host", agents.size(), 2, 1, 1, 1, "nio", "17");
        Agent agent = new Agent(at, door, new Agent.Self("", facts, silenceMax), workshop);
        agents.add(agent);
        endings.add(CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return agent.serve(unwanted::get);
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                },
                task -> new Thread(task).start()));
        return agent;
    }

    static Coordinator.Plan plan() {
        return new Coordinator.Plan("", Map.of(), List.of(), null, true);
    }

    /** Begins a long run, and returns once it goes on. */
    CompletableFuture<RunResult> begun(int count) throws InterruptedException {
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
}
