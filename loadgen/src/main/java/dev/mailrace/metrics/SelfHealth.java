package dev.mailrace.metrics;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import javax.management.ListenerNotFoundException;
import javax.management.NotificationEmitter;
import javax.management.NotificationListener;
import javax.management.openmbean.CompositeData;
import org.HdrHistogram.Histogram;

/**
 * Distrusts the generator: loop lag, slip, pauses of the garbage collector, processor time had and waited for.
 *
 * <p>Owned by the collector's thread. Covers the measured stage. A generator that was late, paused or out of its depth
 * makes a run <em>invalid</em>: its latencies are partly its own.
 */
public final class SelfHealth implements AutoCloseable {
    /**
     * In an open loop: a timer that runs this late was behind something, our own work or a machine that was busy
     * elsewhere, and so were the arrivals.
     */
    static final long LOOP_LAG_P99_NANOS_MAX = TimeUnit.MILLISECONDS.toNanos(100);

    /** In a closed loop a stall costs each session one slow reply, so it weighs less. */
    static final long CLOSED_LOOP_LAG_P99_NANOS_MAX = TimeUnit.MILLISECONDS.toNanos(250);

    /* In a closed loop at full speed a turn of the loop serves every session once, at 20 to 40 µs each, and a timer waits
     * for the turn: what is more than this a session is nobody's work. */
    private static final long LOOP_LAG_NANOS_PER_SESSION = TimeUnit.MICROSECONDS.toNanos(100);

    /** In an open loop lateness goes straight into the response time. */
    static final long SLIP_P99_NANOS_MAX = TimeUnit.MILLISECONDS.toNanos(50);

    static final long GC_PAUSE_NANOS_MAX = TimeUnit.MILLISECONDS.toNanos(500);

    /** From here on a closed loop measures the generator as much as the server. */
    static final double BUSY_SHARE_MAX = 0.9;

    /**
     * What was found.
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
     * @param gcPauseMaxNanos the longest pause of the garbage collector
     * @param little Little's law
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
            long gcPauseMaxNanos,
            LittlesLaw little) {
        public Verdict {
            reasons = List.copyOf(reasons);
            notes = List.copyOf(notes);
        }

        /** This verdict with Little's law, and with further reasons against the run. */
        Verdict with(LittlesLaw law, List<String> further) {
            List<String> all = new ArrayList<>(reasons);
            all.addAll(further);
            return new Verdict(
                    all.isEmpty(),
                    all,
                    notes,
                    latenessNanos,
                    loopLagP99Nanos,
                    slipP99Nanos,
                    cpuShare,
                    cpuSeconds,
                    busiestLoopShare,
                    loopWaitShare,
                    gcPauseMaxNanos,
                    law);
        }
    }

    private final com.sun.management.OperatingSystemMXBean system =
            (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private final LoopLoad loops;
    private final AtomicLong gcPauseMaxMillis = new AtomicLong();
    private final NotificationListener listener = (notification, handback) -> {
        if (notification.getUserData() instanceof CompositeData data
                && data.containsKey("gcInfo")
                && data.get("gcInfo") instanceof CompositeData gc
                && gc.get("duration") instanceof Long millis
                && !String.valueOf(data.get("gcName")).contains("Cycles")) { // Cycles run beside us; pauses stop us.
            gcPauseMaxMillis.accumulateAndGet(millis, Math::max);
        }
    };
    private long startNanos;
    private long cpuStartNanos;
    private long endNanos;
    private long cpuEndNanos;

    public SelfHealth(List<LoopThread> loops) {
        this.loops = new LoopLoad(loops);
        for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
            if (collector instanceof NotificationEmitter emitter) {
                emitter.addNotificationListener(listener, null, null);
            }
        }
    }

    /** The measured stage begins. */
    public void begin(long nowNanos) {
        startNanos = nowNanos;
        cpuStartNanos = system.getProcessCpuTime();
        loops.begin();
        gcPauseMaxMillis.set(0);
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
    }

    /**
     * Judges the measured stage.
     *
     * @param openLoop whether arrivals had times of their own
     * @param sessionsPerLoop how many sessions each loop served
     */
    public Verdict judge(boolean openLoop, int sessionsPerLoop, Histogram slip, Histogram loopLag) {
        long lagMax = lagNanosMax(openLoop, sessionsPerLoop);
        long lag = p99(loopLag);
        long late = p99(slip);
        long pause = TimeUnit.MILLISECONDS.toNanos(gcPauseMaxMillis.get());
        double seconds = Math.max(1e-9, (endNanos - startNanos) / 1e9);
        double cpuSeconds = (cpuEndNanos - cpuStartNanos) / 1e9;
        List<String> reasons = new ArrayList<>();
        if (lag > lagMax) {
            reasons.add("event loops ran late: p99 " + millis(lag) + " (limit " + millis(lagMax)
                    + "); the generator or its machine was overloaded");
        }
        if (openLoop && late > SLIP_P99_NANOS_MAX) {
            reasons.add("arrivals were started late: p99 of slip " + millis(late) + " (limit "
                    + millis(SLIP_P99_NANOS_MAX) + "); the rate is more than this generator can keep");
        }
        if (pause > GC_PAUSE_NANOS_MAX) {
            reasons.add("the garbage collector paused for " + millis(pause) + " (limit " + millis(GC_PAUSE_NANOS_MAX)
                    + "); give the JVM more memory");
        }
        String starved = loops.complaint();
        if (starved != null) {
            reasons.add(starved);
        }
        List<String> notes = new ArrayList<>();
        if (loops.busiestShare() > BUSY_SHARE_MAX) {
            notes.add(String.format(
                    Locale.ROOT,
                    "an event loop was busy %.0f %% of the time: the generator, not the server, may be the limit",
                    100 * loops.busiestShare()));
        }
        return new Verdict(
                reasons.isEmpty(),
                reasons,
                notes,
                openLoop ? Math.max(lag, late) : lag,
                lag,
                late,
                cpuSeconds / seconds / Runtime.getRuntime().availableProcessors(),
                cpuSeconds,
                loops.busiestShare(),
                loops.waitShare(),
                pause,
                LittlesLaw.EMPTY);
    }

    /** How an interval stands by the limits that {@link #judge} holds the whole stage to; parameters as there. */
    public static Strain strain(boolean openLoop, int sessionsPerLoop, Histogram slip, Histogram loopLag) {
        double lag = (double) p99(loopLag) / lagNanosMax(openLoop, sessionsPerLoop);
        double late = openLoop ? (double) p99(slip) / SLIP_P99_NANOS_MAX : 0;
        return Strain.of(Math.max(lag, late));
    }

    private static long lagNanosMax(boolean openLoop, int sessionsPerLoop) {
        return openLoop
                ? LOOP_LAG_P99_NANOS_MAX
                : Math.max(CLOSED_LOOP_LAG_P99_NANOS_MAX, sessionsPerLoop * LOOP_LAG_NANOS_PER_SESSION);
    }

    private static long p99(Histogram nanos) {
        return nanos.getTotalCount() == 0 ? 0 : nanos.getValueAtPercentile(99);
    }

    private static String millis(long nanos) {
        return String.format(Locale.ROOT, "%.1f ms", nanos / 1e6);
    }

    @Override
    public void close() {
        for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
            if (collector instanceof NotificationEmitter emitter) {
                stopListening(emitter);
            }
        }
    }

    private void stopListening(NotificationEmitter emitter) {
        try {
            emitter.removeNotificationListener(listener);
        } catch (ListenerNotFoundException e) {
            throw new IllegalStateException("closed twice (expected: once)", e);
        }
    }
}
