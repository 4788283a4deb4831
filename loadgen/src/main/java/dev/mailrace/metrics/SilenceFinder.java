package dev.mailrace.metrics;

import dev.mailrace.session.Outcome;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Finds the times in which nothing was answered, by intervals alone, to the fraction of a second: when it began, by the age of the oldest
 * arrival that waits at an interval's end; when it was over, by how long that one took. Owned by one thread.
 */
final class SilenceFinder {
    /** A server that answers less often is silent for a second now and then. */
    private static final double ANSWERS_PER_SECOND_MIN = 3;

    /** What is shorter comes and goes by itself. */
    private static final long SILENCE_NANOS_MIN = TimeUnit.MILLISECONDS.toNanos(500);

    /** An interval may end just after a silence began; a shorter age than this says nothing. */
    private static final long AGE_NANOS_MIN = TimeUnit.MILLISECONDS.toNanos(20);

    /** How much of what was due since then must wait, and of the answers be missing: nearly all, as ages waver. */
    private static final double NEARLY_ALL = 0.7;

    /** How much of that must have waited for half of it, which in an open loop is half. */
    private static final double MANY = 0.3;

    /** What took so much less than the silence did not wait for it. */
    private static final int SHORT = 50;

    private long answers;
    private double seconds;
    private double before; // answers a second of the interval before
    private long startNanos = -1; // Negative: nothing points to a silence.
    private long endNanos;
    private long waiting; // at most
    private boolean wasWhole; // A whole interval was silent.

    /** What is over with this interval; null: nothing is. */
    @Nullable
    RunEvent add(Interval interval) {
        long answered = answered(interval.measured()) + answered(interval.warmup());
        if (isSilent(interval, answered)) {
            startNanos = startNanos < 0 ? interval.startNanos() : startNanos;
            endNanos = interval.endNanos();
            waiting = Math.max(waiting, interval.unanswered().getTotalCount());
            wasWhole = true;
            return null;
        }
        RunEvent over = ended(interval);
        beginning(interval, answered);
        seconds += interval.seconds();
        answers += answered;
        before = answered / interval.seconds();
        return over;
    }

    private boolean isSilent(Interval interval, long answered) {
        boolean waited = interval.unanswered().getTotalCount() > 0
                && interval.unanswered().getMaxValue() >= interval.endNanos() - interval.startNanos();
        boolean usual = answers == 0 || answers >= ANSWERS_PER_SECOND_MIN * seconds;
        return answered == 0 && waited && usual;
    }

    private static double due(Interval interval) {
        return (double) interval.measured().arrivals() + interval.warmup().arrivals();
    }

    private static long answered(Tally tally) {
        return tally.count(Outcome.Kind.ACCEPTED) + tally.count(Outcome.Kind.REJECTED);
    }

    /** A silence that was over in the interval, by the time that the one took which had waited for all of it. */
    private @Nullable RunEvent ended(Interval interval) {
        if (startNanos < 0) {
            return null;
        }
        long longest = Math.max(longest(interval.measured()), longest(interval.warmup()));
        boolean isAnswered = startNanos + longest > interval.startNanos();
        endNanos = isAnswered ? Math.min(interval.endNanos(), startNanos + longest) : interval.startNanos();
        long waited = waitedAtLeast((endNanos - startNanos) / SHORT, interval);
        waiting = Math.max(waiting, Math.min(waiting + dueIn(interval), waited));
        boolean isOne = wasWhole || (isAnswered && endNanos - startNanos >= SILENCE_NANOS_MIN && allWaited(interval));
        RunEvent event = isOne ? event() : null;
        startNanos = -1;
        waiting = 0;
        wasWhole = false;
        return event;
    }

    /** Whether many waited for long, not the oldest alone. */
    private boolean allWaited(Interval interval) {
        double silent = (endNanos - startNanos) / 1e9;
        double most = Math.min(due(interval) / interval.seconds() * silent, interval.connections());
        return waitedAtLeast((endNanos - startNanos) / 2, interval) >= MANY * most;
    }

    /** How many fell due in the part of the interval that was silent. */
    private long dueIn(Interval interval) {
        double share = (endNanos - interval.startNanos()) / (interval.seconds() * 1e9);
        return Math.round(share * due(interval));
    }

    /** How many that were answered in the interval took so long. */
    private static long waitedAtLeast(long nanos, Interval interval) {
        long count = 0;
        for (Tally tally : List.of(interval.measured(), interval.warmup())) {
            Histogram times = RunResult.wholeTimes(tally);
            count += times == null ? 0 : times.getCountBetweenValues(nanos, Long.MAX_VALUE);
        }
        return count;
    }

    private static long longest(Tally tally) {
        Histogram times = RunResult.wholeTimes(tally);
        return times == null ? 0 : times.getMaxValue();
    }

    /** Whether the interval's last part was silent: then all that was due in it waits, and its answers are missing. */
    private void beginning(Interval interval, long answered) {
        long age = Math.min(interval.unanswered().getMaxValue(), interval.endNanos() - interval.startNanos());
        double usual = Math.max(answers / Math.max(seconds, 1), before);
        if (interval.unanswered().getTotalCount() == 0 || age < AGE_NANOS_MIN || usual < ANSWERS_PER_SECOND_MIN) {
            return;
        }
        double duePerSecond = due(interval) / interval.seconds();
        double waitingLeast = NEARLY_ALL * Math.min(duePerSecond * age / 1e9, interval.connections());
        double answersMost = usual * (interval.seconds() - NEARLY_ALL * age / 1e9);
        if (interval.unanswered().getTotalCount() >= waitingLeast && answered <= answersMost) {
            startNanos = interval.endNanos() - age;
            endNanos = interval.endNanos();
            waiting = interval.unanswered().getTotalCount();
        }
    }

    /** A silence that goes on; null: there is none. */
    @Nullable
    RunEvent open() {
        return startNanos >= 0 && wasWhole ? event() : null;
    }

    private RunEvent event() {
        return new RunEvent(
                startNanos,
                endNanos,
                String.format(
                        Locale.ROOT,
                        "nothing was answered; some %,d waited, up to %.1f s",
                        waiting,
                        (endNanos - startNanos) / 1e9),
                RunEvent.FoundBy.RUN,
                RunEvent.Kind.SILENCE);
    }
}
