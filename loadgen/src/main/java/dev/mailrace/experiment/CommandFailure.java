package dev.mailrace.experiment;

import dev.mailrace.analysis.ExitCode;

/** A command that cannot go on: one line for the user, and the exit code. */
public final class CommandFailure extends RuntimeException {
    private final transient ExitCode exitCode;

    public CommandFailure(ExitCode exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    public ExitCode exitCode() {
        return exitCode;
    }
}
