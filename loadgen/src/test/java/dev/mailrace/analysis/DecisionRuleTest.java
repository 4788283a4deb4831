package dev.mailrace.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailrace.metrics.Timing;
import dev.mailrace.session.Phase;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * How often the rule is right, over thousands of comparisons of made-up runs.
 *
 * <p>A run: 30 s of a log-normal latency whose slowest hundredth is four times slower; runs differ by 3 % (standard
 * deviation of the logarithm), seconds by a further 5 % that fades slowly; 15 % of runs have a neighbour who doubles the
 * latency for 4 s; the machine drifts by 0.5 % a run. Sides take turns (A B B A), 7 runs each.
 */
class DecisionRuleTest {
    private static final long SEED = 1947;
    private static final int ROUNDS = 700;
    private static final int SECONDS = 30;
    private static final int MESSAGES_PER_SECOND = 40;
    private static final String P50 = Metric.name("p50", Phase.CONTENT.label(), Timing.SERVICE);
    private static final String P99 = Metric.name("p99", Phase.CONTENT.label(), Timing.SERVICE);

    private final Random random = new Random(SEED);
    private final double[] latencies = new double[SECONDS * MESSAGES_PER_SECOND];

    @Test
    void aChangeThatIsNoneIsHardlyEverCalledOne() {
        Tally tally = tally(1.0);
        assertThat(tally.share(Verdict.REGRESSED)).as(tally.toString()).isLessThanOrEqualTo(0.01);
        assertThat(tally.share(Verdict.IMPROVED)).as(tally.toString()).isLessThanOrEqualTo(0.01);
        assertThat(tally.p50Share(Verdict.REGRESSED)).as(tally.toString()).isLessThanOrEqualTo(0.005);
    }

    @Test
    void aFifthMoreIsFound() {
        Tally tally = tally(1.2);
        assertThat(tally.p50Share(Verdict.REGRESSED)).as(tally.toString()).isGreaterThanOrEqualTo(0.95);
        assertThat(tally.share(Verdict.REGRESSED)).as(tally.toString()).isGreaterThanOrEqualTo(0.95);
    }

    @Test
    void aSixthLessIsFoundToo() {
        Tally tally = tally(1 / 1.2);
        assertThat(tally.p50Share(Verdict.IMPROVED)).as(tally.toString()).isGreaterThanOrEqualTo(0.95);
        assertThat(tally.p50Share(Verdict.REGRESSED)).as(tally.toString()).isZero();
    }

    private record Tally(List<Verdict> overall, List<Verdict> p50) {
        double share(Verdict verdict) {
            return (double) overall.stream().filter(one -> one == verdict).count() / overall.size();
        }

        double p50Share(Verdict verdict) {
            return (double) p50.stream().filter(one -> one == verdict).count() / p50.size();
        }

        @Override
        public String toString() {
            StringBuilder words = new StringBuilder("seed " + SEED);
            for (Verdict verdict : Verdict.values()) {
                words.append(", ").append(verdict.label()).append(' ').append(share(verdict));
                words.append(" (p50 ").append(p50Share(verdict)).append(')');
            }
            return words.toString();
        }
    }

    private Tally tally(double factor) {
        Tally tally = new Tally(new ArrayList<>(), new ArrayList<>());
        for (int round = 0; round < ROUNDS; round++) {
            List<RunFigures> base = new ArrayList<>();
            List<RunFigures> fresh = new ArrayList<>();
            for (int position = 0; position < 14; position++) {
                boolean isFresh = position % 4 == 1 || position % 4 == 2;
                double drift = 1 + 0.005 * position;
                (isFresh ? fresh : base).add(run(drift * (isFresh ? factor : 1)));
            }
            Comparison comparison = Comparison.of(base, fresh, Gates.STANDARD);
            tally.overall.add(comparison.verdict());
            for (Compared gate : comparison.gates()) {
                Verdict verdict = gate.verdict();
                if (verdict != null && gate.metric().name().equals(P50)) {
                    tally.p50.add(verdict);
                }
            }
        }
        return tally;
    }

    private RunFigures run(double factor) {
        double logOfRun = Math.log(10_000 * factor) + 0.03 * random.nextGaussian();
        boolean hasNeighbour = random.nextDouble() < 0.15;
        int burst = random.nextInt(SECONDS - 4);
        double noise = 0;
        int next = 0;
        double seconds = 0;
        for (int second = 0; second < SECONDS; second++) {
            noise = 0.8 * noise + 0.05 * Math.sqrt(1 - 0.8 * 0.8) * random.nextGaussian();
            boolean slow = hasNeighbour && second >= burst && second < burst + 4;
            for (int i = 0; i < MESSAGES_PER_SECOND; i++) {
                double log = logOfRun + noise + 0.3 * random.nextGaussian() + (slow ? Math.log(2) : 0);
                latencies[next] = Math.exp(log) * (random.nextDouble() < 0.01 ? 4 : 1);
                seconds += latencies[next++] / 1e6;
            }
        }
        Arrays.sort(latencies);
        long count = latencies.length;
        double accepted = 100 * count / seconds; // A closed loop of 100 sessions.
        return new RunFigures(
                "made up",
                Map.of(),
                Map.of(),
                true,
                List.of(),
                new RunFigures.Measures(
                        Map.of(
                                Metric.ACCEPTED,
                                accepted,
                                Metric.FAILURES,
                                0.0,
                                P50,
                                latencies[latencies.length / 2],
                                P99,
                                latencies[(int) (0.99 * latencies.length)]),
                        Map.of(P50, count, P99, count)),
                Map.of());
    }
}
