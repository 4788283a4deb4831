package dev.mailrace.bench.scale;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What was seen of a run's and its sink's processes in the measured stage: their time at its ends, their memory in its middle. */
final class ManyLooks {
    /** At one moment. */
    private record Cpu(long nanos, double runSeconds, double sinkSeconds) {}

    /** What they held. */
    record Held(long runBytes, long sinkBytes, long kernelBytes, long machineBytes) {}

    private final ProcessTree run;
    private final ProcessTree sink;
    private final KernelMemory before;
    private @Nullable Cpu first; // null: the measured stage has not begun
    private @Nullable Cpu last;
    private @Nullable Held held; // null: its middle has not come

    ManyLooks(ProcessTree run, ProcessTree sink, KernelMemory before) {
        this.run = run;
        this.sink = sink;
        this.before = before;
    }

    /** @param isMiddle whether half of the measured stage is over */
    void look(boolean isMiddle) throws IOException {
        if (isMiddle && held == null) {
            KernelMemory now = KernelMemory.now();
            held = new Held(
                    run.memoryBytes(),
                    sink.memoryBytes(),
                    now.slabBytes() - before.slabBytes(),
                    before.availableBytes() - now.availableBytes());
        }
        last = new Cpu(System.nanoTime(), run.cpuSeconds(), sink.cpuSeconds());
        first = first == null ? last : first;
    }

    Held held() throws IOException {
        if (held == null) {
            throw new IOException("the run ended before its memory could be looked at");
        }
        return held;
    }

    double runMicrosPerMessage(double acceptedPerSecond) {
        return perSecond(true) * 1e6 / acceptedPerSecond;
    }

    double sinkMicrosPerMessage(double acceptedPerSecond) {
        return perSecond(false) * 1e6 / acceptedPerSecond;
    }

    private double perSecond(boolean ofRun) {
        if (first == null || last == null) {
            return Double.NaN;
        }
        double seconds = (last.nanos - first.nanos) / (double) TimeUnit.SECONDS.toNanos(1);
        return (ofRun ? last.runSeconds - first.runSeconds : last.sinkSeconds - first.sinkSeconds) / seconds;
    }
}
