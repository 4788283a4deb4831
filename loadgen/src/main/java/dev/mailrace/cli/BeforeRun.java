package dev.mailrace.cli;

import java.io.File;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A command of the user's that makes a server ready for a run: starts a build, switches a setting. */
final class BeforeRun {
    private static final long MINUTES_MAX = 10;

    private BeforeRun() {}

    /**
     * Runs it by the shell, with its output on standard error.
     *
     * @param command null: nothing is to be done
     * @throws CommandFailure when it fails, or takes more than {@value #MINUTES_MAX} minutes
     */
    static void run(String option, @Nullable String command) throws InterruptedException {
        if (command == null) {
            return;
        }
        try {
            Process process = new ProcessBuilder("sh", "-c", "{ " + command + "\n} >&2")
                    .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            if (!process.waitFor(MINUTES_MAX, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw failure(option, command, "took more than " + MINUTES_MAX + " minutes");
            }
            if (process.exitValue() != 0) {
                throw failure(option, command, "ended with " + process.exitValue());
            }
        } catch (IOException e) {
            throw failure(option, command, String.valueOf(e.getMessage()));
        }
    }

    private static CommandFailure failure(String option, String command, String what) {
        return new CommandFailure(
                ExitCode.UNREACHABLE, option + ": '" + command + "' " + what + " (expected: a command that succeeds)");
    }
}
