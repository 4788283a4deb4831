package dev.mailrace.experiment;

import dev.mailrace.pacing.Pacing;
import dev.mailrace.pacing.Schedule;
import dev.mailrace.scenario.Scenario;
import org.jspecify.annotations.Nullable;

/**
 * How many arrivals a run will have.
 *
 * @param arrivals in all
 * @param warmup how many of them before the measured stage; -1 where the server's speed decides
 * @param exact whether they were counted one by one, else expected on average
 */
record Volume(long arrivals, long warmup, boolean exact) {
    /** Counting so many takes a moment. */
    private static final long COUNTED_MAX = 10_000_000;

    /** Null where the server's speed decides. */
    static @Nullable Volume of(Scenario scenario) {
        long most = scenario.stop().messagesMax() == 0
                ? Long.MAX_VALUE
                : scenario.stop().messagesMax();
        if (!(scenario.pacing() instanceof Pacing.OpenLoop open)) {
            boolean cold = scenario.stop().warmup().isZero();
            return most == Long.MAX_VALUE || scenario.stop().measured() != null
                    ? null
                    : new Volume(most, cold ? 0 : -1, true);
        }
        long end = scenario.stop().endNanos();
        double expected = end == Long.MAX_VALUE
                ? (double) most
                : Math.min((double) most, open.profile().countAt(end));
        if (expected > COUNTED_MAX) {
            double early =
                    Math.min(expected, open.profile().countAt(scenario.stop().warmupNanos()));
            return new Volume(Math.round(expected), Math.round(early), false);
        }
        return counted(scenario, open, most);
    }

    /** The schedule follows from the seed alone. */
    private static Volume counted(Scenario scenario, Pacing.OpenLoop open, long most) {
        Schedule schedule = new Schedule(open.profile(), open.spacing(), scenario.seed(), 0, 1);
        long end = scenario.stop().endNanos(); // What never comes is not before it either.
        long warmup = 0;
        while (schedule.sequence() < most && schedule.peekNanos() < end) {
            warmup += schedule.peekNanos() < scenario.stop().warmupNanos() ? 1 : 0;
            schedule.advance();
        }
        return new Volume(schedule.sequence(), warmup, true);
    }
}
