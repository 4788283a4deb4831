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
}
