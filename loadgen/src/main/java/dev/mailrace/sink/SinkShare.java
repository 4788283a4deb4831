package dev.mailrace.sink;

/**
 * Which of the sinks that listen at one address together, each in a process of its own, this is.
 *
 * @param number from 0; that one is there first
 * @param count of them all
 */
public record SinkShare(int number, int count) {
    /** It has the address for itself. */
    public static final SinkShare ALL = new SinkShare(0, 1);

    /** So many, with as many threads each as one may have, have shards that each have a number. */
    public static final int COUNT_MAX = (SinkShard.NUMBER_MAX + 1) / SinkSettings.THREADS_MAX;

    public SinkShare {
        if (count > COUNT_MAX || number < 0 || number >= count) {
            throw new IllegalArgumentException("share: " + number + " of " + count
                    + " (expected: a number from 0 below the count, of at most " + COUNT_MAX + ")");
        }
    }

    boolean isOfSeveral() {
        return count > 1;
    }
}
