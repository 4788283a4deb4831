package dev.mailrace.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailrace.session.Outcome;
import dev.mailrace.session.Phase;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

/** A made-up server that answers each message 5 ms after it was due, but for some time in which it stands still. */
class SilenceFinderTest {
    private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);
    private static final int SECONDS = 14;
    private static final long SERVICE = 5; // ms

    /** What is found where {@code perSecond} messages are due a second, and the server stands still from and to these. */
    private static List<String> found(int perSecond, int connections, long fromMillis, long toMillis) {
        SilenceFinder finder = new SilenceFinder();
        List<RunEvent> events = new ArrayList<>();
        for (int second = 0; second < SECONDS; second++) {
            RunEvent event = finder.add(interval(second, perSecond, connections, fromMillis, toMillis));
            if (event != null) {
                events.add(event);
            }
        }
        RunEvent open = finder.open();
        if (open != null) {
            events.add(open);
        }
        return events.stream()
                .map(event -> String.format(
                        Locale.ROOT, "%.1f-%.1f %s", event.startNanos() / 1e9, event.endNanos() / 1e9, event.text()))
                .toList();
    }

    private static Interval interval(int second, int perSecond, int connections, long fromMillis, long toMillis) {
        long start = second * 1_000L;
        long end = start + 1_000;
        TallyBuilder tally = new TallyBuilder();
        Histogram ages = Tally.histogram();
        for (int i = 0; i < perSecond * SECONDS; i++) {
            long due = i * 1_000L / perSecond;
            long done = due + SERVICE > fromMillis && due < toMillis ? toMillis + SERVICE : due + SERVICE;
            if (due >= start && due < end) {
                tally.arrivals(1);
            }
            if (done >= start && done < end) {
                tally.outcome(Outcome.ACCEPTED, 1);
                tally.time(Timing.RESPONSE, Phase.TRANSACTION, (done - due) * MILLI);
            } else if (due < end && done >= end) {
                ages.recordValue((end - due) * MILLI);
            }
        }
        return new Interval(
                second,
                Instant.EPOCH,
                start * MILLI,
                end * MILLI,
                Stage.MEASURE,
                new Tally(),
                tally.build(),
                connections,
                0,
                Tally.histogram(),
                Tally.histogram(),
                Tally.histogram(),
                ages,
                new SessionCounts(),
                Condition.GOOD,
                ServerSide.NONE);
    }

    @Test
    void aServerThatAlwaysAnswersIsNeverSilent() {
        assertThat(found(500, 10, 0, 0)).isEmpty();
        assertThat(found(5, 10, 0, 0)).isEmpty();
    }

    @Test
    void aSecondOfSilenceIsFoundWhereverItBegins() {
        for (int tenth = 0; tenth < 10; tenth++) {
            long from = 6_000L + 100L * tenth;
            String event = String.format(
                    Locale.ROOT,
                    "%.1f-%.1f nothing was answered; some (49|50)\\d waited, up to 1.0 s",
                    from / 1e3,
                    (from + 1_000) / 1e3);
            assertThat(found(500, 10, from, from + 1_000))
                    .as("from %d ms", from)
                    .singleElement()
                    .asString()
                    .matches(event);
        }
    }

    @Test
    void aLongerOneIsOneToo() {
        assertThat(found(500, 10, 6_400, 9_400))
                .containsExactly("6.4-9.4 nothing was answered; some 1,475 waited, up to 3.0 s");
    }

    @Test
    void aSlowServerThatKeepsAnsweringIsNotSilent() {
        assertThat(found(2, 10, 6_000, 6_400)).isEmpty();
    }

    @Test
    void anOutageThatIsNotOverIsOneEvent() {
        assertThat(found(500, 10, 9_500, 99_000)).hasSize(1).allMatch(event -> event.startsWith("9.5-14.0 "));
    }
}
