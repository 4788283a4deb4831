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

    /** As 799 refusals with an enhanced code each, 304 of them with 550: none of these is lost to a threshold. */
    @Test
    void pastTheLimitEnhancedCodesAreFoldedAndPhaseAndCodeStay() {
        for (int i = 0; i < 799; i++) {
            counts.add(enhanced(i < 304 ? 550 : 451, "5.7." + i), 1);
        }
        assertThat(sum(550)).isEqualTo(304);
        assertThat(sum(451)).isEqualTo(799 - 304);
        assertThat(counts.entries()).hasSize(OutcomeCounts.DISTINCT_MAX + 2);
        OutcomeCounts merged = new OutcomeCounts();
        merged.add(counts);
        merged.add(counts);
        assertThat(merged.total()).isEqualTo(2 * 799);
        assertThat(merged.entries()).noneMatch(entry -> entry.outcome().phase() == null);
    }

    private static Outcome enhanced(int code, String enhanced) {
        return new Outcome(Outcome.Kind.REJECTED, Phase.RCPT, code, enhanced, Outcome.Reason.NONE, "no");
    }

    private long sum(int code) {
        return counts.entries().stream()
                .filter(entry -> entry.outcome().code() == code)
                .mapToLong(OutcomeCounts.Entry::count)
                .sum();
    }

    @Test
    void othersAreCountedByKindAndWhatHasNoAnswerIsNeverLostAmongThem() {
        for (int code = 0; code < OutcomeCounts.FOLDED_MAX; code++) {
            counts.add(rejected(code), 1);
        }
        Outcome failed = new Outcome(Outcome.Kind.FAILED, Phase.MAIL, 0, "", Outcome.Reason.RESET, "reset");
        counts.add(failed, 3);
        counts.add(rejected(10_000), 5);
        counts.add(rejected(10_001), 6);
        counts.add(Outcome.unanswered(Outcome.CUT_OFF), 7);
        counts.add(Outcome.CUT_OFF, 2);
        assertThat(counts.entries().subList(0, 3))
                .extracting(
                        entry -> entry.outcome().kind() + " " + entry.outcome().sample() + " " + entry.count())
                .containsExactly("REJECTED others 11", "CUT_OFF others 9", "FAILED others 3");
        assertThat(counts.count(Outcome.Kind.FAILED)).isEqualTo(3);
        assertThat(counts.unanswered()).isEqualTo(7);
        assertThat(counts.cutOffYoung()).isEqualTo(2);
        assertThat(counts.total()).isEqualTo(OutcomeCounts.FOLDED_MAX + 23);
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
        int distinct = OutcomeCounts.FOLDED_MAX + 10;
        for (int code = 0; code < distinct; code++) {
            other.add(rejected(code), 2);
        }
        counts.add(other);
        counts.add(other);
        assertThat(counts.total()).isEqualTo(4L * distinct);
        assertThat(counts.entries()).hasSize(OutcomeCounts.FOLDED_MAX + 1);
        assertThat(counts.entries().get(0).count()).as("others").isEqualTo(40);
        other.reset();
        counts.add(other);
        assertThat(counts.total()).isEqualTo(4L * distinct);
        assertThat(other.entries()).isEmpty();
    }
}
