package dev.mailrace.metrics;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * The health of the generator: loop lag, slip, pauses of the garbage collector, processor time had and waited for,
 * time in which it was stopped or throttled.
 *
 * <p>Owned by the collector's thread. Covers the measured stage. A generator that was late, paused or out of its depth
 * makes a run <em>invalid</em>: its latencies are partly its own.
 */
public final class SelfHealth implements GeneratorHealth, AutoCloseable {
    static final long GC_PAUSE_NANOS_MAX = TimeUnit.MILLISECONDS.toNanos(500);

    /** From here on a closed loop measures the generator as much as the server. */
    static final double BUSY_SHARE_MAX = 0.9;

    /** A generator that is overloaded for more of the stage has measured itself, whatever the stage comes to as a whole. */
    static final double OVERLOADED_SHARE_MAX = 0.5;

    /**
     * What was found. More than seven parts: they are the section {@code self} of {@code run.json}, a field each.
     *
     * @param valid whether the run can be believed
     * @param reasons why not; empty when valid
     * @param notes what a reader should know all the same
     * @param latenessNanos by how much the generator itself may have made one time in a hundred too long: what differs
     *     by less decides nothing. It only ever adds: a time below a limit is below it all the same
     * @param loopLagP99Nanos 99th percentile of how late timers ran
     * @param slipP99Nanos 99th percentile of how late due arrivals were noticed
     * @param cpuShare this process's processor time as a share of the whole machine's
     * @param cpuSeconds this process's processor time, user and system
     * @param busiestLoopShare processor time of the busiest loop as a share of the stage's length
     * @param loopWaitShare how long a loop waited for a processor, as a share of the stage's length; 0 where unknown
     * @param throttledNanos for how long a quota of processor time held threads back, over all of them; 0 where unknown
     * @param gcPauseMaxNanos the longest pause of the garbage collector
     * @param little Little's law
     * @param agents that made the run together, if several did
     */
    public record Verdict(
            boolean valid,
            List<String> reasons,
            List<String> notes,
            long latenessNanos,
            long loopLagP99Nanos,
            long slipP99Nanos,
            double cpuShare,
            double cpuSeconds,
            double busiestLoopShare,
            double loopWaitShare,
            long throttledNanos,
            long gcPauseMaxNanos,
            LittlesLaw little,
            List<AgentHealth> agents) {
        public Verdict {
            reasons = List.copyOf(reasons);
            notes = List.copyOf(notes);
            agents = List.copyOf(agents);
        }

        /** This verdict with Little's law, and with further reasons against the run. */
        Verdict with(LittlesLaw law, List<String> further) {
            List<String> all = new ArrayList<>(reasons);
            all.addAll(further);
            return with(law, all, all.isEmpty());
        }

        /** The same for other reasons. */
        public Verdict withReasons(List<String> others) {
            return with(little, others, others.isEmpty());
        }

        private Verdict with(LittlesLaw law, List<String> all, boolean believed) {
            return new Verdict(
                    believed,
                    all,
                    notes,
                    latenessNanos,
                    loopLagP99Nanos,
                    slipP99Nanos,
                    cpuShare,
                    cpuSeconds,
                    busiestLoopShare,
                    loopWaitShare,
                    throttledNanos,
                    gcPauseMaxNanos,
                    law,
                    agents);
        }
    }

    private final com.sun.management.OperatingSystemMXBean system =
            (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private final GcPauses pauses = new GcPauses();
    private final @Nullable HoldWatch watch;
    private final LoopLoad loops;
    private final LoopLoad loopsOfInterval;
    private final HeldTime held;
    private final HeldTime heldOfInterval;
    private long startNanos;
    private long cpuStartNanos;
    private long endNanos;
    private long cpuEndNanos;
    private long judgedNanos; // of the measured stage, interval by interval
    private long overloadedNanos;

    public SelfHealth(List<LoopThread> loops) {
        this(loops, HoldWatch.start(), CpuQuota.ofSelf()::throttledNanos);
    }

    private SelfHealth(List<LoopThread> loops, HoldWatch watch, LongSupplier throttledNanos) {
        this(loops, watch, watch::heldNanos, throttledNanos);
    }

    /** With readings from elsewhere: for how long the process was stopped so far, and its threads throttled. */
    SelfHealth(List<LoopThread> loops, LongSupplier stoppedNanos, LongSupplier throttledNanos) {
        this(loops, null, stoppedNanos, throttledNanos);
    }

    private SelfHealth(
            List<LoopThread> loops, @Nullable HoldWatch watch, LongSupplier stoppedNanos, LongSupplier throttledNanos) {
        this.watch = watch;
        this.loops = new LoopLoad(loops);
        this.loopsOfInterval = new LoopLoad(loops);
        int processors = Runtime.getRuntime().availableProcessors();
        this.held = new HeldTime(stoppedNanos, throttledNanos, processors);
        this.heldOfInterval = new HeldTime(stoppedNanos, throttledNanos, processors);
        beginInterval();
    }

    private void beginInterval() {
        loopsOfInterval.begin();
        heldOfInterval.begin();
    }

    /** The measured stage begins. */
    public void begin(long nowNanos) {
        startNanos = nowNanos;
        cpuStartNanos = system.getProcessCpuTime();
        loops.begin();
        held.begin();
        pauses.begin();
        judgedNanos = 0;
        overloadedNanos = 0;
        endNanos = 0;
    }

    /** The measured stage, without the drain, is over; a second call changes nothing. */
    public void end(long nowNanos) {
        if (endNanos != 0 || startNanos == 0) {
            return;
        }
        endNanos = nowNanos;
        cpuEndNanos = system.getProcessCpuTime();
        loops.end(nowNanos - startNanos);
        held.end(nowNanos - startNanos);
    }

    /**
     * An interval is over: how it stands by the limits that {@link #judge} holds the whole stage to.
     *
     * @param lengthNanos since the one before
     */
    @Override
    public Condition interval(Limits limits, Stage stage, long lengthNanos, Histogram slip, Histogram loopLag) {
        loopsOfInterval.end(lengthNanos);
        heldOfInterval.end(lengthNanos);
        double starved = loopsOfInterval.complaint() == null ? 0 : Double.POSITIVE_INFINITY;
        Condition condition =
                Condition.of(Math.max(limits.closest(slip, loopLag), Math.max(starved, heldOfInterval.ofLimit())));
        if (stage == Stage.MEASURE) {
            judgedNanos += lengthNanos;
            overloadedNanos += condition == Condition.OVERLOADED ? lengthNanos : 0;
        }
        beginInterval();
        return condition;
    }

    /** How an interval stands by what a file has of it. */
    public static Condition condition(boolean openLoop, int sessionsPerLoop, Histogram slip, Histogram loopLag) {
        return Condition.of(new Limits(openLoop, sessionsPerLoop).closest(slip, loopLag));
    }

    /**
     * Judges the measured stage.
     *
     * @param whole times of what the run was about; null when there were none
     */
    @Override
    public Verdict judge(Limits limits, Histogram slip, Histogram loopLag, @Nullable Histogram whole) {
        List<String> reasons = new ArrayList<>();
        List<String> notes = new ArrayList<>();
        long lateness = limits.latenessNanos(slip, loopLag);
        limits.complain(slip, loopLag, reasons);
        if (pauses.longestNanos() > GC_PAUSE_NANOS_MAX) {
            reasons.add("the garbage collector paused for " + Limits.millis(pauses.longestNanos()) + " (limit "
                    + Limits.millis(GC_PAUSE_NANOS_MAX) + "); give the JVM more memory");
        }
        addIfAny(held.isThrottled() ? loops.complaintUnderQuota() : loops.complaint(), reasons);
        reasons.addAll(held.complaints());
        (overloadedNanos > judgedNanos * OVERLOADED_SHARE_MAX ? reasons : notes).addAll(overloaded());
        if (loops.busiestShare() > BUSY_SHARE_MAX) {
            notes.add(String.format(
                    Locale.ROOT,
                    "an event loop was busy %.0f %% of the time: the generator, not the server, may be the limit",
                    100 * loops.busiestShare()));
        }
        notes.addAll(held.notes());
        addIfAny(Limits.outOfProportion(lateness, whole), notes);
        double seconds = Math.max(1e-9, (endNanos - startNanos) / 1e9);
        double cpuSeconds = (cpuEndNanos - cpuStartNanos) / 1e9;
        return new Verdict(
                reasons.isEmpty(),
                reasons,
                notes,
                lateness,
                Limits.p99(loopLag),
                Limits.p99(slip),
                cpuSeconds / seconds / Runtime.getRuntime().availableProcessors(),
                cpuSeconds,
                loops.busiestShare(),
                loops.waitShare(),
                held.throttledNanos(),
                pauses.longestNanos(),
                LittlesLaw.EMPTY,
                List.of());
    }

    private static void addIfAny(@Nullable String line, List<String> lines) {
        if (line != null) {
            lines.add(line);
        }
    }

    /** For how long the stage was past a limit, second by second; none when it never was. */
    private List<String> overloaded() {
        return overloadedNanos == 0
                ? List.of()
                : List.of(String.format(
                        Locale.ROOT,
                        "the generator was overloaded in %.1f of %.1f s",
                        overloadedNanos / 1e9,
                        judgedNanos / 1e9));
    }

    @Override
    public void close() {
        pauses.close();
        if (watch != null) {
            watch.close();
        }
    }
}
