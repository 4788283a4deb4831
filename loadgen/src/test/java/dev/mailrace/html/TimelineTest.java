package dev.mailrace.html;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mailrace.metrics.Condition;
import dev.mailrace.metrics.Interval;
import dev.mailrace.metrics.ServerSide;
import dev.mailrace.metrics.SessionCounts;
import dev.mailrace.metrics.Stage;
import dev.mailrace.metrics.Tally;
import dev.mailrace.metrics.TallyBuilder;
import dev.mailrace.metrics.Timing;
import dev.mailrace.session.Outcome;
import dev.mailrace.session.Phase;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

/** A hundred messages a second, each answered after 10 ms; what is due from second 4 to 6 is answered at 7.0 s. */
class TimelineTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final Timeline timeline = new Timeline();

    private void second(int number, int accepted, int waiting, long... responsesMillis) {
        TallyBuilder tally = new TallyBuilder();
        tally.arrivals(100);
        tally.outcome(Outcome.ACCEPTED, accepted);
        for (int i = 0; i < accepted - responsesMillis.length; i++) {
            tally.time(Timing.RESPONSE, Phase.TRANSACTION, TimeUnit.MILLISECONDS.toNanos(10));
        }
        for (long millis : responsesMillis) {
            tally.time(Timing.RESPONSE, Phase.TRANSACTION, TimeUnit.MILLISECONDS.toNanos(millis));
        }
        Histogram ages = Tally.histogram();
        for (int i = 0; i < waiting; i++) {
            ages.recordValue(i * 10_000_000L);
        }
        timeline.add(new Interval(
                number,
                Instant.EPOCH,
                number * SECOND,
                (number + 1) * SECOND,
                Stage.MEASURE,
                new Tally(),
                tally.build(),
                1,
                0,
                Tally.histogram(),
                Tally.histogram(),
                Tally.histogram(),
                ages,
                new SessionCounts(),
                Condition.GOOD,
                ServerSide.NONE));
    }

    private void stalled(int seconds) {
        for (int i = 0; i < seconds; i++) {
            if (i < 4 || i > 7) {
                second(i, 100, 0);
            } else if (i < 7) {
                second(i, 0, 100 * (i - 3));
            } else {
                second(i, 400, 0, stalledTimes());
            }
        }
    }

    /** Of what was due from 4.0 s on, each hundredth of a second. */
    private static long[] stalledTimes() {
        long[] times = new long[300];
        for (int i = 0; i < times.length; i++) {
            times[i] = 3_000L - 10L * i;
        }
        return times;
    }

    private static List<Double> numbers(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(value -> value.isNull() ? -1 : value.asDouble())
                .toList();
    }

    @Test
    void responsesStandWhereTheyWereDue() {
        stalled(10);
        JsonNode data = timeline.data("transaction.response");
        List<Double> p99 = numbers(data.at("/times/transaction.response/p99"));
        assertThat(p99).hasSize(10);
        assertThat(p99.subList(0, 4)).allMatch(micros -> micros < 11_000);
        assertThat(p99.get(4)).as("due at 4.x s").isGreaterThan(2_900_000);
        assertThat(p99.get(5)).as("due at 5.x s").isBetween(1_900_000.0, 2_600_000.0);
        assertThat(p99.get(6)).as("due at 6.x s").isBetween(900_000.0, 1_600_000.0);
        assertThat(p99.get(8)).isLessThan(11_000);
        assertThat(data.at("/heat/columns").get(4).isEmpty())
                .as("the map has its stall")
                .isFalse();
    }

    @Test
    void theOldestThatWaitsAndWhatWasDueStandBesideThem() {
        stalled(10);
        JsonNode data = timeline.data("transaction.response");
        assertThat(numbers(data.path("due_per_second"))).containsOnly(100.0);
        List<Double> oldest = numbers(data.path("oldest_us"));
        assertThat(oldest.subList(0, 4)).containsOnly(-1.0);
        assertThat(oldest.get(4)).isBetween(980_000.0, 1_000_000.0);
        assertThat(oldest.get(6)).isBetween(2_980_000.0, 3_000_000.0);
        assertThat(oldest.get(7)).isEqualTo(-1);
    }

    @Test
    void aLongRunLosesNone() {
        int seconds = 2 * Timeline.SLOTS_MAX + 7;
        stalled(seconds);
        JsonNode columns = timeline.data("transaction.response").at("/heat/columns");
        long counted = 0;
        for (JsonNode column : columns) {
            for (int i = 1; i < column.size(); i++) {
                counted += column.get(i).asLong();
            }
        }
        assertThat(columns.size()).isLessThanOrEqualTo(Timeline.SLOTS_MAX);
        assertThat(counted).isEqualTo(100L * seconds);
    }
}
