package dev.mailrace.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailrace.metrics.RunResult;
import dev.mailrace.metrics.Tally;
import dev.mailrace.pacing.Pacing;
import dev.mailrace.pacing.RateProfile;
import dev.mailrace.pacing.Spacing;
import dev.mailrace.scenario.SessionKind;
import dev.mailrace.scenario.Target;
import dev.mailrace.session.Outcome.Kind;
import dev.mailrace.simulation.Link;
import dev.mailrace.simulation.SimulatedNetwork;
import dev.mailrace.simulation.SimulatedTime;
import dev.mailrace.simulation.UntracedBuffers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whole runs in simulated time, from one seed each: the engine, the sink or a server in all kinds of trouble, the network
 * between them, the disk.
 *
 * <p>{@code -Drun.seed=7} tells one again; {@code -Drun.seeds=10000} tells so many, from {@code -Drun.from=0} on.
 */
@ExtendWith(UntracedBuffers.class)
class RunSimulationTest {
    private static final Target NOBODY = new Target("127.0.0.1", 25);
    private static final int FAILURES_MAX = 20;
    private static final int CHARACTERS_MAX = 500;

    /** In one test, for a name a seed is more output than it is worth; a failure names its seed. */
    @Test
    void everyStoryEndsAsItShould() {
        Long one = Long.getLong("run.seed");
        long from = one == null ? Long.getLong("run.from", 0) : one;
        long count = one == null ? Long.getLong("run.seeds", 60) : 1;
        List<String> failures = new ArrayList<>();
        for (long seed = from; seed < from + count && failures.size() < FAILURES_MAX; seed++) {
            try {
                Telling.check(seed);
            } catch (AssertionError e) {
                if (one != null) {
                    throw e;
                }
                failures.add(shortened(String.valueOf(e.getMessage())));
            }
        }
        assertThat(failures).as("of %d stories from %d on", count, from).isEmpty();
    }

    private static String shortened(String text) {
        return text.length() > CHARACTERS_MAX ? text.substring(0, CHARACTERS_MAX) + "…" : text;
    }

    @Test
    void theSeedsMeetEveryKindOfEnding() {
        TreeSet<String> endings = new TreeSet<>();
        long moved = 0;
        for (long seed = 0; seed < 200; seed++) {
            RunResult result = Telling.check(seed);
            for (Tally tally : List.of(result.measured(), result.warmup())) {
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
                        "failed reset",
                        "failed refused",
                        "failed timeout",
                        "unconfirmed closed",
                        "unconfirmed reset",
                        "dropped ",
                        "cut_off ",
                        "cut_off unanswered");
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
        SimulatedTime time = new SimulatedTime();
        SimulatedNetwork network = new SimulatedNetwork(time, Link.plain(100), server::serve);
        RunResult result = new SimulatedRun(
                        time, plan.scenario(List.of(plan.kind(SessionKind.SOLE, 1, network, NOBODY))), plan.info())
                .run(Long.MAX_VALUE);
        assertThat(result.measured().count(Kind.ACCEPTED))
                .isEqualTo(result.measured().arrivals());
        double waitMillis = result.backlogWait().getValueAtPercentile(99) / 1e6;
        double free = 1_000 * sessions / serviceMillis - ratePerSecond; // a second
        double expectedMillis = Math.log(erlangC(sessions, 0.7 * sessions) / 0.01) / free * 1_000;
        assertThat(waitMillis).isBetween(expectedMillis * 0.85, expectedMillis * 1.15);
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
