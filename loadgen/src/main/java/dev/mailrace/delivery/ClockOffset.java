package dev.mailrace.delivery;

import dev.mailrace.words.Human;
import org.jspecify.annotations.Nullable;

/**
 * By how much the clock of a receiver was ahead of the run's, and what is known of that. Immutable.
 *
 * @param isSameMachine whether both had one clock that nobody sets
 * @param given by hand, in nanoseconds; null: it was not
 */
record ClockOffset(boolean isSameMachine, @Nullable Long given) {
    private static final long NOTEWORTHY_NANOS = 1_000_000; // less is the time between two readings

    /** What times of the receiver are ahead by. */
    long nanos(MachineClock receiver, MachineClock run) {
        return isSameMachine ? receiver.ahead(run) : given == null ? 0 : given;
    }

    /**
     * What is known, for people.
     *
     * @param leastNanos the shortest time from when a message was due to its arrival, by these clocks; {@link Long#MAX_VALUE}:
     *     nothing arrived
     * @param steppedNanos by how much the receiver's wall clock was set while it was there
     */
    String words(long leastNanos, long steppedNanos) {
        if (isSameMachine) {
            return "one machine, one clock: no offset";
        }
        StringBuilder words = new StringBuilder("another machine: its clock ");
        if (given != null) {
            words.append("is taken to be ").append(signed(given)).append(", as given");
        } else {
            words.append("is taken to agree, offset not known");
        }
        if (leastNanos < 0) {
            words.append("; but messages arrive up to ")
                    .append(Human.duration(-leastNanos))
                    .append(" before they were due, so it was behind by that much at least: see --clock-offset");
        } else if (leastNanos < Long.MAX_VALUE) {
            words.append("; it was at most ")
                    .append(Human.duration(leastNanos))
                    .append(" further ahead, for nothing " + "arrives before it is due");
        }
        if (steppedNanos > NOTEWORTHY_NANOS) {
            words.append("; it was set by up to ")
                    .append(Human.duration(steppedNanos))
                    .append(" meanwhile");
        }
        return words.toString();
    }

    private static String signed(long nanos) {
        return Human.duration(Math.abs(nanos)) + (nanos < 0 ? " behind" : " ahead");
    }
}
