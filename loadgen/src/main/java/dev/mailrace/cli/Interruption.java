package dev.mailrace.cli;

import dev.mailrace.engine.Engine;
import dev.mailrace.metrics.RunResult;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Turns Ctrl-C, SIGTERM and SIGHUP into an early end of a command: of the run that goes on, and of all that would follow
 * it. The JVM is kept up until the command's reports are written.
 *
 * <p>The JVM ends a process as soon as its shutdown hooks have ended; the one of this waits for the command, then says with
 * what number. There is one for a command line, not one a run: between two runs a signal must not find nobody. Before the
 * first run there is nothing to lose, and a signal ends the process at once. Any thread may ask.
 */
final class Interruption {
    private static final long REPORT_SECONDS_MAX = 30;

    private final CountDownLatch finished = new CountDownLatch(1);
    private final AtomicInteger exitCode = new AtomicInteger(ExitCode.BUG.number());
    private @Nullable Thread hook; // Null before the first run, and after the last.
    private volatile @Nullable Engine current; // Null between runs.
    private boolean asked;

    /** That of the command line that {@code spec} is a command of. */
    static Interruption of(CommandSpec spec) {
        return Main.of(spec).interruption;
    }

    /** Makes a run, which ends early when somebody asks, or has asked. */
    RunResult run(Engine engine) throws InterruptedException {
        begin(engine);
        try {
            return engine.run();
        } finally {
            end();
        }
    }

    private synchronized void begin(Engine engine) {
        current = engine;
        if (hook == null && !asked) {
            Thread waiting = new Thread(this::endCommand, "interruption");
            try {
                Runtime.getRuntime().addShutdownHook(waiting);
                hook = waiting;
            } catch (IllegalStateException e) {
                asked = true; // The process is already ending.
            }
        }
        if (asked) {
            engine.interrupt();
        }
    }

    private synchronized void end() {
        current = null;
    }

    /** Ends what goes on, and keeps what would follow from beginning. */
    synchronized void ask() {
        asked = true;
        if (current != null) {
            current.interrupt();
        }
    }

    /** Ends the run that goes on, for a fault that a thread has met and nobody caught. */
    void broke(Throwable fault) {
        Engine engine = current; // Not under the lock: this may be the last that a thread does.
        if (engine != null) {
            engine.broken(fault);
        }
    }

    /** Whether somebody has asked: no further run may begin. */
    synchronized boolean asked() {
        return asked;
    }

    private void endCommand() {
        ask();
        try {
            boolean written = finished.await(REPORT_SECONDS_MAX, TimeUnit.SECONDS);
            Runtime.getRuntime().halt(written ? exitCode.get() : ExitCode.BUG.number());
        } catch (InterruptedException e) {
            Runtime.getRuntime().halt(ExitCode.BUG.number());
        }
    }

    /** All reports are written. */
    void finished(int exit) {
        Thread waiting;
        synchronized (this) {
            waiting = hook;
            hook = null;
        }
        if (waiting == null) {
            return;
        }
        try {
            Runtime.getRuntime().removeShutdownHook(waiting);
        } catch (IllegalStateException e) { // It is running, and waits for this.
            System.out.flush();
            System.err.flush();
            exitCode.set(exit);
            finished.countDown();
        }
    }
}
