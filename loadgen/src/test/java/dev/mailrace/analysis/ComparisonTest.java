package dev.mailrace.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailrace.metrics.Timing;
import dev.mailrace.session.Phase;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Which verdict follows from which values. */
class ComparisonTest {
    private static final String P50 = Metric.name("p50", Phase.TRANSACTION.label(), Timing.RESPONSE);
    private static final String P99 = Metric.name("p99", Phase.TRANSACTION.label(), Timing.RESPONSE);
    private static final String SERVICE_P50 = Metric.name("p50", Phase.TRANSACTION.label(), Timing.SERVICE);

    /** A run by its transactions' median in microseconds; the p99 is five times as much. */
    private static RunFigures run(double p50, double failures) {
        Map<String, Double> values = new LinkedHashMap<>();
        values.put(Metric.ACCEPTED, 1e6 / p50);
        values.put(Metric.FAILURES, failures);
        values.put(SERVICE_P50, p50);
        values.put(P50, p50);
        values.put(P99, 5 * p50);
        return new RunFigures(
                "r" + p50,
                scenario(100),
                Map.of("cpu", "c", "cores", 2, "jvm", "j"),
                true,
                List.of(),
                new RunFigures.Measures(values, Map.of(P50, 100_000L, P99, 100_000L)),
                Map.of("accepted content 250", ""));
    }

    private static Map<String, Object> scenario(int connections) {
        Map<String, Object> scenario = new LinkedHashMap<>();
        scenario.put("target", "smtp://10.0.0." + connections);
        scenario.put("connections", connections);
        if (connections == 100) {
            scenario.put("tls", null); // As good as not there.
        }
        return scenario;
    }

    /** Medians 1 % apart from each other, around {@code p50}. */
    private static List<RunFigures> runs(int count, double p50) {
        List<RunFigures> runs = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            runs.add(run(p50 * (1 + 0.01 * (i - count / 2.0)), 0));
        }
        return runs;
    }

    private static Comparison compare(List<RunFigures> base, List<RunFigures> fresh) {
        return Comparison.of(base, fresh, Gates.STANDARD);
    }

    private static Compared gate(Comparison comparison, String name) {
        return comparison.gates().stream()
                .filter(gate -> gate.metric().name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void oneRunASideIsInconclusiveAndWhyIsSaid() {
        Comparison comparison = compare(runs(1, 100), runs(1, 200));
        assertThat(comparison.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(comparison.gates())
                .extracting(Compared::reason)
                .containsOnly("one run a side: the run-to-run variance is unknown");
        assertThat(comparison.sentence())
                .isEqualTo("Inconclusive: accepted/s (and 3 more): one run a side: the run-to-run variance is unknown."
                        + " Take at least 5 runs a side, in turns.");
        Compared p50 = gate(comparison, P50);
        assertThat(p50.change()).isEqualTo(new Shift(2, 0, Double.POSITIVE_INFINITY));
    }

    @Test
    void aFifthSlowerInSevenRunsIsARegressionOfAllThatDependsOnIt() {
        Comparison comparison = compare(runs(7, 100), runs(7, 120));
        assertThat(comparison.verdict()).isEqualTo(Verdict.REGRESSED);
        assertThat(comparison.gates())
                .extracting(Compared::verdict)
                .containsExactly(Verdict.REGRESSED, Verdict.REGRESSED, Verdict.REGRESSED, Verdict.NO_CHANGE);
        assertThat(gate(comparison, P50).reason())
                .startsWith("20 % higher, at least 17.6 % higher with 95 % confidence; minimum effect 5 % (p = 0.001)");
        assertThat(gate(comparison, Metric.ACCEPTED).reason()).startsWith("16.7 % lower, at least 15 % lower");
    }

    @Test
    void aSixthFasterIsTheMirrorImage() {
        Comparison comparison = compare(runs(7, 120), runs(7, 100));
        assertThat(comparison.verdict()).isEqualTo(Verdict.IMPROVED);
        assertThat(gate(comparison, P50).reason()).startsWith("16.7 % lower, at least 15 % lower");
        assertThat(gate(comparison, Metric.ACCEPTED).reason()).startsWith("20 % higher");
        assertThat(comparison.sentence()).startsWith("Improved: accepted/s (and 2 more): 20 % higher");
    }

    @Test
    void lessThanMattersIsNoChangeHoweverSure() {
        Comparison comparison = compare(runs(7, 100), runs(7, 102));
        assertThat(comparison.verdict()).isEqualTo(Verdict.NO_CHANGE);
        assertThat(gate(comparison, P50).reason()).contains("at most ").contains("minimum effect 5 %");
        assertThat(comparison.sentence())
                .isEqualTo("No change: no judged metric got worse by more than its minimum effect.");
        assertThat(comparison.decisive()).isNull();
    }

    @Test
    void worseForSureButHardlyByEnoughIsSuspect() {
        Comparison comparison = compare(runs(7, 100), runs(7, 107));
        assertThat(gate(comparison, P50).verdict()).isEqualTo(Verdict.SUSPECT);
        assertThat(gate(comparison, P50).reason())
                .contains("7 % higher, significant")
                .endsWith("but not shown to exceed the minimum effect of 5 %: add runs");
        assertThat(comparison.verdict()).isEqualTo(Verdict.SUSPECT);
    }

    @Test
    void fourRunsASideCanOnlyMakeFourGatesSuspect() {
        Comparison comparison = compare(runs(4, 100), runs(4, 200));
        assertThat(comparison.verdict()).isEqualTo(Verdict.SUSPECT);
        assertThat(gate(comparison, P50).reason()).endsWith("at least 5 runs a side are needed for 4 verdicts");
        assertThat(compare(runs(5, 100), runs(5, 200)).verdict()).isEqualTo(Verdict.REGRESSED);
    }

    @Test
    void aWideIntervalIsInconclusive() {
        List<RunFigures> noisy = List.of(run(70, 0), run(95, 0), run(100, 0), run(112, 0), run(150, 0));
        Comparison comparison = compare(runs(5, 100), noisy);
        assertThat(gate(comparison, P50).verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(gate(comparison, P50).reason()).contains("too wide to detect 5 %");
        assertThat(compare(runs(2, 100), runs(2, 100)).gates().get(0).reason())
                .isEqualTo("2 and 2 runs are too few for a 90 % interval (expected: at least 3 a side)");
    }

    @Test
    void aPercentileOfTooFewMessagesIsShownAndNotJudged() {
        List<RunFigures> fresh = new ArrayList<>(runs(7, 106));
        RunFigures last = fresh.remove(6);
        fresh.add(new RunFigures(
                "short",
                last.scenario(),
                last.environment(),
                true,
                List.of(),
                new RunFigures.Measures(last.measures().values(), Map.of(P50, 400L, P99, 400L)),
                last.outcomes()));
        List<RunFigures> base = runs(7, 100);
        Gates strict = new Gates(List.of(), 0.05, 0.05, 0.08, 0.001);
        Comparison comparison = Comparison.of(base, fresh, strict);
        assertThat(comparison.gates())
                .extracting(gate -> gate.metric().name())
                .contains(P50)
                .doesNotContain(P99);
        assertThat(comparison.others())
                .extracting(other -> other.metric().name())
                .contains(P99);
        assertThat(comparison.notes())
                .contains(P99 + " is not judged: 400 values in short (expected: 10,000 at least for this percentile)");
    }

    @Test
    void failuresAreHeldAgainstEachOtherAsTheyAre() {
        List<RunFigures> failing = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            failing.add(run(100 + 0.01 * i, 0.010 + 0.001 * i));
        }
        Comparison comparison = compare(runs(7, 100), failing);
        Compared failures = gate(comparison, Metric.FAILURES);
        assertThat(failures.verdict()).isEqualTo(Verdict.REGRESSED);
        assertThat(failures.reason()).startsWith("1.3 points higher, at least 1.1 points higher");
        List<RunFigures> few = runs(7, 100).stream()
                .map(run -> run(run.measures().values().getOrDefault(P50, 0.0), 0.0005))
                .toList();
        assertThat(gate(compare(runs(7, 100), few), Metric.FAILURES).verdict())
                .as("0.05 points are less than 0.1")
                .isEqualTo(Verdict.NO_CHANGE);
    }

    @Test
    void anOpenLoopHasNoVerdictOnWhatItsRateDecided() {
        List<RunFigures> open = runs(5, 100).stream()
                .map(run -> new RunFigures(
                        run.name(),
                        run.scenario(),
                        run.environment(),
                        false,
                        List.of(),
                        new RunFigures.Measures(
                                run.measures().values(), run.measures().samples()),
                        run.outcomes()))
                .toList();
        Comparison comparison = compare(open, open);
        assertThat(comparison.gates())
                .extracting(gate -> gate.metric().name())
                .containsExactly(P50, P99, Metric.FAILURES);
        assertThat(comparison.others())
                .extracting(row -> row.metric().name())
                .containsExactly(Metric.ACCEPTED, SERVICE_P50);
        assertThat(comparison.others()).extracting(Compared::verdict).containsOnlyNulls();
    }

    @Test
    void whatOneSideLacksIsInconclusive() {
        List<RunFigures> refused = runs(5, 100).stream()
                .map(run -> new RunFigures(
                        run.name(),
                        run.scenario(),
                        run.environment(),
                        true,
                        List.of(),
                        new RunFigures.Measures(Map.of(Metric.ACCEPTED, 0.0, Metric.FAILURES, 1.0), Map.of()),
                        Map.of("rejected mail 550", "550 no")))
                .toList();
        Comparison comparison = compare(runs(5, 100), refused);
        assertThat(comparison.verdict()).isEqualTo(Verdict.REGRESSED);
        assertThat(gate(comparison, SERVICE_P50).reason()).isEqualTo("not measured in 5 of 5 runs of NEW");
        assertThat(gate(comparison, Metric.ACCEPTED).reason()).startsWith("100 % lower");
        assertThat(gate(comparison, Metric.FAILURES).reason()).startsWith("100 points higher");
        assertThat(comparison.newOutcomes()).isEqualTo(Map.of("rejected mail 550", "550 no"));
        assertThat(gate(compare(refused, runs(5, 100)), Metric.ACCEPTED).reason())
                .startsWith("more than 10,000 % higher");
    }

    @Test
    void runsThatDifferInWhatWasAskedForAreUnlike() {
        RunFigures other = new RunFigures(
                "other",
                scenario(200),
                Map.of("cpu", "c", "cores", 4, "jvm", "j"),
                true,
                List.of("loops ran late"),
                new RunFigures.Measures(run(100, 0).measures().values(), Map.of()),
                Map.of());
        Comparison comparison = compare(runs(2, 100), List.of(run(100, 0), other));
        assertThat(comparison.unlike())
                .extracting(Likeness.Difference::toString)
                .containsExactly(
                        "connections: 100 in BASE r99.0, 200 in NEW other", "cores: 2 in BASE r99.0, 4 in NEW other");
        assertThat(comparison.notes()).containsExactly("NEW other is invalid: loops ran late");
        assertThat(compare(List.of(run(1, 0), other), runs(1, 100)).unlike())
                .extracting(Likeness.Difference::toString)
                .contains("connections: 100 in BASE r1.0, 200 in BASE other");
    }

    @Test
    void kindsOfSessionsAreComparedKeyByKeyAndRunIdsAreNone() {
        assertThat(Likeness.differences(List.of(kinds("run abc: 4k", 1)), List.of(kinds("run def: 4k", 1))))
                .isEmpty();
        assertThat(Likeness.differences(List.of(kinds("run abc: 4k", 1)), List.of(kinds("run def: 8k", 2))))
                .extracting(Likeness.Difference::key)
                .containsExactly("sessions.big.weight", "sessions.big.mail");
    }

    private static RunFigures kinds(String mail, int weight) {
        Map<String, Object> kind = Map.of("target", mail);
        Map<String, Object> big = new LinkedHashMap<>(kind);
        big.put("weight", weight);
        big.put("mail", mail);
        return new RunFigures(
                "x",
                Map.of("sessions", Map.of("big", big)),
                Map.of(),
                true,
                List.of(),
                new RunFigures.Measures(Map.of(), Map.of()),
                Map.of());
    }

    @Test
    void theWorstGateDecides() {
        assertThat(Verdict.overall(List.of(Verdict.IMPROVED, Verdict.NO_CHANGE)))
                .isEqualTo(Verdict.IMPROVED);
        assertThat(Verdict.overall(List.of(Verdict.IMPROVED, Verdict.INCONCLUSIVE)))
                .isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(Verdict.overall(List.of(Verdict.SUSPECT, Verdict.INCONCLUSIVE)))
                .isEqualTo(Verdict.SUSPECT);
        assertThat(Verdict.overall(List.of(Verdict.SUSPECT, Verdict.REGRESSED))).isEqualTo(Verdict.REGRESSED);
        assertThat(Verdict.overall(List.of())).isEqualTo(Verdict.NO_CHANGE);
    }

    @Test
    void moreRunsThanTheExactDistributionHoldsAreRefused() {
        assertThatThrownBy(() -> compare(runs(51, 100), runs(1, 100))).hasMessage("base: 51 runs (expected: 1 to 50)");
        assertThatThrownBy(() -> compare(runs(1, 100), Collections.emptyList()))
                .hasMessage("new: 0 runs (expected: 1 to 50)");
    }

    /** The same figures, of which the p99 is a lower bound. */
    private static List<RunFigures> hung(List<RunFigures> runs) {
        return runs.stream()
                .map(run -> new RunFigures(
                        run.name(),
                        run.scenario(),
                        run.environment(),
                        run.closedLoop(),
                        run.reasons(),
                        new RunFigures.Measures(
                                run.measures().values(), run.measures().samples(), Set.of(P99)),
                        run.outcomes()))
                .toList();
    }

    private static @Nullable Verdict p99(List<RunFigures> base, List<RunFigures> fresh) {
        return compare(base, fresh).gates().stream()
                .filter(gate -> gate.metric().name().equals(P99))
                .findFirst()
                .orElseThrow()
                .verdict();
    }

    @Test
    void aLowerBoundMakesWorseAndNeverBetter() {
        List<RunFigures> usual = runs(7, 1_000);
        List<RunFigures> slow = runs(7, 2_000);
        assertThat(p99(usual, slow)).isEqualTo(Verdict.REGRESSED);
        assertThat(p99(usual, hung(slow))).as("worse at least").isEqualTo(Verdict.REGRESSED);
        assertThat(p99(slow, usual)).isEqualTo(Verdict.IMPROVED);
        assertThat(p99(slow, hung(usual))).as("no better").isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(p99(usual, hung(usual))).as("nor the same").isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(p99(hung(usual), slow)).as("the base may have been as slow").isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(p99(hung(slow), usual)).isEqualTo(Verdict.IMPROVED);
    }
}
