package dev.mailrace.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailrace.session.Outcome;
import dev.mailrace.session.Phase;
import org.junit.jupiter.api.Test;

class OutcomeCountsTest {
    private final OutcomeCounts counts = new OutcomeCounts();

    private static Outcome rejected(int code) {
        return new Outcome(Outcome.Kind.REJECTED, Phase.RCPT, code, "", Outcome.Reason.NONE, "no");
    }

    @Test
    void theNinthDistinctOutcomeIsCountedInTheLargerArray() {
        for (int code = 500; code < 509; code++) {
            counts.add(rejected(code), 2);
        }
        assertThat(counts.entries()).hasSize(9).allMatch(entry -> entry.count() == 2);
        assertThat(counts.total()).isEqualTo(18);
    }

    private static Outcome rejected(Phase phase, int code, String enhanced) {
        return new Outcome(Outcome.Kind.REJECTED, phase, code, enhanced, Outcome.Reason.NONE, "no " + enhanced);
    }

    private static long count(OutcomeCounts counts, Phase phase, int code) {
        return counts.entries().stream()
                .filter(entry ->
                        entry.outcome().phase() == phase && entry.outcome().code() == code)
                .mapToLong(OutcomeCounts.Entry::count)
                .sum();
    }

    @Test
    void anyNumberOfEnhancedCodesLeavesPhaseAndCodeExact() {
        for (int detail = 0; detail < 1_000; detail++) {
            counts.add(rejected(Phase.RCPT, 550, "5.1." + detail), 1);
            counts.add(rejected(Phase.RCPT, 451, "4.7." + detail), 1);
            counts.add(rejected(Phase.MAIL, 550, "5.7." + detail), 1);
        }
        assertThat(count(counts, Phase.RCPT, 550)).isEqualTo(1_000);
        assertThat(count(counts, Phase.RCPT, 451)).isEqualTo(1_000);
        assertThat(count(counts, Phase.MAIL, 550)).isEqualTo(1_000);
        assertThat(counts.entries()).hasSize(OutcomeCounts.DISTINCT_MAX + 3);
    }

    @Test
    void eachCodeThatMayRefuseIsExactInEachPhase() {
        for (int times = 1; times <= 2; times++) {
            for (Phase phase : Phase.values()) {
                for (int code = 400; code < 600; code++) {
                    counts.add(rejected(phase, code, "5.0." + (code + times)), times);
                }
            }
        }
        assertThat(counts.entries()).hasSizeLessThan(OutcomeCounts.EXACT_MAX);
        for (Phase phase : Phase.values()) {
            assertThat(count(counts, phase, 400)).as("%s", phase).isEqualTo(3);
            assertThat(count(counts, phase, 599)).as("%s", phase).isEqualTo(3);
        }
    }

    @Test
    void pastAllLimitsOutcomesCountByKindPhaseAndClassOfCode() {
        for (int code = 1_000; code < 1_000 + OutcomeCounts.EXACT_MAX; code++) {
            counts.add(rejected(code), 1);
        }
        counts.add(rejected(Phase.RCPT, 551, "5.1.1"), 5);
        counts.add(rejected(Phase.RCPT, 599, ""), 6);
        counts.add(rejected(Phase.MAIL, 451, ""), 3);
        counts.add(new Outcome(Outcome.Kind.FAILED, Phase.MAIL, 0, "", Outcome.Reason.RESET, "reset"), 2);
        assertThat(counts.entries().subList(0, 3))
                .extracting(
                        entry -> entry.outcome().kind() + " " + entry.outcome().phase() + " "
                                + entry.outcome().code() + " " + entry.outcome().sample() + " " + entry.count())
                .containsExactly("REJECTED RCPT 500 others 11", "REJECTED MAIL 400 others 3", "FAILED MAIL 0 others 2");
        assertThat(counts.total()).isEqualTo(OutcomeCounts.EXACT_MAX + 16);
        assertThat(counts.count(Outcome.Kind.FAILED)).isEqualTo(2);
    }

    @Test
    void whatTheServerSaidMakesNoDifferenceAndTheFirstIsShown() {
        Outcome first = new Outcome(Outcome.Kind.REJECTED, Phase.RCPT, 550, "5.1.1", Outcome.Reason.NONE, "id 1");
        Outcome second = new Outcome(Outcome.Kind.REJECTED, Phase.RCPT, 550, "5.1.1", Outcome.Reason.NONE, "id 2");
        counts.add(first, 1);
        counts.add(second, 1);
        assertThat(counts.entries()).containsExactly(new OutcomeCounts.Entry(first, 2));
    }

    @Test
    void kindPhaseCodeReasonAndEnhancedCodeMakeADifference() {
        Outcome outcome = new Outcome(Outcome.Kind.REJECTED, Phase.RCPT, 550, "5.1.1", Outcome.Reason.NONE, "");
        counts.add(outcome, 1);
        counts.add(new Outcome(Outcome.Kind.FAILED, Phase.RCPT, 550, "5.1.1", Outcome.Reason.NONE, ""), 1);
        counts.add(new Outcome(Outcome.Kind.REJECTED, Phase.MAIL, 550, "5.1.1", Outcome.Reason.NONE, ""), 1);
        counts.add(new Outcome(Outcome.Kind.REJECTED, Phase.RCPT, 551, "5.1.1", Outcome.Reason.NONE, ""), 1);
        counts.add(new Outcome(Outcome.Kind.REJECTED, Phase.RCPT, 550, "5.1.2", Outcome.Reason.NONE, ""), 1);
        counts.add(new Outcome(Outcome.Kind.REJECTED, Phase.RCPT, 550, "5.1.1", Outcome.Reason.RESET, ""), 1);
        assertThat(counts.entries()).hasSize(6).allMatch(entry -> entry.count() == 1);
    }

    @Test
    void theMostFrequentComesFirst() {
        counts.add(rejected(550), 1);
        counts.add(Outcome.ACCEPTED, 7);
        counts.add(rejected(451), 3);
        assertThat(counts.entries()).extracting(OutcomeCounts.Entry::count).containsExactly(7L, 3L, 1L);
    }

    @Test
    void sumsOfCountsKeepPhaseAndCode() {
        OutcomeCounts other = new OutcomeCounts();
        for (int detail = 0; detail < OutcomeCounts.DISTINCT_MAX + 10; detail++) {
            other.add(rejected(Phase.RCPT, 550 + detail % 2, "5.1." + detail), 2);
        }
        long all = 2 * (OutcomeCounts.DISTINCT_MAX + 10);
        counts.add(rejected(Phase.MAIL, 421, "4.3.2"), 1);
        counts.add(other);
        counts.add(other);
        assertThat(counts.total()).isEqualTo(2 * all + 1);
        assertThat(count(counts, Phase.RCPT, 550)).isEqualTo(all);
        assertThat(count(counts, Phase.RCPT, 551)).isEqualTo(all);
        other.reset();
        counts.add(other);
        assertThat(counts.total()).isEqualTo(2 * all + 1);
        assertThat(other.entries()).isEmpty();
        other.add(rejected(Phase.RCPT, 550, "5.1.0"), 4);
        assertThat(other.entries()).hasSize(1).allMatch(entry -> entry.count() == 4);
    }
}
