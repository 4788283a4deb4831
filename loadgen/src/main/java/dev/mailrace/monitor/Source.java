package dev.mailrace.monitor;

import java.io.IOException;
import java.util.Map;

/** Where a monitor's numbers come from, for one run. It may remember the number before. Asked by one thread at a time. */
interface Source {
    /**
     * The numbers now, by the ends of their series' names: empty for a monitor that has but one. Those that need an earlier
     * number are absent the first time.
     *
     * @throws IOException with the reason why there are none
     */
    Map<String, Double> read() throws IOException, InterruptedException;

    /** Ends what {@link #read} is at, for it takes too long. Any thread, any number of times. */
    default void abort() {}

    /** The run is over: what {@link #read} is at ends, and nothing is left behind. */
    default void close() {
        abort();
    }

    /** Whether it may take longer than to read a small file of the kernel's. */
    default boolean mayWait() {
        return true;
    }
}
