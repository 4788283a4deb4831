package dev.mailrace.metrics;

/**
 * How many sessions are in use, summed up over time: what Little's law calls the number in the system.
 *
 * <p>Owned by the shard's loop. Two times a message it takes the clock and multiplies; it allocates nothing.
 *
 * <p>It is kept at each change, by readings of the clock that no histogram has seen. A timer that looks now and then sees
 * a loop only between its turns: a loop that is behind has just answered all that waited and finds its sessions idle,
 * however long they were in use. Such samples fail the law on every busy machine.
 */
final class SessionUse {
    private final long fromNanos;
    private int inUse;
    private int inUseAtStart;
    private long sinceNanos;

    /** @param fromNanos what was before does not count, on the loop's ticker */
    SessionUse(long fromNanos) {
        this.fromNanos = fromNanos;
        sinceNanos = fromNanos;
    }

    /**
     * So many more are in use from now on, or fewer.
     *
     * @return the nanoseconds of use since the last change, over all that were in use
     */
    double changed(int by, long nowNanos) {
        if (nowNanos - fromNanos <= 0) {
            inUse += by;
            inUseAtStart = inUse;
            return 0;
        }
        double nanos = (double) inUse * Math.max(0, nowNanos - sinceNanos);
        sinceNanos = nowNanos;
        inUse += by;
        return nanos;
    }

    /** How many were in use when it began to count. */
    int inUseAtStart() {
        return inUseAtStart;
    }
}
