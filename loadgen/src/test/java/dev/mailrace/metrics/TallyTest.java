package dev.mailrace.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailrace.session.Outcome;
import dev.mailrace.session.Phase;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TallyTest {
    private static Tally filled(int messages) {
        Tally tally = new Tally();
        for (int i = 1; i <= messages; i++) {
            tally.arrived();
            tally.ended(Outcome.ACCEPTED);
            tally.delivered(100, 2);
            tally.refusedRecipients(1);
            tally.record(Timing.SERVICE, Phase.CONTENT, TimeUnit.MILLISECONDS.toNanos(i));
        }
        return tally;
    }

    private static long count(Tally tally, Timing timing, Phase phase) {
        Histogram histogram = tally.histogram(timing, phase);
        return histogram == null ? 0 : histogram.getTotalCount();
    }

    @Test
    void kindsAreAddedByTheirNumbersAndResetTogether() {
        Tally first = new Tally();
        first.kind(1).ended(Outcome.ACCEPTED);
        first.kind(1).answered(TimeUnit.MILLISECONDS.toNanos(3));
        Tally both = new Tally();
        both.kind(0).ended(Outcome.CUT_OFF);
        both.add(first);
        both.add(first);
        assertThat(both.kinds()).hasSize(2);
        assertThat(both.kinds().get(0).count(Outcome.Kind.CUT_OFF)).isEqualTo(1);
        assertThat(both.kinds().get(0).response()).isNull();
        assertThat(both.kinds().get(1).count(Outcome.Kind.ACCEPTED)).isEqualTo(2);
        assertThat(both.kinds().get(1).response())
                .isNotNull()
                .satisfies(times -> assertThat(times.getTotalCount()).isEqualTo(2));
        both.reset();
        assertThat(both.kinds()).allSatisfy(kind -> {
            assertThat(kind.count(Outcome.Kind.ACCEPTED)).isZero();
            assertThat(kind.response()).isNull();
        });
    }

    @Test
    void anArrivalWithoutAnOutcomeIsAnImbalance() {
        Tally tally = new Tally();
        assertThat(tally.imbalance()).isZero();
        tally.arrived();
        tally.arrived();
        tally.ended(Outcome.DROPPED);
        assertThat(tally.imbalance()).isEqualTo(1);
        tally.ended(Outcome.CUT_OFF);
        assertThat(tally.imbalance()).isZero();
        tally.ended(Outcome.ACCEPTED);
        assertThat(tally.imbalance()).as("one outcome too many").isEqualTo(-1);
    }

    @Test
    void addingSumsUpAndLeavesTheOtherAsItIs() {
        Tally sum = filled(3);
        Tally other = filled(4);
        other.record(Timing.FAILED, Phase.RCPT, 5_000);
        sum.add(other);
        assertThat(sum.arrivals()).isEqualTo(7);
        assertThat(sum.count(Outcome.Kind.ACCEPTED)).isEqualTo(7);
        assertThat(sum.bodyBytes()).isEqualTo(700);
        assertThat(sum.recipientsAccepted()).isEqualTo(14);
        assertThat(sum.recipientsRefused()).isEqualTo(7);
        assertThat(count(sum, Timing.SERVICE, Phase.CONTENT)).isEqualTo(7);
        assertThat(count(sum, Timing.FAILED, Phase.RCPT)).isEqualTo(1);
        assertThat(other.arrivals()).isEqualTo(4);
        assertThat(count(other, Timing.SERVICE, Phase.CONTENT)).isEqualTo(4);
    }

    @Test
    void aResetTallyIsAsGoodAsNew() {
        Tally tally = filled(3);
        tally.reset();
        assertThat(tally.arrivals()).isZero();
        assertThat(tally.outcomes().total()).isZero();
        assertThat(tally.outcomes().entries()).isEmpty();
        assertThat(tally.bodyBytes()).isZero();
        assertThat(tally.recipientsAccepted()).isZero();
        assertThat(tally.recipientsRefused()).isZero();
        assertThat(tally.histogram(Timing.SERVICE, Phase.CONTENT)).isNull();
        tally.add(filled(2));
        assertThat(tally.arrivals()).isEqualTo(2);
        assertThat(count(tally, Timing.SERVICE, Phase.CONTENT)).isEqualTo(2);
    }

    @Test
    void timingsAndPhasesAreKeptApart() {
        Tally tally = new Tally();
        for (Timing timing : Timing.values()) {
            for (Phase phase : Phase.values()) {
                assertThat(tally.histogram(timing, phase)).isNull();
                tally.record(timing, phase, 1_000L * (1 + timing.ordinal() + 10 * phase.ordinal()));
            }
        }
        for (Timing timing : Timing.values()) {
            for (Phase phase : Phase.values()) {
                Histogram histogram = tally.histogram(timing, phase);
                assertThat(histogram).isNotNull();
                if (histogram != null) {
                    long nanos = 1_000L * (1 + timing.ordinal() + 10 * phase.ordinal());
                    assertThat(histogram.getTotalCount()).isEqualTo(1);
                    assertThat(histogram.valuesAreEquivalent(histogram.getMaxValue(), nanos))
                            .isTrue();
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {50_000, 1_000_000, 1_000_000_000, 600_000_000_000L, 3_600_000_000_000L})
    void timesAreTrueToThreeDigits(long nanos) {
        Tally tally = new Tally();
        tally.record(Timing.RESPONSE, Phase.TRANSACTION, nanos);
        Histogram histogram = tally.histogram(Timing.RESPONSE, Phase.TRANSACTION);
        assertThat(histogram).isNotNull();
        if (histogram != null) {
            assertThat(Math.abs(histogram.getValueAtPercentile(50) - nanos)).isLessThan(nanos / 50 + 1);
            assertThat((double) Math.abs(histogram.getMaxValue() - nanos) / nanos)
                    .isLessThan(nanos < 1_000_000 ? 0.02 : 0.001);
        }
    }

    @Test
    void aNegativeTimeIsNone() {
        Tally tally = new Tally();
        tally.record(Timing.SERVICE, Phase.MAIL, -1);
        Histogram histogram = tally.histogram(Timing.SERVICE, Phase.MAIL);
        assertThat(histogram).isNotNull();
        if (histogram != null) {
            assertThat(histogram.getMinValue()).isZero();
        }
    }

    @Test
    void tagsNameThePhaseAndTheClock() {
        assertThat(Timing.SERVICE.tag(Phase.CONTENT)).isEqualTo("content");
        assertThat(Timing.FAILED.tag(Phase.CONNECT)).isEqualTo("connect.failed");
        assertThat(Timing.RESPONSE.tag(Phase.TRANSACTION)).isEqualTo("transaction.response");
    }
}
