package dev.mailrace.experiment;

import dev.mailrace.fault.Refusal;
import dev.mailrace.fault.SystemWords;
import dev.mailrace.monitor.ProcessTree;
import java.io.File;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** A command of the user that prepares a server for a run: starts a build, switches a setting. */
public final class BeforeRun {
    private static final long MINUTES_MAX = 10;
    private static final long LOOK_MILLIS = 50;

    private static final String INTERRUPTED = "was interrupted";

    private BeforeRun() {}

    /**
     * Runs it by the shell, with its output on standard error.
     *
     * @param command null: nothing is to be done
     * @param stopped whether the command is no longer needed
     * @throws CommandFailure when it fails, or takes more than {@value #MINUTES_MAX} minutes
     */
    public static void run(String option, @Nullable String command, BooleanSupplier stopped)
            throws InterruptedException {
        if (command == null) {
            return;
        }
        try {
            Process process = new ProcessBuilder("sh", "-c", "{ " + command + "\n} >&2")
                    .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            Thread last = new Thread(() -> ProcessTree.end(process), "before-run");
            if (!keptUntilTheEnd(last)) {
                ProcessTree.end(process);
                throw failure(option, command, INTERRUPTED);
            }
            try {
                await(process, option, command, stopped);
            } finally {
                forget(last);
            }
        } catch (IOException e) {
            throw failure(option, command, "did not start: " + SystemWords.of(e));
        }
    }

    private static void await(Process process, String option, String command, BooleanSupplier stopped)
            throws InterruptedException {
        long looksMax = TimeUnit.MINUTES.toMillis(MINUTES_MAX) / LOOK_MILLIS;
        for (long look = 0; !process.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS); look++) {
            if (look == looksMax || stopped.getAsBoolean()) {
                ProcessTree.end(process);
                throw failure(
                        option, command, look == looksMax ? "took more than " + MINUTES_MAX + " minutes" : INTERRUPTED);
            }
        }
        if (stopped.getAsBoolean()) {
            throw failure(option, command, INTERRUPTED);
        }
        if (process.exitValue() != 0) {
            throw failure(option, command, "ended with " + process.exitValue());
        }
    }

    /** Whether it will be run where this process is ended before; not when that ends already. */
    private static boolean keptUntilTheEnd(Thread last) {
        try {
            Runtime.getRuntime().addShutdownHook(last);
            return true;
        } catch (IllegalStateException e) {
            return false;
        }
    }

    private static void forget(Thread last) {
        try {
            Runtime.getRuntime().removeShutdownHook(last);
        } catch (IllegalStateException e) {
            return; // It is at work.
        }
    }

    private static CommandFailure failure(String option, String command, String what) {
        return new CommandFailure(new Refusal(option, "'" + command + "' " + what, "a command that succeeds"));
    }
}
