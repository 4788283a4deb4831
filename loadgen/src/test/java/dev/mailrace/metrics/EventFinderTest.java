package dev.mailrace.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailrace.session.Outcome;
import dev.mailrace.session.Phase;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

/** What a run's seconds show of what happened; they are made up. */
class EventFinderTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final EventFinder finder = new EventFinder();
    private long seconds;

    private void second(int accepted, int reset, int backlog, int waiting, Condition condition) {
        TallyBuilder tally = new TallyBuilder();
        tally.arrivals(accepted + reset);
        tally.outcome(Outcome.ACCEPTED, accepted);
        if (reset > 0) {
            tally.outcome(
                    new Outcome(Outcome.Kind.FAILED, Phase.DATA, 0, "", Outcome.Reason.RESET, "connection reset"),
                    reset);
        }
        second(tally.build(), backlog, waiting, condition);
    }

    private void second(Tally tally, int backlog, int waiting, Condition condition) {
        Histogram ages = Tally.histogram();
        if (waiting > 0) {
            ages.recordValueWithCount(2 * SECOND, waiting);
        }
        finder.add(new Interval(
                seconds,
                Instant.EPOCH,
                seconds * SECOND,
                (seconds + 1) * SECOND,
                Stage.MEASURE,
                new Tally(),
                tally,
                1,
                backlog,
                Tally.histogram(),
                Tally.histogram(),
                Tally.histogram(),
                ages,
                new SessionCounts(),
                condition,
                ServerSide.NONE));
        seconds++;
    }

    private void good(int accepted) {
        second(accepted, 0, 0, 0, Condition.GOOD);
    }

    private List<String> found() {
        return finder.events().stream()
                .map(event -> event.startNanos() / SECOND + "-" + event.endNanos() / SECOND + " " + event.text())
                .toList();
    }

    @Test
    void anOrdinaryRunHasNoEvents() {
        for (int i = 0; i < 20; i++) {
            second(50, 1, i % 5, 3, Condition.GOOD);
        }
        assertThat(found()).isEmpty();
    }

    private void refusing(int accepted, int refused, int code) {
        TallyBuilder tally = new TallyBuilder();
        tally.arrivals(accepted + refused);
        tally.outcome(Outcome.ACCEPTED, accepted);
        tally.outcome(
                new Outcome(Outcome.Kind.REJECTED, Phase.RCPT, code, "", Outcome.Reason.NONE, code + " no"), refused);
        second(tally.build(), 0, 0, Condition.GOOD);
    }

    @Test
    void refusalsThatRoseAreOneEventACode() {
        refusing(100, 1, 550);
        refusing(100, 1, 550);
        refusing(60, 40, 451);
        refusing(20, 80, 451);
        refusing(100, 1, 550);
        refusing(60, 40, 550);
        assertThat(found())
                .containsExactly(
                        "2-4 refusals with 451 rose from 0.0/s to 80/s",
                        "5-6 refusals with 550 rose from 0.6/s to 40/s");
    }

    @Test
    void whatWasRefusedFromTheBeginningOnDidNotRise() {
        for (int i = 0; i < 20; i++) {
            refusing(100, 30 + i % 9, 451);
        }
        assertThat(found()).isEmpty();
    }

    @Test
    void secondsWithoutAnAnswerAreOneEvent() {
        good(50);
        second(0, 0, 0, 10, Condition.GOOD);
        second(0, 0, 0, 60, Condition.GOOD);
        good(50);
        second(0, 0, 0, 10, Condition.GOOD);
        assertThat(found())
                .containsExactly(
                        "1-3 nothing was answered; some 60 waited, up to 2.0 s",
                        "4-5 nothing was answered; some 10 waited, up to 1.0 s");
    }

    @Test
    void aSlowServerAndAnIdleOneAreNotSilent() {
        for (int i = 0; i < 6; i++) {
            second(i % 2, 0, 0, i % 2 == 0 ? 5 : 0, Condition.GOOD);
        }
        good(1_000);
        good(0);
        assertThat(found()).containsExactly("0-1 nothing was answered; some 5 waited, up to 1.0 s");
    }

    @Test
    void connectionsThatAreLostInABurstAreOneEvent() {
        good(50);
        second(10, 40, 0, 0, Condition.GOOD);
        second(10, 260, 0, 0, Condition.GOOD);
        good(50);
        assertThat(found()).containsExactly("1-3 300 arrivals lost their connections");
    }

    @Test
    void aServerThatAlwaysLosesSomeHasNoBursts() {
        for (int i = 0; i < 9; i++) {
            second(50, 20, 0, 0, Condition.GOOD);
        }
        assertThat(found()).containsExactly("0-1 20 arrivals lost their connections");
    }

    @Test
    void aBacklogThatGrowsIsAnEventUntilItStops() {
        second(50, 0, 5, 0, Condition.GOOD);
        second(50, 0, 40, 0, Condition.GOOD);
        second(50, 0, 90, 0, Condition.GOOD);
        second(50, 0, 91, 0, Condition.GOOD);
        second(50, 0, 0, 0, Condition.GOOD);
        assertThat(found()).containsExactly("1-3 the backlog grew from 5 to 90");
    }

    @Test
    void aLateGeneratorIsAnEventOfTheWorstThatItWas() {
        good(50);
        second(50, 0, 0, 0, Condition.LATE);
        second(50, 0, 0, 0, Condition.OVERLOADED);
        good(50);
        second(50, 0, 0, 0, Condition.LATE);
        assertThat(found()).containsExactly("1-3 the generator was overloaded", "4-5 the generator was late");
    }

    @Test
    void soManyAreKeptAndTheOthersCounted() {
        for (int i = 0; i < EventFinder.EVENTS_MAX + 10; i++) {
            second(50, 0, 0, 0, Condition.LATE);
            good(50);
        }
        second(50, 0, 0, 0, Condition.LATE);
        assertThat(finder.events()).hasSize(EventFinder.EVENTS_MAX);
        assertThat(finder.leftOut()).isEqualTo(11);
    }
}
