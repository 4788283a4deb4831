package dev.mailrace.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailrace.mail.Stamp;
import dev.mailrace.metrics.RunResult;
import dev.mailrace.metrics.Tally;
import dev.mailrace.metrics.Timing;
import dev.mailrace.scenario.Work;
import dev.mailrace.session.Outcome.Kind;
import dev.mailrace.session.Phase;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** The times of a story, held against the clock that client and server share. */
final class StoryTimes {
    /** A histogram counts in microseconds, nearly. */
    private static final long HISTOGRAM_NANOS = 1_024;

    private final Telling telling;
    private final Story story;
    private final RunResult result;
    private final SimulatedMailServer server;

    StoryTimes(Telling telling, RunResult result) {
        this.telling = telling;
        this.story = telling.story;
        this.result = result;
        this.server = Objects.requireNonNull(telling.server);
    }

    void check() {
        checkPatience();
        if (story.plan.work != Work.MAIL) {
            return;
        }
        checkContent();
        if (story.isOpenLoop()) {
            List<Long> due = story.dueNanos();
            List<Stamp.Mark> marks = server.taken.marks();
            checkStamps(due, marks);
            if (telling.network.isExact() && isUndoubted()) {
                checkResponses(due, marks);
            }
        }
    }

    /** Whoever does not answer is left once the limit is over: a timeout strikes a quarter late at most. */
    private void checkPatience() {
        long limit = story.plan.timeouts.nanos(Phase.CONTENT);
        long path = 4 * telling.network.latencyNanos() + TimeUnit.MILLISECONDS.toNanos(500);
        if (!telling.network.isSilent()) {
            assertThat(server.taken.longestSilenceNanos)
                    .as("for how long a client waited for a server that had stalled")
                    .isLessThan(limit + Math.max(limit / 4, TimeUnit.SECONDS.toNanos(2)) + path);
        }
    }

    /** Nothing is answered before it can have gone there and back. */
    private void checkContent() {
        for (Tally tally : telling.tallies()) {
            Histogram content = tally.histogram(Timing.SERVICE, Phase.CONTENT);
            if (content != null && content.getTotalCount() > 0) {
                assertThat(content.getMinValue())
                        .as("service time of content")
                        .isGreaterThanOrEqualTo((long) (2 * telling.network.latencyNanos() * 0.998) - HISTOGRAM_NANOS);
            }
        }
    }

    /** Each message says when it was due, and that is when the schedule wanted it. */
    private void checkStamps(List<Long> due, List<Stamp.Mark> marks) {
        Long first = null;
        for (Stamp.Mark mark : marks) {
            long begin = mark.dueEpochMicros() - TimeUnit.NANOSECONDS.toMicros(dueOf(due, mark));
            first = first == null ? begin : first;
            assertThat(begin)
                    .as("the run's beginning, by what message %d says of when it was due", mark.sequence())
                    .isBetween(first - 1, first + 1);
        }
    }

    private static long dueOf(List<Long> due, Stamp.Mark mark) {
        assertThat(mark.sequence()).as("a message that was never due").isLessThan(due.size());
        return due.get((int) mark.sequence());
    }

    private boolean isUndoubted() {
        return telling.tallies().stream()
                .allMatch(tally -> tally.count(Kind.UNCONFIRMED) == 0
                        && count(tally.histogram(Timing.UNANSWERED, Phase.TRANSACTION)) == 0);
    }

    private static long count(@Nullable Histogram histogram) {
        return histogram == null ? 0 : histogram.getTotalCount();
    }

    /** What the server said when, and when that was due, comes to the response times that were recorded. */
    private void checkResponses(List<Long> due, List<Stamp.Mark> marks) {
        double expected = 0;
        long inStage = 0;
        for (int i = 0; i < marks.size(); i++) {
            long heard = server.taken.saidNanos().get(i) + telling.network.latencyNanos() - telling.originNanos();
            expected += heard - dueOf(due, marks.get(i));
            inStage += heard >= story.plan.warmup.toNanos() && heard < story.endNanos ? 1 : 0;
        }
        double recorded = 0;
        for (Tally tally : telling.tallies()) {
            Histogram response = tally.histogram(Timing.RESPONSE, Phase.TRANSACTION);
            recorded += response == null || response.getTotalCount() == 0
                    ? 0
                    : response.getMean() * response.getTotalCount();
        }
        assertThat(recorded).as("all response times together").isBetween(expected * 0.998 - 1, expected * 1.002 + 1);
        if (result.ending() == RunResult.Ending.COMPLETED) {
            assertThat(result.measured().acceptedInStage())
                    .as("accepted within the measured stage")
                    .isEqualTo(inStage);
        }
    }
}
