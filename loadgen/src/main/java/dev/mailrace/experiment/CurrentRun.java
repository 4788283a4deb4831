package dev.mailrace.experiment;

import dev.mailrace.engine.LoadRun;
import dev.mailrace.metrics.RunResult;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The current run, and whether an end was requested, for it and for all that would follow. There is one for a
 * process, not one a run: between two runs a signal must not find nobody. Any thread may ask.
 */
public final class CurrentRun {
    private final BooleanSupplier processEnds;
    private volatile @Nullable LoadRun current; // Null between runs.
    private boolean asked; // For whatever reason.
    private boolean interrupted; // By a signal, or by a reader that has left.
    private boolean outputLost;

    /** @param processEnds is asked before each run: whether the process is ending already */
    public CurrentRun(BooleanSupplier processEnds) {
        this.processEnds = processEnds;
    }

    /** Makes a run, which ends early when an end is or was requested. */
    RunResult run(LoadRun run) throws InterruptedException {
        begin(run);
        try {
            return run.run();
        } finally {
            current = null;
        }
    }

    private synchronized void begin(LoadRun run) {
        current = run;
        if (!asked && processEnds.getAsBoolean()) {
            interrupted = true;
            asked = true;
        }
        if (interrupted) {
            run.interrupt();
        } else if (outputLost) {
            run.outputLost();
        }
    }

    /** Ends the current run and prevents further ones. */
    public synchronized void end() {
        asked = true;
        interrupted = true;
        LoadRun run = current;
        if (run != null) {
            run.interrupt();
        }
    }

    /** The same for an output that is lost. */
    public synchronized void endForLoss() {
        asked = true;
        outputLost = true;
        LoadRun run = current;
        if (run != null) {
            run.outputLost();
        }
    }

    /** Whether the end was requested for a lost output, and nobody interrupted. */
    public synchronized boolean isEndingForLoss() {
        return outputLost && !interrupted;
    }

    /** Whether an end was requested: no further run may begin. */
    public synchronized boolean isEnding() {
        return asked;
    }

    /** Ends the current run, for an error that a thread did not catch. */
    public void broke(Throwable fault) {
        LoadRun run = current; // Not under the lock: this may be the last that a thread does.
        if (run != null) {
            run.broken(fault);
        }
    }
}
