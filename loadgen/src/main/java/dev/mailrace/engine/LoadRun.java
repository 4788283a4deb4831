package dev.mailrace.engine;

import dev.mailrace.metrics.RunResult;
import dev.mailrace.metrics.SideWatch;
import org.jspecify.annotations.Nullable;

/** One run of a load: in this process, or by others. Ends may come from any thread. */
public interface LoadRun {
    /** From now on each interval holds what {@code watch} sees beside the load in it; set before the run. */
    void beside(SideWatch watch);

    /** Runs to the end; belongs to the calling thread. */
    RunResult run() throws InterruptedException;

    /** Ends the run early: transactions under way get a moment, then the result is as complete as it can be. */
    void interrupt();

    /** Ends the run early, as {@link #interrupt} does, for a threshold that is broken. */
    void abandon();

    /** Ends the run early, as {@link #interrupt} does, for an output that is lost. */
    void outputLost();

    /** Ends the run for an internal error, or one of the machine, that some thread has met. */
    void broken(Throwable fault);

    /** What broke the run; null: nothing did. */
    @Nullable
    Throwable fault();
}
