package dev.mailrace.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.mailrace.session.Phase;
import org.junit.jupiter.api.Test;

class LittlesLawTest {
    private static final double SECOND = 1e9;

    private static Tally sessionsOf(long seconds, int count) {
        Tally tally = new Tally();
        for (int i = 0; i < count; i++) {
            tally.record(Timing.SERVICE, Phase.SESSION, seconds * (long) SECOND);
        }
        return tally;
    }

    @Test
    void aRunWithoutAMeasuredStageBreaksNoLaw() {
        LittlesLaw law = LittlesLaw.of(0, 0, 0, new Tally(), Phase.TRANSACTION);
        assertThat(law.holds()).isTrue();
        assertThat(law.ratio()).isEqualTo(1);
        assertThat(LittlesLaw.of(10, 0, 0, new Tally(), Phase.TRANSACTION).holds())
                .isTrue();
    }

    @Test
    void useWithoutAnyTimeIsInfinitelyMuch() {
        LittlesLaw law = LittlesLaw.of(10, SECOND, 0, new Tally(), Phase.TRANSACTION);
        assertThat(law.holds()).isFalse();
        assertThat(law.ratio()).isInfinite();
    }

    /** Their histograms hold what they did before the stage, too. */
    @Test
    void sessionsThatWereOpenAtTheBeginningExplainADifference() {
        Tally ten = sessionsOf(8, 10);
        assertThat(LittlesLaw.of(10, 50 * SECOND, 4, ten, Phase.SESSION).holds())
                .isTrue();
        LittlesLaw tooFew = LittlesLaw.of(10, 50 * SECOND, 2, ten, Phase.SESSION);
        assertThat(tooFew.holds()).isFalse();
        assertThat(tooFew.ratio()).isCloseTo(50 / 80.0, within(0.01));
    }

    @Test
    void aPauseBetweenTwoReadingsOfTheClockDoesNotSpoilATinyRun() {
        assertThat(LittlesLaw.of(0.1, 0.15 * SECOND, 0, sessionsOf(0, 3), Phase.SESSION)
                        .holds())
                .isFalse();
        assertThat(LittlesLaw.of(0.1, 0.09 * SECOND, 0, sessionsOf(0, 3), Phase.SESSION)
                        .holds())
                .isTrue();
    }

    @Test
    void useIsTheIntegralFromTheBeginningOn() {
        SessionUse use = new SessionUse(100);
        assertThat(use.changed(5, 40)).isZero();
        assertThat(use.changed(-2, 60)).isZero();
        assertThat(use.inUseAtStart()).isEqualTo(3);
        assertThat(use.changed(1, 110)).isEqualTo(30);
        assertThat(use.changed(-4, 110)).isZero();
        assertThat(use.changed(1, 150)).isZero();
        assertThat(use.changed(-1, 175)).isEqualTo(25);
        assertThat(use.inUseAtStart()).isEqualTo(3);
    }
}
