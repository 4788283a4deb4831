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

    @Test
    void pastTheLimitOutcomesCountUnderTheirKindAlone() {
        for (int code = 0; code < OutcomeCounts.DISTINCT_MAX + 50; code++) {
            counts.add(rejected(code), 1);
        }
        assertThat(counts.entries()).hasSize(OutcomeCounts.DISTINCT_MAX + 1);
        assertThat(counts.entries().get(0).count()).as("others").isEqualTo(50);
        assertThat(counts.count(Outcome.Kind.REJECTED)).isEqualTo(OutcomeCounts.DISTINCT_MAX + 50);
    }

    @Test
    void othersAreCountedByKind() {
        for (int code = 0; code < OutcomeCounts.DISTINCT_MAX; code++) {
            counts.add(rejected(code), 1);
        }
        Outcome failed = new Outcome(Outcome.Kind.FAILED, Phase.MAIL, 0, "", Outcome.Reason.RESET, "reset");
        counts.add(failed, 3);
        counts.add(rejected(1_000), 5);
        counts.add(rejected(1_001), 6);
        assertThat(counts.entries().subList(0, 2))
                .extracting(
                        entry -> entry.outcome().kind() + " " + entry.outcome().sample() + " " + entry.count())
                .containsExactly("REJECTED others 11", "FAILED others 3");
        assertThat(counts.count(Outcome.Kind.FAILED)).isEqualTo(3);
        assertThat(counts.total()).isEqualTo(OutcomeCounts.DISTINCT_MAX + 14);
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
    void sumsOfCountsKeepWhatIsDistinct() {
        OutcomeCounts other = new OutcomeCounts();
        for (int code = 0; code < OutcomeCounts.DISTINCT_MAX + 10; code++) {
            other.add(rejected(code), 2);
        }
        counts.add(other);
        counts.add(other);
        assertThat(counts.total()).isEqualTo(4 * (OutcomeCounts.DISTINCT_MAX + 10));
        assertThat(counts.entries()).hasSize(OutcomeCounts.DISTINCT_MAX + 1);
        assertThat(counts.entries().get(0).count()).as("others").isEqualTo(40);
        other.reset();
        counts.add(other);
        assertThat(counts.total()).isEqualTo(4 * (OutcomeCounts.DISTINCT_MAX + 10));
        assertThat(other.entries()).isEmpty();
    }
}
