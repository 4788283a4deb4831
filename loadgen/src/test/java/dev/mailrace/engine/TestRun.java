package dev.mailrace.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailrace.mail.Corpus;
import dev.mailrace.mail.Envelopes;
import dev.mailrace.mail.Feed;
import dev.mailrace.mail.MailPlan;
import dev.mailrace.mail.SizeDistribution;
import dev.mailrace.metrics.Interval;
import dev.mailrace.metrics.OutcomeCounts;
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
import dev.mailrace.sasl.Mechanism;
import dev.mailrace.scenario.AddressRange;
import dev.mailrace.scenario.Connections;
import dev.mailrace.scenario.Logins;
import dev.mailrace.scenario.Misbehaviour;
import dev.mailrace.scenario.Mix;
import dev.mailrace.scenario.Retry;
import dev.mailrace.scenario.Scenario;
import dev.mailrace.scenario.SessionKind;
import dev.mailrace.scenario.Step;
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
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** A short run with small defaults, each part changed by name; what must hold for every run is checked at its end. */
final class TestRun {
    /** By a made-up wall clock, when the run is prepared. */
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    static final long SEED = 42;

    private Instant began = START;

    /** Called when all is prepared, right before the first arrival may be due. */
    Consumer<Engine> atStart = engine -> {};

    Transport transport = Transport.best();
    int threads = 1;
    Work work = Work.MAIL;
    int connections = 4;
    double connectRate;
    AddressRange sources = AddressRange.SYSTEM;
    long messagesMax;
    long messagesPerConnection;
    Duration warmup = Duration.ZERO;

    @Nullable
    Duration measured;

    Duration ramp = Duration.ZERO;
    Duration drain = Duration.ofSeconds(20);
    Pacing pacing = new Pacing.ClosedLoop(Duration.ZERO);
    int backlogMax = 100_000;
    Pipelining pipelining = Pipelining.TRANSACTION;
    int window; // 0: DATA
    Timeouts timeouts = Timeouts.all(Duration.ofSeconds(20));
    List<Mechanism> mechanisms = List.of();

    @Nullable
    Logins logins;

    MailPlan mail = mail(1);
    List<Step> steps = List.of();
    Misbehaviour misbehaviour = Misbehaviour.NONE;
    Retry retry = Retry.NEVER;

    static MailPlan mail(int recipients) {
        return mail(recipients, "500-3k");
    }

    static MailPlan mail(int recipients, String sizes) {
        return new MailPlan(
                "test",
                Corpus.generated(SizeDistribution.parse(sizes), SEED),
                new Envelopes(
                        Feed.ofSenders("s%d@mailrace.example", 1, 9),
                        Feed.ofAddresses("r%d@mailrace.example", 1, 99),
                        recipients));
    }

    /** The transports that work here. */
    static Stream<Transport> transports() {
        return Arrays.stream(Transport.values()).filter(transport -> transport.unavailability() == null);
    }

    /** A closed loop that ends with a number of messages. */
    static TestRun ofMessages(long count) {
        TestRun run = new TestRun();
        run.messagesMax = count;
        return run;
    }

    /** A closed loop that ends with the time. */
    static TestRun ofMillis(long millis) {
        TestRun run = new TestRun();
        run.measured = Duration.ofMillis(millis);
        return run;
    }

    /** An open loop at an even rate. */
    static TestRun atRate(double perSecond, long millis) {
        TestRun run = ofMillis(millis);
        run.pacing = new Pacing.OpenLoop(new RateProfile.Constant(perSecond), Spacing.EVEN);
        return run;
    }

    Scenario scenario(InetSocketAddress address) {
        return scenario(
                List.of(kind(SessionKind.SOLE, 1, address, new Target(address.getHostString(), address.getPort()))));
    }

    /** Of several session classes. */
    Scenario scenario(List<SessionKind> kinds) {
        return new Scenario(
                new Mix(kinds),
                work,
                SEED,
                pacing,
                new StopRule(warmup, measured, messagesMax),
                new Connections(connections, messagesPerConnection, ramp, connectRate, sources),
                retry,
                drain,
                backlogMax,
                transport,
                threads);
    }

    SessionKind kind(String name, double weight, SocketAddress address, Target target) {
        return new SessionKind(
                name,
                weight,
                target,
                List.of(address),
                new SessionSettings(
                        Hello.smtp("client.mailrace.example", "localhost"),
                        Security.NONE,
                        Login.of(mechanisms),
                        window == 0 ? Sending.data(pipelining) : Sending.chunks(pipelining, window),
                        timeouts),
                logins,
                mail,
                steps,
                AddressRange.SYSTEM,
                misbehaviour);
    }

    RunInfo info() {
        return info(Map.of(), List.of());
    }

    /** With all that a file is to say of the scenario. */
    RunInfo info(Scenario scenario) {
        List<SessionKind> kinds = scenario.mix().kinds();
        double total = kinds.stream().mapToDouble(SessionKind::weight).sum();
        return info(
                scenario.describe(),
                kinds.size() == 1
                        ? List.of()
                        : kinds.stream()
                                .map(kind -> new RunInfo.Kind(kind.name(), kind.weight(), kind.weight() / total))
                                .toList());
    }

    private RunInfo info(Map<String, Object> scenario, List<RunInfo.Kind> kinds) {
        return new RunInfo(
                "test",
                "mailrace run",
                "0",
                SEED,
                START,
                "a test",
                connections,
                pacing instanceof Pacing.OpenLoop open ? open.profile().ratePerSecondMax() : 0,
                warmup.toNanos(),
                new StopRule(warmup, measured, messagesMax).endNanos(),
                messagesMax,
                scenario,
                Map.of(),
                kinds,
                List.of(),
                List.of(),
                RunInfo.About.NOTHING);
    }

    Engine engine(InetSocketAddress address, RunObserver... observers) {
        Watcher watcher = new Watcher();
        List<RunObserver> all = new ArrayList<>(List.of(observers));
        all.add(watcher);
        Engine engine = new Engine(scenario(address), info(), all);
        watcher.engine = engine;
        return engine;
    }

    private final class Watcher implements RunObserver {
        private @Nullable Engine engine;

        @Override
        public void started(RunInfo info) {
            Engine current = engine;
            if (current != null) {
                atStart.accept(current);
            }
        }

        @Override
        public void interval(Interval interval) {
            if (interval.number() == 0) {
                began = interval.start();
            }
        }
    }

    /** What a stamp says of {@code nanos} after the run's beginning. */
    long epochMicros(long nanos) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, began.plusNanos(nanos));
    }

    RunResult against(InetSocketAddress address, RunObserver... observers) throws InterruptedException {
        return checked(engine(address, observers).run());
    }

    /** What holds for every run, whatever happened in it. */
    static RunResult checked(RunResult result) {
        assertThat(result.balanced()).as("books balanced").isTrue();
        check(result.measured());
        check(result.warmup());
        assertThat(result.measuredSeconds()).isNotNegative();
        assertThat(result.self().reasons())
                .as("whatever the server and the machine do: %s", result.self().little())
                .noneMatch(reason -> reason.startsWith("Little") || reason.startsWith("missed its rate"));
        assertThat(result.sessions().establishedCount())
                .isLessThanOrEqualTo(result.sessions().attemptedCount());
        assertThat(result.connectionsMax()).isLessThanOrEqualTo(result.info().connections());
        return result;
    }

    private static void check(Tally tally) {
        long accepted = tally.count(Outcome.Kind.ACCEPTED);
        assertThat(tally.outcomes().entries().stream()
                        .mapToLong(OutcomeCounts.Entry::count)
                        .sum())
                .isEqualTo(tally.arrivals());
        Histogram service = tally.histogram(Timing.SERVICE, Phase.TRANSACTION);
        Histogram response = tally.histogram(Timing.RESPONSE, Phase.TRANSACTION);
        assertThat(service == null ? 0 : service.getTotalCount()).isEqualTo(accepted);
        Histogram unanswered = tally.histogram(Timing.UNANSWERED, Phase.TRANSACTION);
        long waited = unanswered == null ? 0 : unanswered.getTotalCount();
        assertThat(response == null ? 0 : response.getTotalCount()).isEqualTo(accepted + waited);
        assertThat(waited)
                .as("what ended without an answer stands beside what was accepted")
                .isGreaterThanOrEqualTo(tally.outcomes().entries().stream()
                        .filter(entry -> entry.outcome().reason() == Outcome.Reason.UNANSWERED)
                        .mapToLong(OutcomeCounts.Entry::count)
                        .sum());
        if (service != null && response != null) {
            assertThat(response.getMaxValue()).isGreaterThanOrEqualTo(service.getMaxValue());
            if (waited == 0) { // Else they are not the times of the same messages.
                assertThat(response.getMean()).isGreaterThanOrEqualTo(service.getMean());
            }
        }
    }

    /** The outcomes of the measured stage, most frequent first, without what the server said: {@code rejected rcpt 550}. */
    static List<String> outcomes(RunResult result) {
        return result.measured().outcomes().entries().stream()
                .map(entry -> describe(entry.outcome()) + " x" + entry.count())
                .toList();
    }

    private static String describe(Outcome outcome) {
        Phase phase = outcome.phase();
        return (outcome.kind().label() + " " + (phase == null ? "" : phase.label()) + " "
                        + (outcome.code() == 0 ? outcome.reason().label() : outcome.code()))
                .replaceAll(" +", " ")
                .strip();
    }
}
