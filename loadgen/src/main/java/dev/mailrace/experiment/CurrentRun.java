package dev.mailrace.experiment;

import dev.mailrace.engine.Engine;
import dev.mailrace.metrics.RunResult;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The run that goes on, and whether somebody has asked that it ends, and with it all that would follow. There is one for a
 * process, not one a run: between two runs a signal must not find nobody. Any thread may ask.
 */
public final class CurrentRun {
    private final BooleanSupplier processEnds;
    private volatile @Nullable Engine current; // Null between runs.
    private boolean asked;

    /** @param processEnds is asked before each run: whether the process is ending already */
    public CurrentRun(BooleanSupplier processEnds) {
        this.processEnds = processEnds;
    }

    /** Makes a run, which ends early when somebody asks, or has asked. */
    RunResult run(Engine engine) throws InterruptedException {
        begin(engine);
        try {
            return engine.run();
        } finally {
            current = null;
        }
    }

    private synchronized void begin(Engine engine) {
        current = engine;
        if (!asked) {
            asked = processEnds.getAsBoolean();
        }
        if (asked) {
            engine.interrupt();
        }
    }

    /** Ends what goes on, and keeps what would follow from beginning. */
    public synchronized void end() {
        asked = true;
        Engine engine = current;
        if (engine != null) {
            engine.interrupt();
        }
    }

    /** Whether somebody has asked: no further run may begin. */
    public synchronized boolean isEnding() {
        return asked;
    }

    /** Ends the run that goes on, for a fault that a thread has met and nobody caught. */
    public void broke(Throwable fault) {
        Engine engine = current; // Not under the lock: this may be the last that a thread does.
        if (engine != null) {
            engine.broken(fault);
        }
    }
}
