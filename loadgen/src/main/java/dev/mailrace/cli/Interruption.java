package dev.mailrace.cli;

import dev.mailrace.analysis.ExitCode;
import dev.mailrace.experiment.CurrentRun;
import dev.mailrace.files.Uncut;
import java.time.Duration;
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
 * what number. There is one per command line, not per run: a signal between two runs must be handled too. Before
 * anything is made there is nothing to lose, and a signal ends the process at once. Any thread may ask.
 */
final class Interruption {
    /** Longer than the wait for a disk that takes nothing. */
    private static final long REPORT_SECONDS_MAX = 60;

    private static final Duration FILES_MAX = Duration.ofSeconds(5);

    private final CountDownLatch finished = new CountDownLatch(1);
    private final AtomicInteger exitCode = new AtomicInteger(ExitCode.INTERNAL_ERROR.number());
    private final CurrentRun run = new CurrentRun(this::begins);
    private @Nullable Thread hook; // Null before the first run, and after the last.

    /** That of the command line that {@code spec} is a command of. */
    static Interruption of(CommandSpec spec) {
        return Main.of(spec).interruption;
    }

    /** The run that it would end. */
    CurrentRun run() {
        return run;
    }

    /** Whether an end was requested: no further run may begin. */
    boolean asked() {
        return run.isEnding();
    }

    /**
     * Results are about to be made: from now on there is something to lose, and a signal ends in a report. Does not come back
     * where the process is ending already.
     */
    void begin() throws InterruptedException {
        if (begins()) {
            new CountDownLatch(1).await();
        }
    }

    /** For a process of its own: a command without runs leaves no half of a file when it is ended either. */
    void guardFiles() {
        try {
            Runtime.getRuntime().addShutdownHook(new Thread(this::finishFiles, "files"));
        } catch (IllegalStateException e) {
            return; // It is ending already, and nothing was begun.
        }
    }

    private void finishFiles() {
        synchronized (this) {
            if (hook != null) {
                return; // The command is waited for.
            }
        }
        try {
            Uncut.finish(FILES_MAX);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A run begins: from now on there is something to lose. True when the process is ending already. */
    private synchronized boolean begins() {
        if (hook != null) {
            return false;
        }
        Thread waiting = new Thread(this::endCommand, "interruption");
        try {
            Runtime.getRuntime().addShutdownHook(waiting);
            hook = waiting;
            return false;
        } catch (IllegalStateException e) {
            return true;
        }
    }

    private void endCommand() {
        run.end();
        try {
            boolean written = finished.await(REPORT_SECONDS_MAX, TimeUnit.SECONDS);
            Runtime.getRuntime().halt(written ? exitCode.get() : ExitCode.INTERNAL_ERROR.number());
        } catch (InterruptedException e) {
            Runtime.getRuntime().halt(ExitCode.INTERNAL_ERROR.number());
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
