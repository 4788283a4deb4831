package dev.mailrace.metrics;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How busy the event loops were over a stage or an interval, and how long they waited for a processor. Owned by the collector's thread.
 *
 * <p>Waiting itself is no fault: where the server stands on the same machine, it takes the processors that it needs, and
 * a loop with little to do waits a moment each time it wakes. On two cores, Postfix with 10 to 200 sessions made a loop
 * wait 13 to 50 % of the time, which was 51 to 85 % of the time that it wanted to run; a sink that was as busy as the
 * generator, 5 to 13 % of either. Beside eight strangers a core it waited 40 to 95 % of the time, 89 to 97 % of what it
 * wanted: where all get the same, it has one part in nine. The timers of these loops, which are all that loop lag sees,
 * came within the limit of a closed loop as often as not.
 */
final class LoopLoad {
    /** A loop that waits longer than this share of the time, ... */
    static final double WAIT_SHARE_MAX = 0.15;

    /** ... and for more than this share of what it wanted to run, measures the machine and not the server. */
    static final double STARVATION_MAX = 0.88;

    private final List<LoopThread> loops;
    private long[] processorStartNanos = {};
    private long[] waitStartNanos = {};
    private double busiestShare;
    private double waitShare;
    private double starvation;

    LoopLoad(List<LoopThread> loops) {
        this.loops = List.copyOf(loops);
    }

    void begin() {
        busiestShare = 0;
        waitShare = 0;
        starvation = 0;
        processorStartNanos =
                loops.stream().mapToLong(LoopThread::processorNanos).toArray();
        waitStartNanos = loops.stream().mapToLong(LoopThread::waitNanos).toArray();
    }

    /** @param nanos since {@link #begin} */
    void end(long nanos) {
        for (int i = 0; i < loops.size(); i++) {
            double ran = loops.get(i).processorNanos() - processorStartNanos[i];
            double waited = Math.max(0, loops.get(i).waitNanos() - waitStartNanos[i]);
            busiestShare = Math.max(busiestShare, ran / Math.max(1, nanos));
            if (waited / Math.max(1, nanos) > waitShare) {
                waitShare = waited / Math.max(1, nanos);
                starvation = waited / Math.max(1, waited + ran);
            }
        }
    }

    /** Processor time of the busiest as a share of the stage. */
    double busiestShare() {
        return busiestShare;
    }

    /** How long the one that waited longest did so, as a share of the stage. */
    double waitShare() {
        return waitShare;
    }

    /** Why the run cannot be believed; null when it can. */
    @Nullable
    String complaint() {
        return complaint(waitShare, starvation);
    }

    /** The same where a quota held threads back: a thread waits then whoever else there is. */
    @Nullable
    String complaintUnderQuota() {
        return complaint(waitShare, starvation, "its CPU quota, or other processes, held it back");
    }

    /** @param starvation the time waited as a share of the time waited and run */
    static @Nullable String complaint(double waitShare, double starvation) {
        return complaint(waitShare, starvation, "other processes used the machine");
    }

    private static @Nullable String complaint(double waitShare, double starvation, String cause) {
        if (waitShare <= WAIT_SHARE_MAX || starvation <= STARVATION_MAX) {
            return null;
        }
        return "CPU starvation: an event loop waited for a processor " + Math.round(100 * waitShare)
                + " % of the time and got "
                + Math.round(100 * (1 - starvation)) + " % of the time that it needed (limits "
                + Math.round(100 * WAIT_SHARE_MAX) + " %, " + Math.round(100 * (1 - STARVATION_MAX))
                + " %); " + cause;
    }
}
