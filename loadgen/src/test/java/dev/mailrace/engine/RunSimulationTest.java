package dev.mailrace.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailrace.metrics.Tally;
import dev.mailrace.metrics.Timing;
import dev.mailrace.pacing.Pacing;
import dev.mailrace.pacing.RateProfile;
import dev.mailrace.pacing.Spacing;
import dev.mailrace.scenario.Mix;
import dev.mailrace.scenario.Retry;
import dev.mailrace.scenario.Scenario;
import dev.mailrace.scenario.SessionKind;
import dev.mailrace.scenario.Target;
import dev.mailrace.scenario.Work;
import dev.mailrace.session.Outcome.Kind;
import dev.mailrace.session.Phase;
import dev.mailrace.session.Pipelining;
import dev.mailrace.session.Timeouts;
import io.netty.channel.local.LocalAddress;
import io.netty.util.ResourceLeakDetector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whole runs in simulated time, from one seed each: shards, session classes, retries, endings, and servers in all kinds of
 * trouble.
 *
 * <p>{@code -Drun.seed=7} replays one; {@code -Drun.seeds=10000} runs more.
 */
class RunSimulationTest {
    private static final Target NOBODY = new Target("127.0.0.1", 25);

    private static ResourceLeakDetector.Level level = ResourceLeakDetector.getLevel();

    /** Following each buffer costs most of the time, and other tests do. */
    @BeforeAll
    static void trustBuffers() {
        level = ResourceLeakDetector.getLevel();
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.DISABLED);
    }

    @AfterAll
    static void distrustBuffers() {
        ResourceLeakDetector.setLevel(level);
    }

    static LongStream seeds() {
        Long one = Long.getLong("run.seed");
        return one == null ? LongStream.range(0, Long.getLong("run.seeds", 60)) : LongStream.of(one);
    }

    /** In one test, for a name a seed is more output than it is worth; a failure names its seed. */
    @Test
    void theBooksBalanceAndNothingHangs() throws InterruptedException {
        for (long seed : seeds().toArray()) {
            new Story(seed).check();
        }
    }

    @Test
    void theSeedsMeetEveryKindOfEnding() throws InterruptedException {
        TreeSet<String> endings = new TreeSet<>();
        long moved = 0;
        for (long seed = 0; seed < 150; seed++) {
            Story story = new Story(seed);
            story.check();
            for (Tally tally : List.of(story.measured(), story.warmup())) {
                moved += tally.moved();
                tally.outcomes()
                        .entries()
                        .forEach(entry -> endings.add(entry.outcome().kind().label() + " "
                                + entry.outcome().reason().label()));
            }
        }
        assertThat(moved).isPositive();
        assertThat(endings)
                .contains(
                        "accepted ",
                        "rejected ",
                        "failed closed",
                        "failed timeout",
                        "unconfirmed closed",
                        "dropped ",
                        "cut_off ",
                        "cut_off unanswered");
    }

    /** What a seed stands for. */
    private static final class Story {
        private final String name;
        private final SimulatedMailServer server;
        private final TestRun plan = new TestRun();
        private final List<Double> weights = new ArrayList<>();
        private final long interruptedAfterNanos;
        private final Tally measured = new Tally();
        private final Tally warmup = new Tally();

        Story(long seed) {
            name = "-Drun.seed=" + seed;
            SplittableRandom random = new SplittableRandom(seed);
            server = new SimulatedMailServer(random.nextLong());
            plan.threads = 1 + random.nextInt(4);
            plan.connections = plan.threads + random.nextInt(9);
            plan.pipelining = Pipelining.values()[random.nextInt(3)];
            plan.messagesPerConnection = random.nextInt(3) == 0 ? 1 + random.nextInt(3) : 0;
            plan.work = random.nextInt(6) == 0 ? Work.SESSION : Work.MAIL;
            plan.warmup = Duration.ofMillis(random.nextBoolean() ? random.nextInt(800) : 0);
            plan.measured = Duration.ofMillis(200 + random.nextInt(2_500));
            plan.messagesMax = random.nextInt(3) == 0 ? 1 + random.nextInt(300) : 0;
            plan.drain = Duration.ofMillis(random.nextInt(4_000));
            plan.ramp = Duration.ofMillis(random.nextInt(3) == 0 ? random.nextInt(500) : 0);
            plan.backlogMax = random.nextInt(3) == 0 ? 1 + random.nextInt(20) : 100_000;
            plan.timeouts = Timeouts.all(Duration.ofMillis(random.nextBoolean() ? 700 : 60_000));
            if (random.nextInt(3) == 0) {
                plan.retry = new Retry(List.of("4xx"), 1 + random.nextInt(3), Duration.ofMillis(random.nextInt(900)));
            }
            boolean open = random.nextBoolean();
            plan.pacing = open
                    ? new Pacing.OpenLoop(
                            new RateProfile.Constant(5 + random.nextInt(300)),
                            random.nextBoolean() ? Spacing.POISSON : Spacing.EVEN)
                    : new Pacing.ClosedLoop(Duration.ofMillis(random.nextBoolean() ? random.nextInt(100) : 0));
            for (int kind = random.nextInt(3); kind >= 0; kind--) {
                weights.add(1.0 + random.nextInt(9));
            }
            interruptedAfterNanos =
                    random.nextInt(5) == 0 ? TimeUnit.MILLISECONDS.toNanos(random.nextInt(2_000)) : Long.MAX_VALUE;
        }

        private Scenario scenario(LocalAddress address) {
            List<SessionKind> kinds = new ArrayList<>();
            for (int kind = 0; kind < weights.size(); kind++) {
                kinds.add(plan.kind("class" + kind, weights.get(kind), address, NOBODY));
            }
            return plan.scenario(kinds);
        }

        void check() throws InterruptedException {
            try (SimulatedRun run = new SimulatedRun(server, this::scenario)) {
                run.run(interruptedAfterNanos);
                assertThat(run.events.fault()).as("%s: an internal error", name).isNull();
                assertThat(run.finished).as("%s: every shard is done", name).isTrue();
                measured.add(run.measured);
                warmup.add(run.warmup);
                checkBooks();
            }
        }

        private void checkBooks() {
            long accepted = 0;
            long inDoubt = 0;
            for (Tally tally : List.of(measured, warmup)) {
                assertThat(tally.imbalance())
                        .as("%s: arrivals minus endings", name)
                        .isZero();
                accepted += tally.count(Kind.ACCEPTED);
                inDoubt += tally.count(Kind.UNCONFIRMED);
                if (plan.work == Work.MAIL) {
                    assertThat(count(tally.histogram(Timing.RESPONSE, Phase.TRANSACTION))
                                    - count(tally.histogram(Timing.UNANSWERED, Phase.TRANSACTION)))
                            .as("%s: response times", name)
                            .isEqualTo(tally.count(Kind.ACCEPTED));
                }
            }
            if (plan.work == Work.MAIL) {
                assertThat(server.accepted)
                        .as("%s: what the server took (accepted %d, in doubt %d)", name, accepted, inDoubt)
                        .isBetween(accepted, accepted + inDoubt);
            }
            assertThat(measured.acceptedInStage() + warmup.acceptedInStage())
                    .as("%s: accepted in time", name)
                    .isLessThanOrEqualTo(accepted);
            checkClasses();
        }

        /** An arrival of an open loop is of the class that its number says, whatever became of sessions. */
        private void checkClasses() {
            if (!(plan.pacing instanceof Pacing.OpenLoop) || weights.size() == 1) {
                return;
            }
            Mix mix = scenario(LocalAddress.ANY).mix();
            long[] due = new long[weights.size()];
            for (long number = 0; number < measured.arrivals() + warmup.arrivals(); number++) {
                due[mix.takerOf(number)]++;
            }
            for (int kind = 0; kind < due.length; kind++) {
                long had = arrivals(measured, kind) + arrivals(warmup, kind);
                assertThat(had)
                        .as("%s: arrivals of class %d", name, kind)
                        .isBetween(due[kind] - plan.threads, due[kind] + plan.threads);
            }
        }

        private static long arrivals(Tally tally, int kind) {
            return kind < tally.kinds().size() ? tally.kinds().get(kind).arrivals() : 0;
        }

        private static long count(@Nullable Histogram histogram) {
            return histogram == null ? 0 : histogram.getTotalCount();
        }

        Tally measured() {
            return measured;
        }

        Tally warmup() {
            return warmup;
        }
    }

    /*
     * Erlang's C formula: in a queue of Poisson arrivals (rate a) before c servers with exponential service (rate m each)
     * and one line for all, an arrival waits longer than t with probability C(c, a/m) e^-(cm - a)t (Kleinrock, "Queueing
     * Systems", 1975, §3.5).
     */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4, 8})
    void theBacklogsWaitIsThatOfOneQueueWhateverTheNumberOfThreads(int threads) throws InterruptedException {
        int sessions = 8;
        double serviceMillis = 10;
        double ratePerSecond = 0.7 * sessions * 1_000 / serviceMillis;
        TestRun plan = TestRun.atRate(ratePerSecond, 120_000);
        plan.pacing = new Pacing.OpenLoop(new RateProfile.Constant(ratePerSecond), Spacing.POISSON);
        plan.threads = threads;
        plan.connections = sessions;
        plan.warmup = Duration.ofSeconds(1);
        SimulatedMailServer server = new SimulatedMailServer(7, TimeUnit.MILLISECONDS.toNanos(1) * serviceMillis);
        try (SimulatedRun run = new SimulatedRun(
                server, address -> plan.scenario(List.of(plan.kind(SessionKind.SOLE, 1, address, NOBODY))))) {
            run.run(Long.MAX_VALUE);
            assertThat(run.measured.count(Kind.ACCEPTED)).isEqualTo(run.measured.arrivals());
            double waitMillis = run.backlogWait.getValueAtPercentile(99) / 1e6;
            double free = 1_000 * sessions / serviceMillis - ratePerSecond; // a second
            double expectedMillis = Math.log(erlangC(sessions, 0.7 * sessions) / 0.01) / free * 1_000;
            assertThat(waitMillis).isBetween(expectedMillis * 0.85, expectedMillis * 1.15);
        }
    }

    /** The probability that all of {@code servers} are busy. */
    private static double erlangC(int servers, double load) {
        double blocked = 1; // Erlang's B, by its recursion
        for (int n = 1; n <= servers; n++) {
            blocked = load * blocked / (n + load * blocked);
        }
        return blocked / (1 - load / servers * (1 - blocked));
    }
}
