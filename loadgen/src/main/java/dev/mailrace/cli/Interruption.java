package dev.mailrace.cli;

import dev.mailrace.engine.Engine;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Turns Ctrl-C and SIGTERM into an early end of the run, and keeps the JVM up until the report is written.
 *
 * <p>The JVM ends a process as soon as its shutdown hooks have; this one waits for the run, then says with what number.
 */
final class Interruption implements AutoCloseable {
    private static final long REPORT_SECONDS_MAX = 30;

    private final CountDownLatch finished = new CountDownLatch(1);
    private final AtomicInteger exitCode = new AtomicInteger(ExitCode.BUG.number());
    private final Thread hook;

    Interruption(Engine engine) {
        hook = new Thread(
                () -> {
                    engine.interrupt();
                    try {
                        boolean written = finished.await(REPORT_SECONDS_MAX, TimeUnit.SECONDS);
                        Runtime.getRuntime().halt(written ? exitCode.get() : ExitCode.BUG.number());
                    } catch (InterruptedException e) {
                        Runtime.getRuntime().halt(ExitCode.BUG.number());
                    }
                },
                "interruption");
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** The report is written. */
    void finished(ExitCode exit) {
        System.out.flush();
        System.err.flush();
        exitCode.set(exit.number());
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            finished.countDown(); // The hook is running and waits for this.
        }
    }
}
